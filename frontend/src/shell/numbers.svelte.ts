/** Numbers and times as the reader's language writes them. */

import { GROUP } from './texts'
import { words } from './words.svelte'
import { toldOffset } from './zones.svelte'

type Format = Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.DisplayNames
const made = new Map<string, Format>()

function once<T extends Format>(key: string, make: () => T): T {
  const found = made.get(key)
  if (found) return found as T
  const fresh = make()
  made.set(key, fresh)
  return fresh
}

/** As wide as a plus, and not taken for the dash of a stretch; what marks the direction of Arabic stays beside it. */
const MINUS = '\u2212'

/** Write a number; a plain decimal string is written exactly, with all its decimals. */
export function number(value: number | bigint | string, options: Intl.NumberFormatOptions = {}): string {
  const key = `n${words.locale}${JSON.stringify(options)}`
  const decimals = typeof value === 'string' ? (value.split('.')[1]?.length ?? 0) : undefined
  // Spanish leaves four digits together; the server's files do not, and a figure is to look the same in both.
  const grouped: Intl.NumberFormatOptions = { useGrouping: 'always', ...options }
  const exact = decimals === undefined ? grouped : { ...grouped, minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  const format = once(decimals === undefined ? key : `${key}${decimals}`, () => new Intl.NumberFormat(words.locale, exact))
  // Intl reads a decimal string digit by digit; no float stands between.
  const parts = format.formatToParts(value as Intl.StringNumericLiteral)
  return parts.map((part) => (part.type === 'group' ? GROUP : part.type === 'minusSign' ? part.value.replace('-', MINUS) : part.value)).join('')
}

/** Write an instant in a zone (IANA name, or UTC). */
export function moment(at: number | string, zone: string, options: Intl.DateTimeFormatOptions): string {
  const instant = typeof at === 'string' ? Date.parse(at) : at
  const ahead = toldOffset(zone, instant)
  // Written as if it were UTC, it takes no rule of this device, which may know an older one or not the zone.
  const timeZone = ahead === null ? zone : 'UTC'
  const key = `d${words.locale}${timeZone}${JSON.stringify(options)}`
  const format = once(key, () => new Intl.DateTimeFormat(words.locale, { timeZone, hourCycle: 'h23', ...options }))
  return format.format(instant + (ahead ?? 0))
}

export const HOUR_MINUTE: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' }
export const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit' }
export const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' }
export const DAY_TIME: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }
export const FULL: Intl.DateTimeFormatOptions = { ...DAY_TIME, year: 'numeric', second: '2-digit' }

/** Write a date without a time, like `2026-11-23`. */
export function dateOn(on: string, options: Intl.DateTimeFormatOptions = DAY): string {
  return moment(`${on}T12:00:00Z`, 'UTC', options)
}

const DATED: Intl.DateTimeFormatOptions = { ...DAY, year: 'numeric' }

/** Write a stretch of days by its first and its last: "28 Nov – 4 Dec 2011". */
export function days(first: string, last: string, options: Intl.DateTimeFormatOptions = DATED): string {
  const format = once(`f${words.locale}${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(words.locale, { timeZone: 'UTC', ...options }))
  return format.formatRange(Date.parse(`${first}T12:00:00Z`), Date.parse(`${last}T12:00:00Z`))
}

const SPANS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** Write how far an instant is from now, in its largest unit: "6 minutes ago". */
export function relative(at: number | string, now: number): string {
  const seconds = Math.round(((typeof at === 'string' ? Date.parse(at) : at) - now) / 1000)
  const [unit, size] = SPANS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1]
  const format = once(`r${words.locale}`, () => new Intl.RelativeTimeFormat(words.locale, { numeric: 'auto' }))
  return format.format(Math.trunc(seconds / size), unit)
}

/** Name a country from its alpha-2 code, until the UN's own list has been fetched. */
export function countryName(alpha2: string): string {
  const own = countryNames[words.language]?.[alpha2]
  if (own) return own
  return once(`c${words.language}`, () => new Intl.DisplayNames([words.language], { type: 'region' })).of(alpha2) ?? alpha2
}

const countryNames = $state<Record<string, Record<string, string>>>({})

/** Say whether the UN's names are here already in a language. */
export function hasCountryNames(language: string): boolean {
  return countryNames[language] !== undefined
}

/** Keep the UN's names of countries in a language. */
export function keepCountryNames(language: string, names: Record<string, string>): void {
  countryNames[language] = names
}
