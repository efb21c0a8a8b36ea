/** Which of our languages is mostly read in a country, as far as the browser knows; null where it is none of them. Pure. */

import { type Language, LANGUAGES } from './words.svelte'

export function languageOf(country: string): Language | null {
  if (!/^[A-Z]{2}$/.test(country)) return null
  const likely = new Intl.Locale(`und-${country}`).maximize().language
  return LANGUAGES.find((language) => language === likely) ?? null
}
