/** Boundaries of a published plan: which touches which, where they lie, and where a length on the clock takes them. Pure. */

import type { EdgeName, Moment, Phase, Plan } from './document'
import { wallNumber } from './walltime'

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

/** Return both moments of each phase as they are planned for one airport: its own where it has one. */
export function momentsAt(plan: Pick<Plan, 'phases' | 'deviations'>, airport: string | null): Record<EdgeName, Moment>[] {
  const moments = plan.phases.map(({ starts, ends }) => ({ starts, ends }))
  for (const own of plan.deviations) {
    const here = moments[own.phase]
    if (own.airport === airport && here) here[own.edge === 'start' ? 'starts' : 'ends'] = own.moment
  }
  return moments
}

/** Move a time on its own clock; null while it is none. */
export function laterWall(wall: string, days: number, hours: number): string | null {
  const at = wallNumber(wall)
  return at === null ? null : new Date(at + days * 86_400_000 + hours * 3_600_000).toISOString().slice(0, 16)
}
