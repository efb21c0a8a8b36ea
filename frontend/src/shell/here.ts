/** The zone this browser keeps, and instants said exactly: in UTC, and by the clock on the wall where that differs. */

import { zoneCity } from './cities.svelte'
import { DAY_TIME, moment } from './numbers.svelte'

export const here = Intl.DateTimeFormat().resolvedOptions().timeZone

const UTC = /^(UTC|GMT|UCT|Zulu|Universal|Etc\/(UTC|GMT|UCT|Zulu|Universal|Greenwich))$/

/** Name a zone as people do: by its city, and everything that is UTC as UTC. */
export function placeOf(zone: string): string {
  return UTC.test(zone) ? 'UTC' : zoneCity(zone)
}

/** Say an instant, or a span of time, in UTC and in a zone; once where both are the same. */
export function exactly(from: number | string, to: number | string | null = null, zone = here, options = DAY_TIME): string {
  const said = (place: string): string => [from, ...(to === null ? [] : [to])].map((at) => moment(at, place, options)).join(' – ')
  const utc = `${said('UTC')} UTC`
  return placeOf(zone) === 'UTC' ? utc : `${utc} · ${said(zone)} ${placeOf(zone)}`
}
