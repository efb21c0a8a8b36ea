/** What a target may be set for: the figures that boards count live, each with the cell and unit it is counted in. */

import type { MeasureView } from '../wire'
import type { Target } from './document'

/** What is read here of a figure as the server declares it: its unit, and the cuts that boards show. */
export type MeasureLine = Pick<MeasureView, 'code' | 'unit' | 'live'>

export interface Countable {
  measure: string
  /** The dimension a target of this measure names a value of; null for the total. */
  dimension: string | null
  /** Whether it must name one; else the total may be meant. */
  needed: boolean
  /** The unit, or null where it is the commodity's own. */
  unit: string | null
}

/** Read what may be counted from the declarations: what no board counts would be a target nobody sees reached. */
export function countables(measures: readonly MeasureLine[]): Countable[] {
  return measures
    .filter(({ live }) => live.length > 0)
    .map(({ code, unit, live }) => ({
      measure: code,
      dimension: live.find((cut) => cut.length === 1)?.[0] ?? null,
      needed: !live.some((cut) => cut.length === 0),
      unit,
    }))
}

/** Give a target another measure; what no longer fits is let go, what follows is filled in. */
export function withMeasure(target: Target, kind: Countable): Target {
  const kept = kind.dimension === null ? undefined : target.cell[kind.dimension]
  const cell: Record<string, string> = kind.dimension === null || kept === undefined ? {} : { [kind.dimension]: kept }
  return { ...target, measure: kind.measure, cell, unit: kind.unit ?? (kept === undefined ? '' : target.unit) }
}

/** Give a target another value of its dimension, empty for the total; a commodity brings its own unit. */
export function withCell(target: Target, kind: Countable, value: string, units: readonly string[] = []): Target {
  if (kind.dimension === null) return target
  const unit = kind.unit ?? (units.includes(target.unit) ? target.unit : (units[0] ?? ''))
  return { ...target, cell: value === '' ? {} : { [kind.dimension]: value }, unit }
}
