/** Coordination units by region: which there are, and whose countries a watch officer looks after. Pure. */

import type { OperationRow } from '../board/rows'
import type { Seat } from '../shell/session.svelte'

export type RegionalUnit = OperationRow['units'][number]

/** Everybody's countries, as an address names them. */
export const EVERYWHERE = '*'

/** The units of an operation as its board tells them; one that was written before there were any tells none. */
export function unitsOf(operation: unknown): readonly RegionalUnit[] {
  return (operation as OperationRow | undefined)?.units ?? []
}

/** The unit that a watch officer is of; null for everybody else, and where the plan has no such unit. */
export function ownUnit(units: readonly RegionalUnit[], seats: readonly Seat[]): RegionalUnit | null {
  const named = seats.filter((seat) => seat.role === 'ocu').map((seat) => seat.unit)
  return units.find((unit) => named.includes(unit.name)) ?? null
}
