/** Whether a silent airport can be asked for what it owes: pure, from its days, the last request and the clock. */

import type { Airport } from './airports'
import { isOver, turnOf } from './airports'
import { dayState } from './matrix'

/** The server keeps the same rule: an airport is asked once an hour at most. */
const ASKED_EVERY_MS = 3_600_000

export interface Ask {
  /** How many days are missing. */
  missing: number
  /** Everything is over: nobody is asked any more, and what is missing never came. */
  over: boolean
  /** When it was last asked, if any day it was asked for is missing still. */
  askedAt: string | null
  /** From when it may be asked again; null when it may now. */
  againAt: string | null
}

/** Say what may be asked of an airport; null when it owes nothing. */
export function askOf(airport: Airport, now: number): Ask | null {
  const missing = airport.days.filter((day) => dayState(day, now) === 'missing').map(turnOf)
  if (missing.length === 0) return null
  const { asked } = airport
  const stands = asked !== null && asked.days.some((on) => missing.includes(on))
  const again = asked === null ? null : Date.parse(asked.asked_at) + ASKED_EVERY_MS
  return {
    missing: missing.length,
    over: isOver(airport, now),
    askedAt: stands ? asked.asked_at : null,
    againAt: again !== null && again > now ? new Date(again).toISOString() : null,
  }
}
