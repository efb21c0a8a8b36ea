/** Cities by the zones that are named after them, in the reader's language once the server has told them. */

import { words } from './words.svelte'

const named = $state<Record<string, Readonly<Record<string, string>>>>({})

/** Keep what cities are called in a language, by zone. */
export function keepCities(language: string, cities: Readonly<Record<string, string>>): void {
  named[language] = cities
}

/** Name the city of a zone; one of which nothing was told is called as the zone is. */
export function zoneCity(zone: string): string {
  return named[words.language]?.[zone] ?? cityIn(zone)
}

/** Name the city of an airport: as its zone's where it is that city, else as it is known, or as the catalogue writes it. */
export function cityName({ city, zone }: { city: string; zone: string }): string {
  return plain(city) === plain(cityIn(zone)) ? zoneCity(zone) : (named[words.language]?.[`${zone}/${city}`] ?? city)
}

function cityIn(zone: string): string {
  return zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone
}

/** Bring a name to its letters and digits, without accents and case. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
}
