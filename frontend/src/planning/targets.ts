/** What a target may be set for: the figures that boards count live, each with the cell and unit it is counted in. */

import type { Target } from './document'

export interface Countable {
  measure: string
  /** The dimension a target of this measure names a value of; null for the total. */
  dimension: 'commodity' | 'outcome' | null
  /** Whether it must name one; else the total may be meant. */
  needed: boolean
  /** The unit, or null where it is the commodity's own. */
  unit: string | null
}

const total = (measure: string, unit: string): Countable => ({ measure, dimension: null, needed: false, unit })

export const COUNTABLE: readonly Countable[] = [
  total('seizures', 'seizure'),
  { measure: 'quantity', dimension: 'commodity', needed: true, unit: null },
  { measure: 'seizures_with', dimension: 'commodity', needed: true, unit: 'seizure' },
  { measure: 'persons', dimension: 'outcome', needed: false, unit: 'person' },
  total('passengers_checked', 'person'),
  total('passengers_profiled', 'person'),
  total('flights_monitored', 'flight'),
  total('bags_searched', 'bag'),
  total('parcels_searched', 'parcel'),
  total('consignments_searched', 'consignment'),
  total('database_checks', 'check'),
  total('hits', 'hit'),
  total('officers', 'officer'),
  total('officer_hours', 'hour'),
]

export function countable(measure: string): Countable | undefined {
  return COUNTABLE.find((each) => each.measure === measure)
}

/** Give a target another measure; what no longer fits is let go, what follows is filled in. */
export function withMeasure(target: Target, measure: string): Target {
  const kind = countable(measure)
  const kept = kind?.dimension ? target.cell[kind.dimension] : undefined
  const unit = kind?.unit ?? (kept === undefined ? '' : target.unit)
  return { ...target, measure, cell: kind?.dimension && kept !== undefined ? { [kind.dimension]: kept } : {}, unit }
}

/** Give a target another value of its dimension, empty for the total; a commodity brings its own unit. */
export function withCell(target: Target, value: string, units: readonly string[] = []): Target {
  const kind = countable(target.measure)
  if (!kind?.dimension) return target
  const unit = kind.unit ?? (units.includes(target.unit) ? target.unit : (units[0] ?? ''))
  return { ...target, cell: value === '' ? {} : { [kind.dimension]: value }, unit }
}
