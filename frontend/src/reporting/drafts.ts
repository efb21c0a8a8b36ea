/** What is begun on this phone and where one goes on with it. Pure. */

import { to } from '../shell/routes'
import type { Draft, Waiting } from './store'

/** Say where a draft is written on: a correction at its report, a new report by its own key and at its own airport. */
export function draftAddress(draft: Draft): string {
  const which = `draft=${encodeURIComponent(draft.key)}`
  if (draft.version !== null) return `${to(draft.operation, 'report', draft.report_id)}?${which}`
  const at = draft.airport === null ? '' : `&airport=${draft.airport}`
  return `${to(draft.operation, 'report')}?${which}&kind=${draft.kind}${at}`
}

/** List what was begun for an airport and never sent, the newest first; what waits in the queue is named there. */
export function begunAt(airport: string, drafts: readonly Draft[], queue: readonly Waiting[]): Draft[] {
  const queued = new Set(queue.map((item) => item.report_id))
  return drafts.filter((draft) => draft.airport === airport && !queued.has(draft.report_id)).sort((a, b) => b.touched_at - a.touched_at)
}
