/** The days an airport answers for, or the shifts of them: their order, and how requests for returns name them. Pure. */

import type { DueDay } from './types'

/** Name a day, or a shift of it. */
export function turnOf({ on, shift }: Pick<DueDay, 'on' | 'shift'>): string {
  return shift ? `${on}/${shift}` : on
}

/** Put the earlier first. */
export function earlier(a: DueDay, b: DueDay): number {
  return a.on === b.on ? Date.parse(a.starts_at) - Date.parse(b.starts_at) : a.on.localeCompare(b.on)
}

/** Find the words for what is said of a day, or of one shift of it: its other shifts are another matter. */
export function saidOf(what: 'voided' | 'results' | 'others', shift: string | null | undefined): string {
  return shift ? `reports:today.of_shift.${what}` : `reports:today.${what}`
}

/** The hours of a shift, which stay in one line and are read from the left beside a name in any script. */
export function hoursOf({ starts, ends }: { starts: string; ends: string }): string {
  return `\u2066${starts}\u2060–\u2060${ends}\u2069`
}
