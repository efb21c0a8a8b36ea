/** Where an operation stands at an instant: computed from its instants, never stored. */

import type { OperationLine } from './calls'
import type { PhaseKind } from './document'

export type StageName = 'draft' | 'ahead' | 'under_way' | 'over' | 'cancelled' | 'stood_down'

/** Name the stage, and the phase that holds somewhere; the operational one where several do. */
export function stageOf(line: OperationLine, now: number): { stage: StageName; phase: PhaseKind | null } {
  if (line.cancelled_at !== null) return { stage: 'cancelled', phase: null }
  if (line.stood_down_at !== null) return { stage: 'stood_down', phase: null }
  if (line.published_at === null) return { stage: 'draft', phase: null }
  const holding = line.phases.filter((span) => Date.parse(span.starts_at) <= now && now < Date.parse(span.ends_at))
  const phase = (holding.find((span) => span.kind === 'operational') ?? holding[0])?.kind ?? null
  if (phase !== null) return { stage: 'under_way', phase }
  const ahead = line.phases.some((span) => Date.parse(span.starts_at) > now)
  return { stage: ahead ? 'ahead' : 'over', phase: null }
}
