/** The lists one plans with: fetched once per language, kept while the page lives. */

import { cityName, keepCities } from '../shell/cities.svelte'
import { countryName, keepCountryNames } from '../shell/numbers.svelte'
import { words } from '../shell/words.svelte'
import { keepClocks } from '../shell/zones.svelte'
import { readReference, type Reference, resolveAirports } from './calls'
import type { Level, Place } from './document'

const asked = new Map<string, Promise<Reference>>()
let current = $state.raw<Reference | null>(null)
let places = $state.raw<ReadonlyMap<string, Place>>(new Map())
const wanted = new Set<string>()

export const reference = {
  /** The lists in the reader's language; null until they are here. */
  get lists(): Reference | null {
    return current
  },
  /** The airports met so far, by code. */
  get places(): ReadonlyMap<string, Place> {
    return places
  },
}

/** Fetch the lists in the reader's language; a failed try may be made again. */
export async function loadReference(): Promise<void> {
  const language = words.language
  const known = asked.get(language)
  const lists = known ?? readReference(language)
  asked.set(language, lists)
  try {
    const found = await lists
    keepCountryNames(language, found.countries)
    keepCities(language, found.cities)
    keepClocks(found.clocks)
    if (language === words.language) current = found
  } catch (error) {
    asked.delete(language)
    throw error
  }
}

/** Name the city of an airport met so far; nothing until it is known. */
export function cityAt(iata: string): string {
  const place = places.get(iata)
  return place ? cityName(place) : ''
}

/** Keep what was learnt about airports. */
export function learn(found: readonly Place[]): void {
  const fresh = found.filter((place) => !places.has(place.iata))
  if (fresh.length > 0) places = new Map([...places, ...fresh.map((place) => [place.iata, place] as const)])
}

/** Ask about airports one knows only by their code; each is asked about once. */
export async function learnAbout(codes: readonly string[]): Promise<void> {
  const missing = codes.filter((iata) => !places.has(iata) && !wanted.has(iata))
  if (missing.length === 0) return
  missing.forEach((iata) => wanted.add(iata))
  try {
    learn((await resolveAirports(missing.join(' '))).found)
  } catch (error) {
    missing.forEach((iata) => wanted.delete(iata))
    throw error
  }
}

/** Return the measures each level bundles; null until the lists are here. */
export function bundles(): Record<Level, string[]> | null {
  const found = Object.fromEntries((current?.levels ?? []).map((level) => [level.code, level.measures]))
  return current === null ? null : (found as Record<Level, string[]>)
}

/** List every control measure there is. */
export function controlMeasures(): string[] {
  return [...new Set((current?.levels ?? []).flatMap((level) => level.measures))]
}

/** Return the country of each airport met so far. */
export function countryOf(): Map<string, string> {
  return new Map([...places.values()].map((place) => [place.iata, place.country]))
}

/** List the countries' codes by their names. */
export function countriesByName(): { value: string; label: string }[] {
  const codes = Object.keys(current?.countries ?? {})
  return codes.map((value) => ({ value, label: countryName(value) })).sort((a, b) => a.label.localeCompare(b.label, words.language))
}
