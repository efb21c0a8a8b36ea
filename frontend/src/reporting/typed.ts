/** What every form is made of: quantities as typed, places as chosen, and what keeps a form from being sent. Pure. */

import { digitsOf, type Language, read, typedIn } from './quantity'

/** How many characters the words of a report may have, as `operations/reports/kinds.py` takes them. */
export const LONGEST = { note: 2000, reason: 500 } as const

/** A quantity as typed; `chosen` is the reading picked where the text has more than one. */
export interface Typed {
  typed: string
  chosen: string | null
}

export interface PlaceForm {
  code: string
  shown: string
}

/** What keeps a form from being sent, at the path of the field; the words are in `reports:problem`. */
export interface Problem {
  path: string
  code:
    | 'missing'
    | 'choose'
    | 'not_a_number'
    | 'too_large'
    | 'whole_number'
    | 'unknown_place'
    | 'reason'
    | 'too_long'
    | 'more_hits'
    | 'more_hours'
    | 'unlikely'
    | 'too_fine'
    | 'flight'
    | 'carrier'
    | 'awb'
    | 'currency'
    | 'numbers'
    | 'count'
    | 'too_many_referred'
}

export const NOWHERE: PlaceForm = { code: '', shown: '' }
export const NOTHING: Typed = { typed: '', chosen: null }

/** The quantity a text stands for, or null while that is open. */
export function quantityOf(typed: Typed, language: Language): string | null {
  const reading = read(typed.typed, language)
  if (reading.is === 'plain') return short(reading.value)
  return reading.is === 'choice' && typed.chosen !== null && reading.readings.includes(typed.chosen) ? short(typed.chosen) : null
}

/** Take trailing zeros away: what was chosen to be 4.2 must not stand in lists as 4.200, which has two readings. */
function short(value: string): string {
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value
}

/** Say why a quantity cannot be read. */
export function openQuantity(typed: string, language: Language): Problem['code'] {
  const { is } = read(typed, language)
  return is === 'empty' ? 'missing' : is === 'choice' ? 'choose' : is === 'large' ? 'too_large' : 'not_a_number'
}

/** Write a plain decimal as one types it. */
export function typedOf(value: string | null | undefined, language: Language): Typed {
  return value === null || value === undefined ? { ...NOTHING } : { typed: typedIn(value, language), chosen: null }
}

/** Write a place into its field; `placeName` says what the field reads. */
export function placeForm(code: string | null | undefined, placeName: (code: string) => string): PlaceForm {
  return code === null || code === undefined ? { ...NOWHERE } : { code, shown: placeName(code) }
}

/** Read a place; one that was typed and never chosen is in the way. */
export function readPlace(place: PlaceForm, path: string, problems: Problem[]): string | null {
  if (!place.code && place.shown.trim()) problems.push({ path, code: 'unknown_place' })
  return place.code || null
}

/** Read a report's number as one types it, with its # or without; null for anything else. */
export function reportNumber(typed: string): number | null {
  const digits = digitsOf(typed).trim().replace(/^#\s*/, '')
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : null
}
