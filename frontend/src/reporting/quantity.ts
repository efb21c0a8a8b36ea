/**
 * What an officer means by a typed quantity: one reading, two to choose from, or none. Pure, and never through a float.
 *
 * One separator followed by exactly three digits is ambiguous in every language. The language's own decimal sign is
 * otherwise read as one; the other sign is offered as the single reading it can have, for one tap to confirm.
 */

import { fromSteps, toSteps, unitOf } from '../shell/units'

export type Language = 'en' | 'fr' | 'es' | 'pt' | 'ar'

export type Reading =
  | { is: 'empty' }
  | { is: 'plain'; value: string }
  /** One or two plain decimal strings the text may mean. */
  | { is: 'choice'; readings: string[] }
  /** A number, but more than a ledger holds in any unit. */
  | { is: 'large' }
  | { is: 'wrong' }

// In Arabic the digits 0–9 go with a point and ٠–٩ with their own sign, which is never anything but decimal.
const SIGN: Readonly<Record<Language, '.' | ','>> = { en: '.', ar: '.', fr: ',', es: ',', pt: ',' }
const ARABIC_DECIMAL = '٫'
// Marks that group thousands and are a decimal sign nowhere: spaces of three widths, apostrophes, the Arabic mark.
const GROUP_MARK = /[ \u00a0\u2009\u202f'’٬]/
const LONGEST = 24
// A ledger holds ten to the fifteenth of a smallest step; a number with more digits is too large in every unit.
const MOST_DIGITS = 16
const LONGEST_TYPED = 200

/** Read what was typed in a language. */
export function read(typed: string, language: Language): Reading {
  const text = latin(typed.trim())
  if (text === '') return { is: 'empty' }
  if (text.length > LONGEST_TYPED) return { is: 'wrong' }
  if (text.includes(ARABIC_DECIMAL)) return plain(joined(text, ARABIC_DECIMAL))
  const points = count(text, '.')
  const commas = count(text, ',')
  if (points + commas === 0) return plain(whole(text))
  if (points > 0 && commas > 0) {
    // Two different signs have one reading: the last is the decimal sign, and stands once.
    const sign = text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ','
    return count(text, sign) === 1 ? plain(joined(text, sign)) : { is: 'wrong' }
  }
  if (points + commas > 1) return plain(whole(text))
  return oneSign(text, points === 1 ? '.' : ',', language)
}

function oneSign(text: string, sign: '.' | ',', language: Language): Reading {
  const ambiguous = /^([1-9]\d{0,2})[.,](\d{3})$/.exec(text)
  if (ambiguous) return { is: 'choice', readings: [`${ambiguous[1]}${ambiguous[2]}`, `${ambiguous[1]}.${ambiguous[2]}`] }
  const value = joined(text, sign)
  const reading = plain(value)
  return reading.is === 'plain' && sign !== SIGN[language] ? { is: 'choice', readings: [reading.value] } : reading
}

/** Write a plain decimal string with the decimal sign of a language and no group marks, as one would type it. */
export function typedIn(value: string, language: Language): string {
  const typed = value.replace('.', SIGN[language])
  // What reads back as a choice is not worth asking about twice: a zero more leaves one reading.
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(typed) ? `${typed}0` : typed
}

/** Take trailing zeros away, so that a value typed as 1.500 does not look like two. */
export function short(value: string): string {
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value
}

/** Leave out the readings that are finer than a unit can be, unless none would be left. */
export function fitting(readings: readonly string[], unit: string): readonly string[] {
  const fit = readings.filter((each) => unit !== '' && readBack(each, unit) !== null)
  return fit.length > 0 ? fit : readings
}

function plain(value: string | null): Reading {
  if (value === null) return { is: 'wrong' }
  if ((value.split('.')[0] ?? '').length > MOST_DIGITS) return { is: 'large' }
  return value.length > LONGEST ? { is: 'wrong' } : { is: 'plain', value }
}

function joined(text: string, sign: string): string | null {
  const [left = '', right = '', ...more] = text.split(sign)
  if (more.length > 0 || !/^\d*$/.test(right)) return null
  const front = left === '' ? '0' : whole(left)
  if (front === null || (left === '' && right === '')) return null
  return right === '' ? front : `${front}.${right}`
}

/** Read digits, or groups of three with one mark throughout; null for anything else. */
function whole(text: string): string | null {
  if (/^\d+$/.test(text)) return text.replace(/^0+(?=\d)/, '')
  const mark = /[^\d]/.exec(text)?.[0] ?? ''
  if (!GROUP_MARK.test(mark) && mark !== '.' && mark !== ',') return null
  const [first = '', ...groups] = text.split(mark)
  return /^[1-9]\d{0,2}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group)) ? first + groups.join('') : null
}

function latin(text: string): string {
  return digitsOf(text).replaceAll('،', ',')
}

/** Write the digits of a text as 0–9, whichever it was typed with. */
export function digitsOf(text: string): string {
  return text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1
}

const SPLIT: Readonly<Record<string, readonly string[]>> = { mg: ['t', 'kg', 'g', 'mg'], ml: ['l', 'ml'] }

/**
 * Split a plain decimal quantity into units no separator could disguise: 4.2 kg is 4 kg 200 g.
 *
 * Returns pairs of a plain decimal text and a unit, largest first; null when the value is finer than the unit's step.
 */
export function readBack(value: string, unit: string): [string, string][] | null {
  const steps = toSteps(value, unit)
  if (steps === null) return null
  const units = unit === 'ct' || unit === 'm3' ? [] : (SPLIT[unitOf(unit).step] ?? [])
  const parts: [string, string][] = []
  let rest = steps
  for (const each of units) {
    const { factor } = unitOf(each)
    if (rest >= factor) parts.push([String(rest / factor), each])
    rest %= factor
  }
  return parts.length > 0 ? parts : [[fromSteps(steps, unit), unit]]
}

/** Find the usual bound that a quantity exceeds; null when there is none, or none of this dimension. */
export function exceeds(value: string, unit: string, usual: Readonly<Record<string, string>>): { usual: string; unit: string } | null {
  const steps = toSteps(value, unit)
  if (steps === null) return null
  for (const [code, bound] of Object.entries(usual)) {
    const limit = unitOf(code).step === unitOf(unit).step ? toSteps(bound, code) : null
    if (limit !== null && steps > limit) return { usual: bound, unit: code }
  }
  return null
}
