/** Wall times of an airport: good enough to fill a field, never to judge. */

import { offsetAt } from '../shell/zones.svelte'

/** What an airport's clock showed at an instant, as the server said. */
export interface ToldTime {
  now: string
  wall: string
}

/**
 * Write an instant as the wall time of a zone: `2026-11-23T11:20`.
 *
 * A form may be filled in before the clocks of the world are here: where what the server `told` with the airport differs
 * from the browser's own rules, the server's hold.
 */
export function wallAt(at: number, zone: string, told: ToldTime | null = null): string {
  const astray = told === null ? 0 : utc(told.wall) - utc(ownWallAt(Date.parse(told.now), zone))
  return ownWallAt(at + astray, zone)
}

function utc(wall: string): number {
  return Date.parse(`${wall}:00Z`)
}

function ownWallAt(at: number, zone: string): string {
  return new Date(at + (offsetAt(zone, at) ?? 0)).toISOString().slice(0, 16)
}
