/** Coordination units by region: which there are, and whose countries a watch officer looks after. Pure. */

import type { OperationRow } from '../board/rows'
import type { LinkStatus } from '../feed/status'
import type { Seat } from '../shell/session.svelte'

export type RegionalUnit = OperationRow['units'][number]

/** Everybody's countries, as an address names them. */
export const EVERYWHERE = '*'

/** The units of an operation as its board tells them; one that was written before there were any tells none. */
export function unitsOf(operation: unknown): readonly RegionalUnit[] {
  return (operation as OperationRow | undefined)?.units ?? []
}

/**
 * Say whether a list is to be narrowed to a unit that only the board can name. Asked for before, it would be everybody's,
 * and another one under the hand of whoever has begun to choose from it. A board that is not heard is not waited for.
 */
export function awaitsUnits(asked: string | null, seats: readonly Seat[], board: { seen: boolean; status: LinkStatus }): boolean {
  if (board.seen || board.status.light !== 'catching_up' || asked === EVERYWHERE) return false
  return asked !== null || seats.some((seat) => seat.role === 'ocu' && seat.unit !== null)
}

/** The unit that a watch officer is of; null for everybody else, and where the plan has no such unit. */
export function ownUnit(units: readonly RegionalUnit[], seats: readonly Seat[]): RegionalUnit | null {
  const named = seats.filter((seat) => seat.role === 'ocu').map((seat) => seat.unit)
  return units.find((unit) => named.includes(unit.name)) ?? null
}
