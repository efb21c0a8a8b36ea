/** What a board is narrowed to, read from the address; and what is within it. Pure. */

import { DIRECTIONS } from '../reporting/codes'
import type { Narrowed } from '../wire'
import { type Airport, STATES } from './airports'
import type { Route } from './routes'
import type { LogRow, Rows } from './rows'

export const FILTERS = ['unit', 'country', 'airport', 'state', 'commodity', 'direction', 'kind'] as const
export type FilterName = (typeof FILTERS)[number]
export type Filter = Readonly<Record<FilterName, string | null>>

export const NO_FILTER: Filter = { unit: null, country: null, airport: null, state: null, commodity: null, direction: null, kind: null }

export const KINDS = ['seizure', 'activity', 'nil', 'victims', 'hit', 'incident'] as const
const LISTS: Partial<Record<FilterName, readonly string[]>> = { state: STATES, direction: DIRECTIONS, kind: KINDS }

/** Read the filter of an address; what no list knows narrows nothing. */
export function filterOf(query: URLSearchParams): Filter {
  const read = (name: FilterName): string | null => {
    const value = query.get(name)
    return value === null || (LISTS[name] ?? [value]).includes(value) ? value : null
  }
  return Object.fromEntries(FILTERS.map((name) => [name, read(name)])) as unknown as Filter
}

export function isNarrowed(filter: Filter): boolean {
  return FILTERS.some((name) => filter[name] !== null)
}

/** Say whether airports are left out by where they are or how they stand. */
function isPlaced(filter: Filter): boolean {
  return filter.unit !== null || filter.country !== null || filter.airport !== null || filter.state !== null
}

/** Say whether an airport is within the filter; of a commodity or a direction the part says which had results. */
export function isWithin({ row, state, unit }: Airport, filter: Filter, part: Narrowed | null = null): boolean {
  const placed = (filter.unit === null || unit === filter.unit) && (filter.country === null || row.country === filter.country) && (filter.airport === null || row.iata === filter.airport) && (filter.state === null || state === filter.state)
  return placed && (part?.airports ?? [row.iata]).includes(row.iata)
}

/** Write the address that answers for the figures of a part; null where there is no part, or nothing in it. */
export function partOf(code: string, filter: Filter, airports: readonly Airport[]): string | null {
  if (!isNarrowed(filter)) return null
  const placed = airports.filter((airport) => isWithin(airport, filter)).map(({ row }) => row.iata)
  if (placed.length === 0) return null
  const query = new URLSearchParams(isPlaced(filter) ? { airports: placed.join(',') } : {})
  for (const name of ['commodity', 'direction', 'kind'] as const) if (filter[name] !== null) query.set(name, filter[name])
  return `/operations/${encodeURIComponent(code)}/narrowed?${query}`
}

/** Narrow the events: to a kind of report, to reports of a commodity or a direction, and to what is about the airports. */
export function entriesWithin<Entry extends { row: LogRow }>(entries: readonly Entry[], filter: Filter, airports: readonly Airport[], part: Narrowed | null = null): Entry[] {
  const placed = isPlaced(filter)
  const within = new Set(airports.filter((airport) => isWithin(airport, filter)).map(({ row }) => row.iata))
  // What is about a country as a whole is about each of its airports.
  const countries = new Set<unknown>(airports.filter((airport) => isWithin(airport, filter)).map(({ row }) => row.country))
  const reports = part?.reports ? new Set<unknown>(part.reports) : null
  return entries.filter(({ row }) => {
    if (filter.kind !== null && row['report_kind'] !== filter.kind) return false
    if ((filter.commodity !== null || filter.direction !== null) && !reports?.has(row['report_id'])) return false
    return !placed || placesOf(row).some((iata) => within.has(iata)) || (filter.airport === null && filter.state === null && countries.has(row['country']))
  })
}

function placesOf(row: LogRow): string[] {
  const several = Array.isArray(row['airports']) ? row['airports'] : []
  return [row['airport'], ...several].filter((each) => typeof each === 'string')
}

/** Lay the counters of a part out as a board's rows, beside its operation's own. */
export function rowsOfPart(rows: Rows, part: Narrowed | null): Rows {
  const own = rows.get('operation')
  const counts = (part?.counts ?? []).map((count, at) => [`count:${at}`, { ...count, circle: 'part', at_least: false }] as const)
  return new Map<string, Readonly<Record<string, unknown>>>([...(own ? [['operation', own] as const] : []), ...counts])
}

/** The legs gone by what is in a part, most first; one between places of transit touches no airport of it. */
export function routesOfPart(part: Narrowed | null): Route[] {
  return (part?.routes ?? []).map(({ begins, ends, count }) => ({ from: begins, to: ends, count })).sort((a, b) => b.count - a.count || (a.from + a.to < b.from + b.to ? -1 : 1))
}
