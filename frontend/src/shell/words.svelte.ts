/** The words of the reader's language: chosen, fetched as pages need them, and spoken by `t`. */

import type { Area } from './areas'
import { chosen, directionOf, keepChosen, keepSpoken, type Language, turnTo } from './outset'
import { reloadIfAnswered } from './renewed'
import { say, type Texts } from './texts'

export { LANGUAGES, type Language } from './outset'

// A reader fetches the language spoken and no other: at first what every page says, then the areas of the pages opened.
const files: Readonly<Record<Language, () => Promise<{ areas: Record<string, Texts> }>>> = {
  en: () => import('./languages/en'),
  fr: () => import('./languages/fr'),
  es: () => import('./languages/es'),
  pt: () => import('./languages/pt'),
  ar: () => import('./languages/ar'),
}
const apart = import.meta.glob<Texts>(['../text/*/*.json', '!../text/*/{errors,mail,shell}.json'], { import: 'default' })
const learnt = new Set<Area>()
/** What is here, by language and area. */
const held = new Map<string, Texts>()

// Days before months, as the organisations write; digits stay 0–9 in Arabic too, as on every form of the trade.
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr', es: 'es', pt: 'pt', ar: 'ar-u-nu-latn' }

let current = $state<Language>('en')
// The language that is being changed to: a page that is opened meanwhile needs its words in that one too.
let coming: Language = 'en'

export const words = {
  get language(): Language {
    return current
  },
  get direction(): 'ltr' | 'rtl' {
    return directionOf(current)
  },
  /** The locale for Intl. */
  get locale(): string {
    return LOCALES[current]
  },
}

/** Say a key, like `shell:product`, in the reader's language. */
export function t(key: string, params: Record<string, unknown> = {}): string {
  return found(key, params) ?? key
}

/** Say a key if there are words for it, else the words given. */
export function tOr(key: string, otherwise: string, params: Record<string, unknown> = {}): string {
  return found(key, params) ?? otherwise
}

function found(key: string, params: Record<string, unknown>): string | null {
  const [area = '', ...name] = key.split(':')
  return say(held.get(shelfOf(current, area)), name.join(':'), params, current)
}

/** What stands between a name and what is said of it: the French keep it apart from the name. */
export function colon(): string {
  return words.language === 'fr' ? '\u00a0:' : ':'
}

/** Put names beside each other. */
export function listed(names: readonly string[]): string {
  return names.join(words.language === 'ar' ? '، ' : ', ')
}

/** Name a code of the domain, like `commodity`, `cocaine`; an unknown one is shown as it is. */
export function code(list: string, value: string): string {
  return tOr(`codes:${list}.${value}`, value)
}

/** Offer codes of a list by their names. */
export function named(list: string, values: readonly string[]): { value: string; label: string }[] {
  return values.map((value) => ({ value, label: code(list, value) }))
}

/** Say whether the reader ever chose a language in this browser. */
export function chosenHere(): boolean {
  return chosen() !== null
}

/** Fetch what is said here in a language, then change to it at once everywhere. */
export async function speak(language: Language): Promise<void> {
  coming = language
  try {
    const { areas } = await files[language]()
    for (const [path, texts] of Object.entries(areas)) {
      keep(language, path.slice(path.lastIndexOf('/') + 1, -'.json'.length), texts)
    }
    await fetchAreas(language, [...learnt])
  } catch (error) {
    coming = current
    throw error
  }
  current = language
  turnTo(language)
}

/** Change to the language of whoever is signed in, unless another was chosen in this browser; its next page begins with it. */
export async function speakAsWished(language: Language): Promise<void> {
  if (chosenHere()) return
  await speak(language)
  keepSpoken(language)
}

/** Fetch areas in the language spoken, and in the one that is being changed to; from now on every change brings them. */
export async function learn(areas: readonly Area[]): Promise<void> {
  await Promise.all([...new Set([current, coming])].map((language) => fetchAreas(language, areas)))
  for (const area of areas) learnt.add(area)
  if (lacking(coming, areas).length > 0) await learn(areas)
}

async function fetchAreas(language: Language, areas: readonly Area[]): Promise<void> {
  await Promise.all(lacking(language, areas).map(async (area) => keep(language, area, (await apart[`../text/${language}/${area}.json`]?.()) ?? {})))
}

function lacking(language: Language, areas: readonly Area[]): Area[] {
  return areas.filter((area) => !held.has(shelfOf(language, area)))
}

function keep(language: Language, area: string, texts: Texts): void {
  held.set(shelfOf(language, area), texts)
}

function shelfOf(language: Language, area: string): string {
  return `${language} ${area}`
}

/** Change to a language the reader chose, and remember it; false where its words cannot be had now. */
export async function choose(language: Language): Promise<boolean> {
  const before = chosen()
  keepChosen(language)
  try {
    await speak(language)
  } catch {
    // A browser remembers that a part could not be fetched: a fresh page asks again, if there is a server to give one.
    if (await reloadIfAnswered()) return true
    keepChosen(before)
    return false
  }
  return true
}
