/** Wall times as instants, for drawing only: what a time means, or that it means none, is for the server to say. */

import { offsetAt } from '../shell/zones.svelte'
import type { Moment } from './document'

const MINUTE = 60_000
const DAY = 86_400_000

/** Read `2026-11-18T06:00` as if it were UTC; null when it is no date and time. */
export function wallNumber(wall: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall)) return null
  const at = Date.parse(`${wall}:00Z`)
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 16) !== wall ? null : at
}

/**
 * Return the instant a clock in a zone shows a wall time, in milliseconds.
 *
 * A time put forward over is drawn as much later as the clock jumps; one that comes twice, at the first unless said.
 */
export function instantOf(wall: string, zone: string, fold: 0 | 1 | null = null): number | null {
  const naive = wallNumber(wall)
  if (naive === null) return null
  const before = offsetAt(zone, naive - DAY)
  const after = offsetAt(zone, naive + DAY)
  if (before === null || after === null) return null
  const [early, late] = [naive - before, naive - after]
  if (before === after) return early
  const holds = (at: number): boolean => at + (offsetAt(zone, at) ?? 0) === naive
  const [earlyHolds, lateHolds] = [holds(early), holds(late)]
  if (earlyHolds && lateHolds) return fold === 1 ? Math.max(early, late) : Math.min(early, late)
  if (earlyHolds) return early
  return lateHolds ? late : early
}

/** Return the instant a moment of the plan means at an airport in a zone; null while there is nothing to draw. */
export function resolve(moment: Moment, airportZone: string): number | null {
  const zone = moment.clock === 'local' ? airportZone : moment.zone
  return zone ? instantOf(moment.wall, zone, moment.fold) : null
}

/** Write a zone's distance from UTC at an instant: `+5:30`, `−3`, `+0`. */
export function offsetText(zone: string, at: number): string {
  const offset = offsetAt(zone, at)
  if (offset === null) return ''
  const minutes = Math.round(Math.abs(offset) / MINUTE)
  const rest = minutes % 60
  return `${offset < 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`
}
