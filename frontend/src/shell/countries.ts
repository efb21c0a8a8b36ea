/** The UN's names of countries and territories, names of cities, and how clocks stand, fetched once per language. */

import { api, ApiError, Unreachable } from './api'
import { keepCities } from './cities.svelte'
import { hasCountryNames, keepCountryNames } from './numbers.svelte'
import { type Clocks, keepClocks } from './zones.svelte'

interface Names {
  countries: Record<string, string>
  cities: Record<string, string>
  clocks: Clocks
}

const asked = new Set<string>()
const onTheWay = new Map<string, Promise<unknown>>()

/** Ask for the lists in a language, of which these names are a part; who asks while they are on their way shares the answer. */
export function askReference<T>(language: string): Promise<T> {
  const asking = onTheWay.get(language) ?? api.get('/reference', { language }).finally(() => onTheWay.delete(language))
  onTheWay.set(language, asking)
  return asking as Promise<T>
}

/** Fetch the names in a language. Without an answer the browser's own stay; the next page asks again. */
export async function nameCountries(language: string): Promise<void> {
  if (asked.has(language) || hasCountryNames(language)) return
  asked.add(language)
  try {
    const { countries, cities, clocks } = await askReference<Names>(language)
    keepCountryNames(language, countries)
    keepCities(language, cities)
    keepClocks(clocks)
  } catch (error) {
    asked.delete(language)
    if (!(error instanceof Unreachable || error instanceof ApiError)) throw error
  }
}
