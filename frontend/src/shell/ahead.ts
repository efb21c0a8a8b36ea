/** Which files a page will ask for, named before the application is here. Pure; read by the lines in the page itself. */

import { AREAS } from './areas'
import type { Language } from './outset'
import type { PageName } from './routes'

/** By page, and by language with the area of its words; by language alone what every page says. */
export interface Files {
  readonly pages: Readonly<Record<string, readonly string[]>>
  readonly words: Readonly<Record<string, readonly string[]>>
}

/** List what a page brings in a language, beyond what every page begins with. */
export function filesFor({ pages, words }: Files, page: PageName, language: Language): string[] {
  const said = [language, ...AREAS[page].map((area) => `${language} ${area}`)]
  return [...said.flatMap((each) => words[each] ?? []), ...(pages[page] ?? [])]
}
