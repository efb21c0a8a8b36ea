/** What a board is narrowed to: a country, an airport, a kind of event; read from the address. Pure. */

import type { Airport } from './airports'
import type { LogRow } from './rows'
import type { Route } from './routes'

export const FILTERS = ['country', 'airport', 'kind'] as const
export type FilterName = (typeof FILTERS)[number]
export type Filter = Readonly<Record<FilterName, string | null>>

export const NO_FILTER: Filter = { country: null, airport: null, kind: null }

/** Read the filter of an address. */
export function filterOf(query: URLSearchParams): Filter {
  return { country: query.get('country'), airport: query.get('airport'), kind: query.get('kind') }
}

/** Say whether an airport is within the filter; kinds of events narrow no airports. */
export function isWithin({ row }: Airport, filter: Filter): boolean {
  return (filter.country === null || row.country === filter.country) && (filter.airport === null || row.iata === filter.airport)
}

/** Narrow the events: to a kind of report, and to what is about the airport or the country. */
export function entriesWithin<Entry extends { row: LogRow }>(entries: readonly Entry[], filter: Filter, airports: readonly Airport[]): Entry[] {
  const placed = filter.country !== null || filter.airport !== null
  const within = new Set(airports.filter((airport) => isWithin(airport, filter)).map(({ row }) => row.iata))
  return entries.filter(({ row }) => {
    if (filter.kind !== null && row['report_kind'] !== filter.kind) return false
    return !placed || placesOf(row).some((iata) => within.has(iata)) || (filter.airport === null && row['country'] === filter.country)
  })
}

function placesOf(row: LogRow): string[] {
  const several = Array.isArray(row['airports']) ? row['airports'] : []
  return [row['airport'], ...several].filter((each) => typeof each === 'string')
}

/** Narrow the routes to those that touch an airport within the filter. */
export function routesWithin(routes: readonly Route[], filter: Filter, airports: readonly Airport[]): Route[] {
  if (filter.country === null && filter.airport === null) return [...routes]
  const within = new Set(airports.filter((airport) => isWithin(airport, filter)).map(({ row }) => row.iata))
  return routes.filter(({ from, to }) => within.has(from) || within.has(to))
}
