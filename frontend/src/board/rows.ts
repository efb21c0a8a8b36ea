/** The rows of a board, as the server writes them; all instants ISO strings, all values whole steps in text. */

import type { LimitsOutput as Limits } from '../wire'

export interface PhaseSpan {
  index: number
  kind: string
  starts_at: string
  ends_at: string
  level?: string | null
}

export type CellOf = Readonly<Record<string, string>>

export interface TargetRow {
  objective: number | string
  index: number
  measure: string
  cell: CellOf
  unit: string
  value: string
  /** Whether nobody but the OCU may know of a few: then no counter of it does not mean that there is nothing. */
  quiet: boolean
}

export interface OperationRow {
  code: string
  name: string
  handling: string
  lead: string
  /** The coordination units by region, each with its countries. */
  units: { name: string; countries: string[] }[]
  published_at: string | null
  cancelled_at: string | null
  stood_down_at: string | null
  ends_at: string
  phases: PhaseSpan[]
  targets: TargetRow[]
}

export interface AirportRow {
  iata: string
  name: string
  city: string
  country: string
  lat: number
  lon: number
  zone: string
  participation: string
  limits: Limits
  phases: PhaseSpan[]
  /** By the phase's index: when controls were confirmed in force. */
  confirmed: Readonly<Record<string, string>>
  suspensions: readonly Rest[]
  stood_down_at: string | null
}

/** A stretch in which an airport rests; without an end until further notice. */
export interface Rest {
  starts_at: string
  ends_at: string | null
}

export interface DayRow {
  airport: string
  report_on: string
  /** Where the airport answers for each shift: which one the row is of. */
  shift?: string
  starts_at: string
  due_at: string
  received_at: string | null
  activity: boolean
  nil: boolean
  voided: boolean
  results: number
}

/** A day for which nobody expects anything, because the airport was suspended throughout. */
export interface OffRow {
  airport: string
  report_on: string
  shift?: string
  starts_at: string
  /** Whether its country did not take part yet; else it was suspended. */
  not_yet?: boolean
}

/** What those at home know of a day beyond its row, until it is validated. */
export interface OwnDayRow {
  airport: string
  report_on: string
  shift?: string
  voided: boolean
  results: number
}

/** The last time the OCU asked an airport for returns it owed. */
export interface AskedRow {
  airport: string
  asked_at: string
  days: readonly string[]
}

export interface CountRow {
  measure: string
  cell: CellOf
  unit: string
  circle: string
  validated: string | null
  submitted: string | null
  suppressed: boolean
  /** Counted in whole fives, for this reader may not know small counts. */
  at_least: boolean
  /** The totals a commodity counts in, nearest first. */
  within?: readonly string[]
}

export interface RouteRow {
  from: string
  to: string
  count: number
}

export interface QueueRow {
  waiting: number
  held: number
  questions: number
  referrals: number
  oldest_at: string | null
}

export interface LogRow {
  seq: number
  at: string
  kind: string
  /** What it is about, like `airport:GRU`, `country:BR` or `report:…`. */
  subject: string | null
  circle: string
  [detail: string]: unknown
}

export type Rows = ReadonlyMap<string, Readonly<Record<string, unknown>>>

interface Kinds {
  airport: AirportRow
  day: DayRow
  own: OwnDayRow
  asked: AskedRow
  off: OffRow
  count: CountRow
  route: RouteRow
  queue: QueueRow
  log: LogRow
}

/** Find the operation's own row; null before it is published or before a first sight. */
export function operationOf(rows: Rows): OperationRow | null {
  return (rows.get('operation') as OperationRow | undefined) ?? null
}

/** List the rows of a kind with their keys, in no order. */
export function rowsOf<K extends keyof Kinds>(rows: Rows, kind: K): { key: string; row: Kinds[K] }[] {
  const found: { key: string; row: Kinds[K] }[] = []
  for (const [key, row] of rows) if (key.startsWith(`${kind}:`)) found.push({ key, row: row as unknown as Kinds[K] })
  return found
}
