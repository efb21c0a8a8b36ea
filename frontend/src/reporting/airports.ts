/** The airports of the world as a device carries them: packed by the server, searched here as it would search. Pure. */

/** As `GET /airports/carried` answers; `$` in a name stands for the city. */
export interface Carried {
  /** Runs of airports: how many lie in this country and this zone. */
  grounds: readonly (readonly [country: string, zone: string, airports: number])[]
  /** Their codes, one behind the other. */
  iata: string
  names: readonly string[]
  cities: readonly string[]
  /** What else the city is called, folded, of the few that are called something else. */
  also: Readonly<Record<string, readonly string[]>>
}

export interface Airport {
  iata: string
  name: string
  city: string
  zone: string
  country: string
}

/** An airport with what a search compares. */
export interface Entry extends Airport {
  named: string
  called: readonly string[]
}

const CODE = 3

/** Unfold the list, ready to be searched. */
export function unpack({ grounds, iata, names, cities, also }: Carried): Entry[] {
  let at = 0
  return grounds.flatMap(([country, zone, airports]) =>
    Array.from({ length: airports }, () => {
      const code = iata.slice(CODE * at, CODE * (at + 1))
      const city = cities[at] ?? ''
      const name = (names[at] ?? '').replace('$', () => city)
      at += 1
      return { iata: code, name, city, zone, country, named: fold(name), called: city ? [fold(city), ...(also[code] ?? [])] : [] }
    }),
  )
}

// Letters that carry no accent to take off, yet are typed without it; the server folds the same.
const PLAIN_LETTERS: Readonly<Record<string, string>> = { ø: 'o', đ: 'd', ł: 'l', ı: 'i', æ: 'ae', œ: 'oe', ß: 'ss', ة: 'ه', ى: 'ي', ـ: '' }

/** Bring a text to what people type: lower case, no accents, single spaces, words of letters and digits only. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[øđłıæœßةىـ]/g, (letter) => PLAIN_LETTERS[letter] ?? '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/**
 * Search by code, city, name of the airport and of its country, as the server ranks them; an exact code comes first.
 *
 * `landName` names a country in the reader's language: the other four, and ICAO codes, the server alone knows.
 */
export function search(entries: readonly Entry[], typed: string, landName: (country: string) => string, limit: number): Entry[] {
  const words = fold(typed)
  if (words === '') return []
  const lands = new Map<string, string>()
  const landOf = (country: string): string => {
    const known = lands.get(country) ?? fold(landName(country))
    lands.set(country, known)
    return known
  }
  return entries
    .map((entry) => ({ entry, rank: rankOf(entry, words, landOf(entry.country)), weight: entry.name.includes('International') ? 0 : 1 }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.weight - b.weight || (a.entry.iata < b.entry.iata ? -1 : 1))
    .slice(0, limit)
    .map(({ entry }) => entry)
}

const SHORTEST_INSIDE = 2

/** Say how well an airport answers a folded text, 0 best; -1 when it does not. */
function rankOf({ iata, named, called }: Entry, words: string, land: string): number {
  const code = iata.toLowerCase()
  const tests = [
    words === code,
    called.includes(words),
    code.startsWith(words),
    called.some((city) => city.startsWith(words)),
    words === land,
    startsAWord(words, named),
    called.some((city) => startsAWord(words, city)),
    startsAWord(words, land),
    words.length > SHORTEST_INSIDE && [named, ...called, land].some((text) => text.includes(words)),
  ]
  const first = tests.indexOf(true)
  if (first >= 0) return first
  const parts = words.split(' ')
  const everything = [code, ...called, named, land]
  const allNamed = parts.length > 1 && parts.every((part) => everything.some((text) => startsAWord(part, text)))
  return allNamed ? tests.length : -1
}

function startsAWord(words: string, text: string): boolean {
  return text.startsWith(words) || text.includes(` ${words}`)
}
