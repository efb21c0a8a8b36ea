/**
 * The shell: the files a device keeps so that the product opens without a network. What whoever reports needs, in one
 * language, and nothing of anybody: no answer of the server is among them. Pure; asked when the front end is built.
 */

import { broughtBy, type Part } from '../built/parts.ts'
import { AREAS } from '../shell/areas.ts'

export interface Shell {
  /** Changes with any of the files. */
  version: string
  /** The script that the first page begins with: a page that names another is of another release. */
  entry: string
  always: string[]
  spoken: Record<string, string[]>
}

/** What is opened by itself without a network; everything else says that the server cannot be reached. */
const PAGES = ['my-airport', 'report'] as const
const OPENED = [
  '/pages/my-airport/MyAirport.svelte',
  '/pages/report/Report.svelte',
  '/reporting/reference.svelte.ts',
  '/reporting/sending.svelte.ts',
  '/feed/link.ts',
]
const LANGUAGE = /\/(?:languages\/(\w+)\.ts|text\/(\w+)\/(\w+)\.json)$/
const LETTERS = /\.woff2$/
const LATIN = /noto-sans-latin-wght-/
const ARABIC = /noto-sans-arabic-/

/** Choose the files of the shell. Throws when one of its parts is not among what was built. */
export function shellOf(parts: ReadonlyMap<string, Part>, entry: string, version: string): Shell {
  const opened = OPENED.map((ending) => {
    const found = [...parts].find(([, { source }]) => source?.endsWith(ending))
    if (!found) throw new Error(`the shell needs ${ending}, which was not built as a part of its own`)
    return found[0]
  })
  const named = (pattern: RegExp): string[] => [...parts.keys()].filter((file) => pattern.test(file))
  // A style sheet brings the letters of all scripts; a device keeps those of its reader.
  const brought = (file: string): string[] => [...broughtBy(parts, file)].filter((each) => !LETTERS.test(each))
  const always = new Set([...[entry, ...opened].flatMap(brought), ...named(LATIN)])
  const said = new Set<string | undefined>([undefined, ...PAGES.flatMap((page) => AREAS[page])])
  const spoken = new Map<string, Set<string>>()
  for (const [file, { source }] of parts) {
    const [, first, second, area] = LANGUAGE.exec(source ?? '') ?? []
    const language = first ?? second
    if (language === undefined || !said.has(area)) continue
    const own = spoken.get(language) ?? new Set(language === 'ar' ? named(ARABIC) : [])
    for (const each of brought(file)) if (!always.has(each)) own.add(each)
    spoken.set(language, own)
  }
  return { version, entry, always: [...always].sort(), spoken: Object.fromEntries([...spoken].map(([language, own]) => [language, [...own].sort()])) }
}
