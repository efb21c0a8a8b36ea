/** The words of the reader's language: chosen, fetched whole, and spoken by `t`. */

import i18next from 'i18next'

import { reloadIfAnswered } from './renewed'

export const LANGUAGES = ['en', 'fr', 'es', 'pt', 'ar'] as const
export type Language = (typeof LANGUAGES)[number]

// One file of words per language: a reader fetches the language spoken, whole, and no other.
const files: Readonly<Record<Language, () => Promise<{ areas: Record<string, unknown> }>>> = {
  en: () => import('./languages/en'),
  fr: () => import('./languages/fr'),
  es: () => import('./languages/es'),
  pt: () => import('./languages/pt'),
  ar: () => import('./languages/ar'),
}
const KEPT_AS = 'language'

// Days before months, as the organisations write; digits stay 0–9 in Arabic too, as on every form of the trade.
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr', es: 'es', pt: 'pt', ar: 'ar-u-nu-latn' }

let current = $state<Language>('en')
let turn = $state(0)

export const words = {
  get language(): Language {
    return current
  },
  get direction(): 'ltr' | 'rtl' {
    return current === 'ar' ? 'rtl' : 'ltr'
  },
  /** The locale for Intl. */
  get locale(): string {
    return LOCALES[current]
  },
}

/** Say a key, like `board:map.title`, in the reader's language. */
export function t(key: string, params: Record<string, unknown> = {}): string {
  void turn
  return i18next.t(key, params)
}

/** Say a key if there are words for it, else the words given. */
export function tOr(key: string, otherwise: string, params: Record<string, unknown> = {}): string {
  void turn
  return i18next.exists(key, params) ? i18next.t(key, params) : otherwise
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

/** Guess the language: what was chosen here before, then the browser's wishes, then English. */
export function wanted(): Language {
  const wishes = [localStorage.getItem(KEPT_AS), ...navigator.languages]
  for (const wish of wishes) {
    const found = LANGUAGES.find((name) => wish?.toLowerCase().split('-')[0] === name)
    if (found) return found
  }
  return 'en'
}

/** Say whether the reader ever chose a language in this browser. */
export function chosenHere(): boolean {
  return localStorage.getItem(KEPT_AS) !== null
}

/** Fetch a language, then change to it at once everywhere. */
export async function speak(language: Language): Promise<void> {
  if (!i18next.isInitialized) await begin(language)
  const { areas } = await files[language]()
  for (const [path, texts] of Object.entries(areas)) {
    const area = path.slice(path.lastIndexOf('/') + 1, -'.json'.length)
    i18next.addResourceBundle(language, area, texts, true, true)
  }
  await i18next.changeLanguage(language)
  current = language
  turn += 1
  document.documentElement.lang = language
  document.documentElement.dir = words.direction
}

/** Change to a language the reader chose, and remember it; false where its words cannot be had now. */
export async function choose(language: Language): Promise<boolean> {
  const before = localStorage.getItem(KEPT_AS)
  localStorage.setItem(KEPT_AS, language)
  try {
    await speak(language)
  } catch {
    // A browser remembers that a part could not be fetched: a fresh page asks again, if there is a server to give one.
    if (await reloadIfAnswered()) return true
    if (before === null) localStorage.removeItem(KEPT_AS)
    else localStorage.setItem(KEPT_AS, before)
    return false
  }
  return true
}

async function begin(language: Language): Promise<void> {
  await i18next.init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnEmptyString: false,
  })
}
