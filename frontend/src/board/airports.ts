/** What the map and the matrix say of an airport: pure readings of its rows at an instant. */

import { dayState, type DayState } from './matrix'
import { type AirportRow, type AskedRow, type DayRow, type PhaseSpan, type Rows, rowsOf } from './rows'

export type AirportState = 'confirmed' | 'planned' | 'outside' | 'late' | 'silent'

export interface Airport {
  row: AirportRow
  state: AirportState
  phase: PhaseSpan | null
  /** When the controls of the present phase were confirmed in force. */
  confirmedAt: string | null
  days: DayRow[]
  /** When it was last asked for what it owed; only its own circle and the OCU know. */
  asked: AskedRow | null
}

/** The answers by which a country takes part; one that was only asked does not. */
const TAKES_PART: ReadonlySet<string> = new Set(['accepted', 'limited'])

/** Find the phase that holds an instant; half-open, so a boundary belongs to the later one. */
export function phaseAt(phases: readonly PhaseSpan[], now: number): PhaseSpan | null {
  return phases.find((phase) => Date.parse(phase.starts_at) <= now && now < Date.parse(phase.ends_at)) ?? null
}

/** List the airports by code, each with its state at `now`. */
export function airportsAt(rows: Rows, now: number): Airport[] {
  const days = new Map<string, DayRow[]>()
  for (const row of daysIn(rows)) days.set(row.airport, [...(days.get(row.airport) ?? []), row])
  return rowsOf(rows, 'airport')
    .map(({ row }) => airportAt(row, days.get(row.iata) ?? [], (rows.get(`asked:${row.iata}`) as AskedRow | undefined) ?? null, now))
    .sort((a, b) => (a.row.iata < b.row.iata ? -1 : 1))
}

/** List the cells of the matrix, each with what only its own airport knows of it yet. */
export function daysIn(rows: Rows): DayRow[] {
  const own = new Map(rowsOf(rows, 'own').map(({ row }) => [`${row.airport}:${row.report_on}`, row]))
  return rowsOf(rows, 'day').map(({ row }) => ({ ...row, ...own.get(`${row.airport}:${row.report_on}`) }))
}

function airportAt(row: AirportRow, days: DayRow[], asked: AskedRow | null, now: number): Airport {
  const phase = phaseAt(row.phases, now)
  const confirmedAt = phase ? (row.confirmed[String(phase.index)] ?? null) : null
  const sorted = [...days].sort((a, b) => (a.report_on < b.report_on ? -1 : 1))
  return { row, phase, confirmedAt, asked, days: sorted, state: stateOf(row, sorted, confirmedAt, now) }
}

/** Silence stands out: what the last day due says goes before what was planned. */
function stateOf(row: AirportRow, days: readonly DayRow[], confirmedAt: string | null, now: number): AirportState {
  if (row.participation === 'declined') return 'outside'
  const last = days.map((day) => dayState(day, now)).findLast((state) => state !== 'not_due')
  if (last === 'missing') return 'silent'
  if (last === 'late') return 'late'
  return confirmedAt === null ? 'planned' : 'confirmed'
}

/** Count the airports whose controls of the present phase are confirmed, of those where the plan has any in force now. */
export function confirmedOf(airports: readonly Airport[]): { confirmed: number; of: number } {
  const planned = airports.filter(({ row, phase }) => TAKES_PART.has(row.participation) && phase?.level != null)
  return { confirmed: planned.filter(({ confirmedAt }) => confirmedAt !== null).length, of: planned.length }
}

/** List the days any airport reports for, in order. */
export function daysOf(airports: readonly Airport[]): string[] {
  return [...new Set(airports.flatMap((airport) => airport.days.map((day) => day.report_on)))].sort()
}

/** Lay an airport's days under the columns; null where it reports nothing that day. */
export function cellsOf(airport: Airport, columns: readonly string[], now: number): { day: DayRow; state: DayState }[] {
  return columns.flatMap((on) => {
    const day = airport.days.find((each) => each.report_on === on)
    return day ? [{ day, state: dayState(day, now) }] : []
  })
}
