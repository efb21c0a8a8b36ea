/** The picture of a plan: which bar lies where. Pure geometry; lengths in pixels, instants in milliseconds. */

import type { EdgeName, Moment, PhaseKind, Plan } from './document'
import { momentsAt } from './moving'
import { resolve, wallNumber } from './walltime'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export interface Bar {
  phase: number
  kind: PhaseKind
  startsAt: number
  endsAt: number
}

export interface Row {
  iata: string
  zone: string
  bars: Bar[]
  /** When the airport rests; without an end until further notice. */
  rests?: readonly { startsAt: number; endsAt: number | null }[]
}

export interface Tick {
  at: number
  /** Whether a new month begins here: its name is written. */
  month: boolean
}

export type Domain = readonly [from: number, to: number]

/** Resolve a plan's phases at every airport whose zone is known; what cannot be drawn yet is left out. */
export function rowsOf(plan: Pick<Plan, 'airports' | 'phases' | 'deviations'>, zoneOf: (iata: string) => string | undefined): Row[] {
  const byZone = new Map<string, Bar[]>()
  const apart = new Set(plan.deviations.map((own) => own.airport))
  return [...new Set(plan.airports)].flatMap((iata) => {
    const zone = zoneOf(iata)
    if (zone === undefined) return []
    if (apart.has(iata)) return [{ iata, zone, bars: barsIn(plan, iata, zone) }]
    const known = byZone.get(zone) ?? barsIn(plan, null, zone)
    byZone.set(zone, known)
    return [{ iata, zone, bars: known }]
  })
}

function barsIn(plan: Pick<Plan, 'phases' | 'deviations'>, airport: string | null, zone: string): Bar[] {
  return momentsAt(plan, airport).flatMap(({ starts, ends }, phase) => {
    const kind = plan.phases[phase]?.kind ?? 'operational'
    const [startsAt, endsAt] = [resolve(starts, zone), resolve(ends, zone)]
    return startsAt === null || endsAt === null || endsAt <= startsAt ? [] : [{ phase, kind, startsAt, endsAt }]
  })
}

/** Put the rows in the order in which the day comes to them: east first, then by code. */
export function fromEast(rows: readonly Row[], offset: (zone: string) => number | null): Row[] {
  return [...rows].sort((a, b) => (offset(b.zone) ?? 0) - (offset(a.zone) ?? 0) || a.iata.localeCompare(b.iata))
}

/** Return the stretch that shows everything, with a little air; null without bars. */
export function wholeOf(rows: readonly Row[]): Domain | null {
  const bars = rows.flatMap((row) => row.bars)
  if (bars.length === 0) return null
  const from = Math.min(...bars.map((bar) => bar.startsAt))
  const to = Math.max(...bars.map((bar) => bar.endsAt))
  const air = Math.max((to - from) * 0.015, HOUR)
  return [from - air, to + air]
}

/** Return the stretch round one edge of a phase, near enough to see it pass from airport to airport. */
export function roundEdge(rows: readonly Row[], phase: number, edge: EdgeName): Domain | null {
  const at = rows.flatMap((row) => row.bars.filter((bar) => bar.phase === phase).map((bar) => (edge === 'starts' ? bar.startsAt : bar.endsAt)))
  if (at.length === 0) return null
  return [Math.min(...at) - 6 * HOUR, Math.max(...at) + 6 * HOUR]
}

const STEPS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY]

/** Choose ticks on whole hours or days of UTC, so far apart that their words fit; weeks begin on Mondays. */
export function ticksOf([from, to]: Domain, width: number, apart = 56): Tick[] {
  const most = Math.max(2, Math.floor(width / apart))
  const step = STEPS.find((each) => (to - from) / each <= most) ?? 28 * DAY
  // 1970-01-05 was the first Monday.
  const origin = step >= 7 * DAY ? 4 * DAY : 0
  const ticks: Tick[] = []
  let month = -1
  for (let at = Math.ceil((from - origin) / step) * step + origin; at <= to; at += step) {
    const here = new Date(at).getUTCMonth()
    ticks.push({ at, month: here !== month })
    month = here
  }
  return ticks
}

/** Say whether ticks lie closer than a day, so that hours must be written. */
export function inHours(ticks: readonly Tick[]): boolean {
  const [first, second] = ticks
  return first !== undefined && second !== undefined && second.at - first.at < DAY
}

/** Return where an instant lies, clipped to the picture. */
export function place([from, to]: Domain, width: number, at: number): number {
  return Math.min(width, Math.max(0, ((at - from) / (to - from)) * width))
}

const MINUTE = 60_000
/** An hour narrower than this cannot be hit in quarters. */
const QUARTERS_FROM_PX = 12

/** Return the step in which an edge is dragged: quarters of an hour where the picture is near enough, else whole hours. */
export function stepOf([from, to]: Domain, width: number): number {
  return (HOUR / (to - from)) * width >= QUARTERS_FROM_PX ? 15 * MINUTE : HOUR
}

/** Move a time on its own clock by a stretch, to a whole step; null while it is no time. */
export function dragged(wall: string, by: number, step: number): string | null {
  const at = wallNumber(wall)
  return at === null ? null : new Date(Math.round((at + by) / step) * step).toISOString().slice(0, 16)
}

/** Draw an edge elsewhere: at every airport that has it where the phase has it, with the neighbour that touches it there. */
export function withEdge(rows: readonly Row[], phase: number, edge: EdgeName, before: Moment, after: Moment): Row[] {
  const [side, twin] = edge === 'ends' ? (['endsAt', 'startsAt'] as const) : (['startsAt', 'endsAt'] as const)
  const beside = edge === 'ends' ? phase + 1 : phase - 1
  return rows.map((row) => {
    const [was, now] = [resolve(before, row.zone), resolve(after, row.zone)]
    if (was === null || now === null || row.bars.find((bar) => bar.phase === phase)?.[side] !== was) return row
    const bars = row.bars.map((bar) => (bar.phase === phase ? { ...bar, [side]: now } : bar.phase === beside && bar[twin] === was ? { ...bar, [twin]: now } : bar))
    return { ...row, bars }
  })
}

/** Return where each phase lies over all airports: from the first that begins to the last that ends. */
export function spansOf(rows: readonly Row[]): Bar[] {
  const found = new Map<number, Bar>()
  for (const bar of rows.flatMap((row) => row.bars)) {
    const seen = found.get(bar.phase) ?? bar
    found.set(bar.phase, { ...seen, startsAt: Math.min(seen.startsAt, bar.startsAt), endsAt: Math.max(seen.endsAt, bar.endsAt) })
  }
  return [...found.values()].sort((a, b) => a.phase - b.phase)
}
