/**
 * What a board knows, and how the server's steps change it. Pure: no socket, no clock.
 *
 * A step says what changed after one position of the log up to another. A board at `seq` may take every step with
 * `after <= seq < upto`: what it puts is the state at `upto`. Older ones say nothing new; a later one leaves a gap,
 * about which the board asks once.
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
  /** `asking` until the answer to a watch is here; steps that come meanwhile are kept. */
  readonly status: 'asking' | 'following'
  readonly kept: readonly Step[]
}

/** More kept steps than this are forgotten: the gap they leave is asked for. */
const KEPT_AT_MOST = 500

/** Begin with nothing known, the first question asked. */
export function empty(): Feed {
  return { rows: new Map(), seq: 0, status: 'asking', kept: [] }
}

/** Note that a watch has been sent: from now on steps are kept until its answer. */
export function ask(feed: Feed): Feed {
  return { ...feed, status: 'asking' }
}

/** Take the answer to a watch, then the kept steps that follow from it. */
export function answer(feed: Feed, step: Step): Feed {
  const told = step.after === 0 ? firstSight(feed, step) : applyStep(feed, step)
  const steps = [...feed.kept].sort((a, b) => a.after - b.after || a.upto - b.upto)
  return steps.reduce(receive, { ...told, status: 'following', kept: [] } satisfies Feed)
}

/** Take a step that arrived: keep it, apply it, ignore it, or begin to ask because something is missing before it. */
export function receive(feed: Feed, step: Step): Feed {
  if (feed.status === 'asking') return { ...feed, kept: [...feed.kept, step].slice(-KEPT_AT_MOST) }
  if (step.after > feed.seq) return { ...feed, status: 'asking', kept: [step] }
  return applyStep(feed, step)
}

/** Hear how far the log has come; what has not arrived by then was lost, and is asked for. */
export function beat(feed: Feed, upto: number): Feed {
  return feed.status === 'following' && upto > feed.seq ? ask(feed) : feed
}

/** Apply a step if it leads on from where the rows are; leave them as they are otherwise. */
export function applyStep(feed: Feed, step: Step): Feed {
  if (step.after > feed.seq || step.upto <= feed.seq) return feed
  if (step.after === 0) return firstSight(feed, step)
  return { ...feed, rows: changed(feed.rows, step), seq: step.upto }
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
