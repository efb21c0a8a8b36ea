/** The UN's names of countries and territories, and names of cities, fetched once per language. */

import { api, ApiError, Unreachable } from './api'
import { keepCities } from './cities.svelte'
import { hasCountryNames, keepCountryNames } from './numbers.svelte'

interface Names {
  countries: Record<string, string>
  cities: Record<string, string>
}

const asked = new Set<string>()

/** Fetch the names in a language. Without an answer the browser's own stay; the next page asks again. */
export async function nameCountries(language: string): Promise<void> {
  if (asked.has(language) || hasCountryNames(language)) return
  asked.add(language)
  try {
    const { countries, cities } = await api.get<Names>('/reference', { language })
    keepCountryNames(language, countries)
    keepCities(language, cities)
  } catch (error) {
    asked.delete(language)
    if (!(error instanceof Unreachable || error instanceof ApiError)) throw error
  }
}
