/** Whether a silent airport can be asked for what it owes: pure, from its days, the last request and the clock. */

import type { Airport } from './airports'
import { airportsAt, isOver, turnOf } from './airports'
import { dayState } from './matrix'
import type { Rows } from './rows'

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

export interface StandingAsk {
  iata: string
  zone: string
  askedAt: string
  /** How many of the days it was asked for are missing still. */
  missing: number
}

/** List what was asked of some airports and has not come: whoever files for them is to see it on whatever page. */
export function standingAsks(rows: Rows, iatas: readonly string[], now: number): StandingAsk[] {
  const asked = iatas.filter((iata) => rows.has(`asked:${iata}`))
  if (asked.length === 0) return []
  return airportsAt(rows, now).flatMap((airport) => {
    const ask = asked.includes(airport.row.iata) ? askOf(airport, now) : null
    if (!ask?.askedAt || ask.over) return []
    const missing = airport.days.filter((day) => airport.asked?.days.includes(turnOf(day)) && dayState(day, now) === 'missing')
    return [{ iata: airport.row.iata, zone: airport.row.zone, askedAt: ask.askedAt, missing: missing.length }]
  })
}
