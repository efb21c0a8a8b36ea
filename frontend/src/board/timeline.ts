/** The phase bar: where each phase lies on it, and where now is. Pure. */

import { offsetAt } from '../shell/zones.svelte'
import type { AirportRow, PhaseSpan } from './rows'

export interface Segment {
  phase: PhaseSpan
  /** Start and length on the bar, as shares of the whole. */
  from: number
  size: number
}

export interface Bar {
  segments: Segment[]
  /** Where now is on the bar; null before it begins and after it ends. */
  marker: number | null
  current: Segment | null
  next: PhaseSpan | null
}

/** No phase is drawn narrower than this share, so that a short one can be read and pressed. */
const SMALLEST = 0.08

/** Lay phases along a bar: by length, but none too narrow; time runs evenly inside each. */
export function barOf(phases: readonly PhaseSpan[], now: number): Bar {
  const sorted = [...phases].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at))
  const lengths = sorted.map((phase) => Math.max(Date.parse(phase.ends_at) - Date.parse(phase.starts_at), 0))
  const whole = lengths.reduce((sum, length) => sum + length, 0) || 1
  const wide = lengths.map((length) => Math.max(length / whole, SMALLEST))
  const scale = wide.reduce((sum, share) => sum + share, 0) || 1
  let from = 0
  const segments = sorted.map((phase, index) => {
    const size = (wide[index] ?? 0) / scale
    const segment = { phase, from, size }
    from += size
    return segment
  })
  const current = segments.findLast(({ phase }) => Date.parse(phase.starts_at) <= now && now < Date.parse(phase.ends_at)) ?? null
  const next = sorted.find((phase) => Date.parse(phase.starts_at) > now) ?? null
  return { segments, marker: markerOf(segments, current, now), current, next }
}

function markerOf(segments: readonly Segment[], current: Segment | null, now: number): number | null {
  if (current) {
    const starts = Date.parse(current.phase.starts_at)
    const ends = Date.parse(current.phase.ends_at)
    return current.from + (current.size * (now - starts)) / (ends - starts)
  }
  // Between two phases the marker rests on their border.
  const past = segments.findLast(({ phase }) => Date.parse(phase.ends_at) <= now)
  const ahead = segments.find(({ phase }) => Date.parse(phase.starts_at) > now)
  return past && ahead ? ahead.from : null
}

export interface DayCount {
  day: number
  of: number
}

const DAY_MS = 86_400_000

/**
 * Say which day of a phase it is on a zone's clock, the first day being one; nights count from the phase's own start.
 *
 * The clock's days, not 24 hours each: seven days over which clocks are put back stay seven.
 */
export function dayOf(phase: PhaseSpan, now: number, zone: string): DayCount {
  const shown = (at: number): number => at + (offsetAt(zone, at) ?? 0)
  const starts = shown(Date.parse(phase.starts_at))
  const of = Math.max(1, Math.ceil((shown(Date.parse(phase.ends_at)) - starts) / DAY_MS))
  return { day: Math.max(1, Math.min(of, Math.floor((shown(now) - starts) / DAY_MS) + 1)), of }
}

/** Say which day of a phase it is where it began first, of the days it has where it has most: not of those it spans on UTC's clock. */
export function dayAmong(phase: PhaseSpan, now: number, airports: readonly Pick<AirportRow, 'zone' | 'phases'>[]): DayCount {
  const counts = airports.flatMap(({ zone, phases }) => phases.filter(({ index }) => index === phase.index).map((own) => dayOf(own, now, zone)))
  if (counts.length === 0) return dayOf(phase, now, 'UTC')
  return { day: Math.max(...counts.map(({ day }) => day)), of: Math.max(...counts.map(({ of }) => of)) }
}
