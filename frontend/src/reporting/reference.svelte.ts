/** The lists a form is filled from, by the server's `/reference`: fetched once a page, kept for when there is no network. */

import type { AskedView } from '../wire'
import { api, Unreachable } from '../shell/api'
import { cityName, keepCities } from '../shell/cities.svelte'
import { askReference } from '../shell/countries'
import { countryName, keepCountryNames } from '../shell/numbers.svelte'
import { code, words } from '../shell/words.svelte'
import { type Clocks, keepClocks } from '../shell/zones.svelte'
import { type Airport, type Carried, type Entry, search, unpack } from './airports'
import { recall, remember } from './sending.svelte'

export interface Commodity {
  code: string
  category: string
  units: string[]
  usual: Record<string, string>
}

interface Lists {
  language: string
  commodities: Commodity[]
  quick: string[]
  countries: Record<string, string>
  /** Of cities, by zone; lists kept by an earlier version have neither them nor the clocks. */
  cities?: Record<string, string>
  clocks?: Clocks
  /** What a complete report answers, by kind. */
  asked: Partial<Record<string, AskedView[]>>
  currencies: string[]
}

let lists = $state.raw<Lists | null>(null)

export const reference = {
  get ready(): boolean {
    return lists !== null
  },
  get commodities(): readonly Commodity[] {
    return lists?.commodities ?? []
  },
  /** The commodities most airport seizures are of. */
  get quick(): readonly string[] {
    return lists?.quick ?? []
  },
  asked(kind: string): readonly AskedView[] {
    // Lists kept by an earlier version know nothing of it.
    return lists?.asked?.[kind] ?? []
  },
  get currencies(): readonly string[] {
    return lists?.currencies ?? []
  },
  get countries(): readonly string[] {
    return Object.keys(lists?.countries ?? {})
  },
}

/** Find a commodity by its code. */
export function commodityOf(wanted: string): Commodity | null {
  return reference.commodities.find((each) => each.code === wanted) ?? null
}

/** Fetch the lists in the reader's language, or take those kept from the last time. */
export async function loadReference(): Promise<void> {
  const { language } = words
  if (lists?.language === language) return
  const key = `reference ${language}`
  try {
    keep(readLists(await askReference<Answer>(language), language))
    await remember(key, lists)
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    const kept = await recall<Lists>(key)
    if (kept) keep(kept)
  }
}

function keep(fresh: Lists): void {
  lists = fresh
  keepCountryNames(fresh.language, fresh.countries)
  if (fresh.cities) keepCities(fresh.language, fresh.cities)
  if (fresh.clocks) keepClocks(fresh.clocks)
}

interface Answer {
  categories: { code: string; commodities: Omit<Commodity, 'category'>[] }[]
  quick: string[]
  countries: Record<string, string>
  cities: Record<string, string>
  clocks: Clocks
  asked: Lists['asked']
  currencies: string[]
}

function readLists(answer: Answer, language: string): Lists {
  const commodities = answer.categories.flatMap((category) => category.commodities.map((each) => ({ ...each, category: category.code })))
  return { language, commodities, quick: answer.quick, countries: answer.countries, cities: answer.cities, clocks: answer.clocks, asked: answer.asked, currencies: answer.currencies }
}

/** Fold a text for searching: no accents, no case. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLocaleLowerCase()
}

/** Find commodities whose name in the reader's language, or whose code, holds every word typed. */
export function searchCommodities(typed: string): { value: string; label: string; note: string }[] {
  const wanted = folded(typed).split(/\s+/).filter(Boolean)
  return reference.commodities
    .map((each) => ({ value: each.code, label: code('commodity', each.code), note: code('category', each.category) }))
    .filter((option) => {
      const text = folded(`${option.label} ${option.value} ${option.note}`)
      return wanted.every((word) => text.includes(word))
    })
    .sort((a, b) => rank(a.label, wanted) - rank(b.label, wanted))
    .slice(0, 12)
}

function rank(label: string, wanted: readonly string[]): number {
  return folded(label).startsWith(wanted[0] ?? '') ? 0 : 1
}

interface PlaceOption {
  value: string
  label: string
  note: string
}

/** Find airports and countries: in the server's catalogue, or in what this device carries of it when the server is away. */
export async function searchPlaces(typed: string, known: readonly Airport[]): Promise<PlaceOption[]> {
  const wanted = folded(typed)
  const airports = await findAirports(typed, known)
  const countries = reference.countries
    .map((each) => ({ value: each, label: countryName(each), note: each }))
    .filter(({ value, label }) => value.toLowerCase() === wanted || folded(label).includes(wanted))
    .slice(0, 4)
  const options = airports.map((airport) => ({
    value: airport.iata,
    label: `${airport.iata} ${cityName(airport) || airport.name}`,
    note: countryName(airport.country),
  }))
  const code = typed.trim().toUpperCase()
  const exact = options.some((option) => option.value === code) || !/^[A-Z]{3}$/.test(code)
  // An exact code comes first; one that nothing here knows is still the officer's to give, and the server's to check.
  const all = [...options, ...countries].sort((a, b) => Number(b.value === code) - Number(a.value === code))
  return exact || airports.length > 0 ? all.slice(0, 10) : [{ value: code, label: code, note: '' }, ...all].slice(0, 10)
}

const FOUND = 8
/** How long the server's answer is waited for where the device could give one. */
const IMPATIENT_MS = 2500

async function findAirports(typed: string, known: readonly Airport[]): Promise<Airport[]> {
  const carried = await carriedAirports()
  const here = (): Airport[] => (carried ? search(carried, typed, countryName, FOUND) : among(known, typed))
  const asked = api.get<{ items: Airport[] }>('/airports', { q: typed, limit: FOUND }).then(
    (page) => page.items,
    (error: unknown) => {
      if (!(error instanceof Unreachable)) throw error
      return here()
    },
  )
  if (!carried) return asked
  const impatient = new Promise<Airport[]>((resolve) => setTimeout(() => resolve(here()), IMPATIENT_MS))
  return Promise.race([asked, impatient])
}

function among(known: readonly Airport[], typed: string): Airport[] {
  const wanted = folded(typed)
  return known.filter((each) => folded(`${each.iata} ${each.city} ${cityName(each)} ${each.name}`).includes(wanted)).slice(0, FOUND)
}

interface KeptAirports {
  tag: string
  body: Carried
}

const AIRPORTS = 'airports'
let unpacked: Entry[] | null = null
let current = false

/** Have the device carry the airports of the world, for forms filled in without a network; asked for again, only news travel. Once a page. */
export async function carryAirports(): Promise<void> {
  if (current) return
  const kept = await recall<KeptAirports>(AIRPORTS)
  const fresh = await api.newer<Carried>('/airports/carried', kept?.tag ?? null)
  current = true
  if (fresh === null) return
  await remember(AIRPORTS, fresh)
  unpacked = null
}

async function carriedAirports(): Promise<Entry[] | null> {
  if (unpacked === null) {
    const kept = await recall<KeptAirports>(AIRPORTS)
    unpacked = kept ? unpack(kept.body) : null
  }
  return unpacked
}
