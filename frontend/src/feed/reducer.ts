/**
 * What a board knows, and how the server's steps change it. Pure: no socket, no clock.
 *
 * A step says what changed after one position of the log up to another. A board at `seq` may take every step with
 * `after <= seq < upto`: what it puts is the state at `upto`. Older ones say nothing new; a later one leaves a gap,
 * about which the board asks once. What cannot be a step, or contradicts what the board holds, is not believed, nor
 * what it holds any more: it asks for everything anew, and says so.
 */

export type Row = Readonly<Record<string, unknown>>

export interface Step {
  after: number
  upto: number
  put: readonly { readonly key: string; readonly row: Row }[]
  gone: readonly string[]
}

export interface Feed {
  readonly rows: ReadonlyMap<string, Row>
  readonly seq: number
  /**
   * `behind` when something is missing that nobody has asked for yet, `asking` from then until the answer to that watch
   * is here; steps that come meanwhile are kept.
   */
  readonly status: 'behind' | 'asking' | 'following'
  readonly kept: readonly Step[]
  /** Whether something was told that cannot be: the next question is for everything anew. */
  readonly doubted: boolean
}

/** More kept steps than this are forgotten: the gap they leave is asked for. */
const KEPT_AT_MOST = 500

/** Begin with nothing known, the first question asked. */
export function empty(): Feed {
  return { rows: new Map(), seq: 0, status: 'asking', kept: [], doubted: false }
}

/** Note that a watch has been sent: from now on steps are kept until its answer. */
export function ask(feed: Feed): Feed {
  return { ...feed, status: 'asking' }
}

/** Believe nothing any more: everything is asked for anew. A question that is on its way is asked again after it. */
export function doubt(feed: Feed): Feed {
  return { ...feed, status: feed.status === 'asking' ? 'asking' : 'behind', doubted: true }
}

/** Take the answer to a watch, then the kept steps that follow from it. */
export function answer(feed: Feed, step: Step): Feed {
  if (!isStep(step)) return { ...feed, status: 'behind', doubted: true }
  const all = step.after === 0
  const told = all ? firstSight(feed, step) : applyStep({ ...feed, status: 'following' }, step)
  if (told.doubted && !all) return { ...told, status: 'behind' }
  const steps = [...feed.kept].sort((a, b) => a.after - b.after || a.upto - b.upto)
  return steps.reduce(receive, { ...told, status: 'following', kept: [], doubted: false } satisfies Feed)
}

/** Take a step that arrived: keep it, apply it, ignore it, or fall behind because something is missing before it. */
export function receive(feed: Feed, step: Step): Feed {
  if (!isStep(step)) return doubt(feed)
  if (feed.status !== 'following') return { ...feed, kept: [...feed.kept, step].slice(-KEPT_AT_MOST) }
  if (step.after > feed.seq) return { ...feed, status: 'behind', kept: [step] }
  return applyStep(feed, step)
}

/** Hear how far the log has come; what has not arrived by then was lost, and is asked for. */
export function beat(feed: Feed, upto: number): Feed {
  if (!isPosition(upto)) return doubt(feed)
  return feed.status === 'following' && upto > feed.seq ? { ...feed, status: 'behind' } : feed
}

/** Apply a step if it leads on from where the rows are; leave them as they are otherwise. */
export function applyStep(feed: Feed, step: Step): Feed {
  if (step.after > feed.seq || step.upto <= feed.seq) return feed
  if (step.after === 0) return firstSight(feed, step)
  // From the very position we are at, only what is here can go.
  if (step.after === feed.seq && step.gone.some((key) => !feed.rows.has(key))) return doubt(feed)
  return { ...feed, rows: changed(feed.rows, step), seq: step.upto }
}

/** Whether what was told can be a step: positions in their order, rows under keys, and nothing both put and gone. */
export function isStep(told: unknown): told is Step {
  if (!isObject(told)) return false
  const { after, upto, put, gone } = told
  if (!isPosition(after) || !isPosition(upto) || after > upto || !Array.isArray(put) || !Array.isArray(gone)) return false
  if (!put.every((each: unknown) => isObject(each) && typeof each.key === 'string' && isObject(each.row))) return false
  if (after === 0 && gone.length > 0) return false
  const keys = new Set((put as Step['put']).map(({ key }) => key))
  return gone.every((key: unknown) => typeof key === 'string' && !keys.has(key))
}

function isPosition(told: unknown): told is number {
  return Number.isSafeInteger(told) && (told as number) >= 0
}

function isObject(told: unknown): told is Record<string, unknown> {
  return typeof told === 'object' && told !== null && !Array.isArray(told)
}

/** What begins at 0 says all there is and names nothing as gone: it replaces everything. */
function firstSight(feed: Feed, step: Step): Feed {
  return { ...feed, rows: changed(new Map(), step), seq: step.upto }
}

function changed(rows: ReadonlyMap<string, Row>, step: Step): ReadonlyMap<string, Row> {
  const next = new Map(rows)
  for (const key of step.gone) next.delete(key)
  for (const { key, row } of step.put) next.set(key, row)
  return next
}
