/** The UN's names of countries and territories, fetched once per language. */

import { api, ApiError, Unreachable } from './api'
import { hasCountryNames, keepCountryNames } from './numbers.svelte'

const asked = new Set<string>()

/** Fetch the names in a language. Without an answer the browser's own stay; the next page asks again. */
export async function nameCountries(language: string): Promise<void> {
  if (asked.has(language) || hasCountryNames(language)) return
  asked.add(language)
  try {
    const { countries } = await api.get<{ countries: Record<string, string> }>('/reference', { language })
    keepCountryNames(language, countries)
  } catch (error) {
    asked.delete(language)
    if (!(error instanceof Unreachable || error instanceof ApiError)) throw error
  }
}
