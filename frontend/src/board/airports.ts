/** What the map and the matrix say of an airport: pure readings of its rows at an instant. */

import { dayState, type DayState, worstOf } from './matrix'
import { type AirportRow, type AskedRow, type DayRow, type PhaseSpan, operationOf, type Rest, type Rows, rowsOf } from './rows'

/** How an airport may stand, in the order a legend names it. */
export const STATES = ['confirmed', 'planned', 'over', 'uncontrolled', 'suspended', 'late', 'silent', 'unanswered', 'invited', 'outside'] as const
export type AirportState = (typeof STATES)[number]

export interface Airport {
  row: AirportRow
  state: AirportState
  /** The coordination unit that looks after its country; null where none does. */
  unit: string | null
  phase: PhaseSpan | null
  /** When the controls of the present phase were confirmed in force. */
  confirmedAt: string | null
  /** The suspension that holds now. */
  rest: Rest | null
  days: DayRow[]
  /** When it was last asked for what it owed; only its own circle and the OCU know. */
  asked: AskedRow | null
  /** The days that are not expected, because it was suspended throughout, or its country did not take part yet. */
  off: string[]
  not_yet: string[]
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
  const off = new Map<string, string[]>()
  const not_yet = new Map<string, string[]>()
  for (const { row } of rowsOf(rows, 'off')) {
    const here = row.not_yet ? not_yet : off
    here.set(row.airport, [...new Set([...(here.get(row.airport) ?? []), row.report_on])].sort())
  }
  const units = operationOf(rows)?.units ?? []
  return rowsOf(rows, 'airport')
    .map(({ row }) => {
      const asked = (rows.get(`asked:${row.iata}`) as AskedRow | undefined) ?? null
      const unit = units.find(({ countries }) => countries.includes(row.country))?.name ?? null
      return airportAt(row, { unit, days: days.get(row.iata) ?? [], off: off.get(row.iata) ?? [], not_yet: not_yet.get(row.iata) ?? [], asked }, now)
    })
    .sort((a, b) => (a.row.iata < b.row.iata ? -1 : 1))
}

/** List the cells of the matrix, each with what only its own airport knows of it yet. */
export function daysIn(rows: Rows): DayRow[] {
  const own = new Map(rowsOf(rows, 'own').map(({ row }) => [`${row.airport}:${turnOf(row)}`, row]))
  return rowsOf(rows, 'day').map(({ row }) => ({ ...row, ...own.get(`${row.airport}:${turnOf(row)}`) }))
}

function airportAt(row: AirportRow, { unit, days, off, not_yet, asked }: Pick<Airport, 'unit' | 'days' | 'off' | 'not_yet' | 'asked'>, now: number): Airport {
  const phase = phaseAt(row.phases, now)
  const rest = phase ? restAt(row.suspensions, now) : null
  const confirmed = phase ? (row.confirmed[String(phase.index)] ?? null) : null
  const confirmedAt = confirmed !== null && !lapsed(confirmed, row.suspensions, now) ? confirmed : null
  const sorted = [...days].sort((a, b) => (a.report_on === b.report_on ? Date.parse(a.starts_at) - Date.parse(b.starts_at) : a.report_on < b.report_on ? -1 : 1))
  return { row, unit, phase, confirmedAt, rest, asked, days: sorted, off, not_yet, state: stateOf(row, sorted, rest, confirmedAt, now) }
}

/** Find the suspension that holds an instant; half-open, and one without an end goes on. */
export function restAt(rests: readonly Rest[], now: number): Rest | null {
  return rests.find((rest) => Date.parse(rest.starts_at) <= now && (rest.ends_at === null || now < Date.parse(rest.ends_at))) ?? null
}

/** Say whether controls confirmed at an instant have rested since, so that they are to be confirmed again. */
export function lapsed(confirmedAt: string, rests: readonly Rest[], now: number): boolean {
  return rests.some((rest) => Date.parse(confirmedAt) < Date.parse(rest.starts_at) && Date.parse(rest.starts_at) <= now)
}

/**
 * Silence stands out: what the last day due says goes before what was planned. Once everything is over nobody is waited
 * for any more, and whatever return never came is said as what is past.
 */
function stateOf(row: AirportRow, days: readonly DayRow[], rest: Rest | null, confirmedAt: string | null, now: number): AirportState {
  if (row.participation === 'declined' || row.stood_down_at !== null) return 'outside'
  if (row.participation === 'invited') return 'invited'
  if (rest !== null) return 'suspended'
  if (isOver({ row, days }, now) && days.some((day) => dayState(day, now) === 'missing')) return 'unanswered'
  const last = days.map((day) => dayState(day, now)).findLast((state) => state !== 'not_due')
  if (last === 'missing') return 'silent'
  if (last === 'late') return 'late'
  if (confirmedAt !== null) return 'confirmed'
  if (row.phases.every(({ level }) => level == null)) return 'uncontrolled'
  return row.phases.some((phase) => isAhead(phase, now)) ? 'planned' : 'over'
}

/** Say whether nothing is expected of an airport any more: its phases have ended, and its last return was due. */
export function isOver({ row, days }: { row: AirportRow; days: readonly DayRow[] }, now: number): boolean {
  return row.phases.every(({ ends_at }) => Date.parse(ends_at) <= now) && days.every(({ due_at }) => Date.parse(due_at) <= now)
}

/** Say how the controls of a phase stand at an airport; null where the plan asks for none in it. */
export function controlsOf(row: AirportRow, phase: PhaseSpan, now: number): 'confirmed' | 'planned' | 'over' | null {
  if (phase.level == null) return null
  if (row.confirmed[String(phase.index)] !== undefined) return 'confirmed'
  return isAhead(phase, now) ? 'planned' : 'over'
}

/** Say whether the plan has controls in a phase that is not over. */
function isAhead({ level, ends_at }: PhaseSpan, now: number): boolean {
  return level != null && now < Date.parse(ends_at)
}

/** Say whether an airport's country takes part; one that was only invited does not yet. */
export function takesPart({ row }: Airport): boolean {
  return TAKES_PART.has(row.participation)
}

/** Count the airports whose controls of the present phase are confirmed, of those where the plan has any in force now: none where it rests. */
export function confirmedOf(airports: readonly Airport[]): { confirmed: number; of: number } {
  const planned = airports.filter((airport) => airport.rest === null && airport.row.stood_down_at === null && takesPart(airport) && airport.phase?.level != null)
  return { confirmed: planned.filter(({ confirmedAt }) => confirmedAt !== null).length, of: planned.length }
}

/** List the days any airport reports for, in order. */
export function daysOf(airports: readonly Airport[]): string[] {
  return [...new Set(airports.flatMap((airport) => [...airport.days.map((day) => day.report_on), ...airport.off, ...airport.not_yet]))].sort()
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Name the reporting day under way at an airport, which seldom is the calendar's; null before the first and after the last. */
export function presentDay({ days }: Pick<Airport, 'days'>, now: number): string | null {
  const begun = days.findLast((day) => Date.parse(day.starts_at) <= now)
  return begun && now < Date.parse(begun.starts_at) + DAY_MS ? begun.report_on : null
}

/** One cell of the matrix: the day, or the shifts of it, and the worst there is to say of them. */
export interface MatrixCell {
  on: string
  shifts: DayRow[]
  state: DayState
}

/** Lay an airport's days under the columns; none where it reports nothing that day. */
export function cellsOf(airport: Airport, columns: readonly string[], now: number): MatrixCell[] {
  return columns.flatMap((on) => {
    const shifts = airport.days.filter((each) => each.report_on === on)
    const state = worstOf(shifts, now)
    return state === null ? [] : [{ on, shifts, state }]
  })
}

/** Name a day, or a shift of it, as requests for returns do. */
export function turnOf({ report_on, shift }: Pick<DayRow, 'report_on' | 'shift'>): string {
  return shift ? `${report_on}/${shift}` : report_on
}
