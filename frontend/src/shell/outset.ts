/**
 * What a page is before anything of it is fetched: the language of its words, the direction they run in, and its colours,
 * as this device had them last. Read twice: by the few lines that stand in the page itself, and by the application.
 */

export const LANGUAGES = ['en', 'fr', 'es', 'pt', 'ar'] as const
export type Language = (typeof LANGUAGES)[number]
export const THEMES = ['auto', 'dark', 'light'] as const
export type Theme = (typeof THEMES)[number]

/** What this needs of the browser's storage; a test gives a map. */
type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const CHOSEN = 'language'
const SPOKEN = 'spoken'
const THEME = 'theme'

/** Guess the language: what was chosen here before, then what an account was last spoken to in, then the browser's wishes, then English. */
export function wanted(shelf: Shelf = localStorage, wishes: readonly string[] = navigator.languages): Language {
  for (const wish of [shelf.getItem(CHOSEN), shelf.getItem(SPOKEN), ...wishes]) {
    const found = LANGUAGES.find((name) => wish?.toLowerCase().split('-')[0] === name)
    if (found) return found
  }
  return 'en'
}

/** Find the language that the reader chose in this browser; null if they never did. */
export function chosen(shelf: Shelf = localStorage): string | null {
  return shelf.getItem(CHOSEN)
}

/** Remember the language that the reader chose in this browser, or that they chose none. */
export function keepChosen(language: string | null, shelf: Shelf = localStorage): void {
  if (language === null) shelf.removeItem(CHOSEN)
  else keep(shelf, CHOSEN, language)
}

/** Remember the language of whoever is signed in, where this device would begin in another; null lets go of it. */
export function keepSpoken(language: Language | null, shelf: Shelf = localStorage, wishes: readonly string[] = navigator.languages): void {
  if (language === null) shelf.removeItem(SPOKEN)
  else if (wanted(shelf, wishes) !== language) keep(shelf, SPOKEN, language)
}

export function keptTheme(shelf: Shelf = localStorage): Theme {
  return THEMES.find((name) => name === shelf.getItem(THEME)) ?? 'auto'
}

export function keepTheme(theme: Theme, shelf: Shelf = localStorage): void {
  keep(shelf, THEME, theme)
}

/** Remember a small thing; a device without room goes without. */
export function keep(shelf: Shelf, name: string, value: string): void {
  try {
    shelf.setItem(name, value)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}

/** Turn the page to a language. */
export function turnTo(language: Language): void {
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
}

/** Paint the page in a theme; the style sheet sees only the outcome. */
export function paintIn(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
}

/** Mark a page of an operation: its head has more rows than the others'. */
export function lieWithin(operation: boolean): void {
  document.documentElement.toggleAttribute('data-within', operation)
}
