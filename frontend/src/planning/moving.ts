/** Move a boundary of a published plan, with the one that touches it: in an order in which no two phases overlap. Pure. */

import type { EdgeName, Moment, Phase } from './document'
import { resolve } from './walltime'

export interface Boundary {
  phase: number
  edge: EdgeName
}

export function sameMoment(a: Moment, b: Moment): boolean {
  return a.wall === b.wall && a.clock === b.clock && (a.clock === 'local' || a.zone === b.zone) && a.fold === b.fold
}

/** Find the boundary of the neighbouring phase that touches this one; null when there is a gap, or nothing. */
export function twinOf(phases: readonly Phase[], { phase, edge }: Boundary): Boundary | null {
  const twin: Boundary = edge === 'ends' ? { phase: phase + 1, edge: 'starts' } : { phase: phase - 1, edge: 'ends' }
  const [here, there] = [phases[phase]?.[edge], phases[twin.phase]?.[twin.edge]]
  return here && there && sameMoment(here, there) ? twin : null
}

/** Put a boundary and its twin in the order to move them: later begins with the start, earlier with the end. */
export function inOrder(boundary: Boundary, twin: Boundary | null, before: Moment, after: Moment, zone: string): Boundary[] {
  if (twin === null) return [boundary]
  const later = (resolve(after, zone) ?? 0) >= (resolve(before, zone) ?? 0)
  const pair = [boundary, twin]
  return pair.sort((a, b) => (later ? 1 : -1) * Number(b.edge === 'starts') - (later ? 1 : -1) * Number(a.edge === 'starts'))
}
