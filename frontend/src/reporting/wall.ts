/** Wall times of an airport. Pure: the zone's rules are the browser's, good enough to fill a field, never to judge. */

/** What an airport's clock showed at an instant, as the server said. */
export interface ToldTime {
  now: string
  wall: string
}

/**
 * Write an instant as the wall time of a zone: `2026-11-23T11:20`.
 *
 * Governments change their clocks at short notice, and a device may not know of it for years: where what the server
 * `told` differs from the browser's own rules, the server's hold.
 */
export function wallAt(at: number, zone: string, told: ToldTime | null = null): string {
  const astray = told === null ? 0 : utc(told.wall) - utc(ownWallAt(Date.parse(told.now), zone))
  return ownWallAt(at + astray, zone)
}

function utc(wall: string): number {
  return Date.parse(`${wall}:00Z`)
}

function ownWallAt(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}
