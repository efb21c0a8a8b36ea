/**
 * The airport-day matrix: what a cell shows, and what the reporting metrics count.
 *
 * Pure, and the same on the server (`operations/statistics/matrix.py`); both are held to the cases of
 * `tests/operations/statistics/matrix_cases.json`.
 */

export const DAY_STATES = ['reported', 'nil', 'late', 'missing', 'not_due'] as const
export type DayState = (typeof DAY_STATES)[number]

/** What a board row holds of one airport's day; instants as the wire writes them. */
export interface DayCell {
  readonly due_at: string
  readonly received_at: string | null
  readonly activity: boolean
  readonly nil: boolean
  readonly voided: boolean
}

/** The five reporting metrics as DHIS2 defines them, and how many returns are due by now. */
export interface Metrics {
  readonly expected: number
  readonly due: number
  readonly actual: number
  readonly on_time: number
  /** Shares of what is expected, 0 to 1; null when nothing is. */
  readonly rate: number | null
  readonly on_time_rate: number | null
}

/**
 * What the cell shows at the instant, in milliseconds of the server's clock.
 *
 * Late is for ever, whatever came late. A voided nil still answers, as a report: what it claimed is
 * known to be wrong, that the airport answered is not. A seizure by itself answers nothing.
 */
export function dayState(cell: DayCell, now: number): DayState {
  const dueAt = Date.parse(cell.due_at)
  if (cell.received_at === null || !(cell.activity || cell.nil)) {
    return now > dueAt ? 'missing' : 'not_due'
  }
  if (Date.parse(cell.received_at) > dueAt) return 'late'
  return cell.nil && !cell.activity && !cell.voided ? 'nil' : 'reported'
}

/** From what stands out most to what says all is well: a cell of several shifts shows the first of these it has. */
const WORST_FIRST: readonly DayState[] = ['missing', 'late', 'not_due', 'reported', 'nil']

/** What one cell shows of the shifts of a day; null without any. */
export function worstOf(cells: readonly DayCell[], now: number): DayState | null {
  const states = cells.map((cell) => dayState(cell, now))
  return WORST_FIRST.find((state) => states.includes(state)) ?? null
}

/** The cells to judge an operation by that still runs: due by now, or answered already. */
export function soFar<Cell extends DayCell>(cells: readonly Cell[], now: number): Cell[] {
  return cells.filter((cell) => dayState(cell, now) !== 'not_due')
}

export function reportingMetrics(cells: readonly DayCell[], now: number): Metrics {
  const states = cells.map((cell) => dayState(cell, now))
  const count = (...wanted: DayState[]): number =>
    states.filter((state) => wanted.includes(state)).length
  const expected = cells.length
  const onTime = count('reported', 'nil')
  const actual = onTime + count('late')
  return {
    expected,
    due: cells.filter((cell) => now > Date.parse(cell.due_at)).length,
    actual,
    on_time: onTime,
    rate: expected > 0 ? actual / expected : null,
    on_time_rate: expected > 0 ? onTime / expected : null,
  }
}
