/** The airports somebody may report for in an operation, and what is known of them without asking. */

import { type AirportRow, rowsOf } from '../board/rows'
import { board } from '../feed/feed.svelte'
import { type Limits, limitsOf } from '../planning/limits'
import { rolesIn, seatsIn } from '../shell/session.svelte'

/** List the operation's airports as the board knows them, by code. */
export function airportRows(): AirportRow[] {
  return rowsOf(board.rows, 'airport')
    .map(({ row }) => row)
    .sort((a, b) => a.iata.localeCompare(b.iata))
}

/** List the airports one may file for: an officer's own, a contact point's country, everywhere for the OCU. */
export function myAirports(code: string): string[] {
  const seats = seatsIn(code)
  const own = seats.flatMap((seat) => (seat.role === 'officer' && seat.airport ? [seat.airport] : []))
  if (own.length > 0) return [...new Set(own)]
  const everywhere = rolesIn(code).some((role) => role === 'ocu' || role === 'coordinator')
  const countries = seats.flatMap((seat) => (seat.role === 'ncp' && seat.country ? [seat.country] : []))
  return airportRows()
    .filter((row) => everywhere || countries.includes(row.country))
    .map((row) => row.iata)
}

/** Within what the country of an airport takes part now; null until the board has told it. */
export function limitsNow(iata: string): Limits | null {
  const row = airportRows().find((each) => each.iata === iata)
  return row ? limitsOf(row.limits) : null
}

/** The zone of an airport, once the board has told it. */
export function zoneOf(iata: string): string | null {
  return airportRows().find((row) => row.iata === iata)?.zone ?? null
}
