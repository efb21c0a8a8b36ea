/** Which files the page itself asks for as soon as it knows its address and language. Pure; asked when the front end is built. */

import type { Files } from '../shell/ahead.ts'
import { broughtBy, type Part } from './parts.ts'

const PAGE = /\/pages\/([\w-]+)\/(\w+)\.svelte$/
const EVERY = /\/languages\/(\w+)\.ts$/
const AREA = /\/text\/(\w+)\/(\w+)\.json$/
/** A board shows nothing until it is told. */
const LINK = /\/feed\/link\.ts$/
const FETCHED = /\.(css|js)$/

/** List the files that each page and each area of words bring, but for those that the first page begins with. */
export function filesOf(parts: ReadonlyMap<string, Part>, entry: string): Files {
  const begun = broughtBy(parts, entry)
  const brought = (file: string): string[] => [...broughtBy(parts, file)].filter((each) => FETCHED.test(each) && !begun.has(each))
  const files: { pages: Record<string, string[]>; words: Record<string, string[]> } = { pages: {}, words: {} }
  for (const [file, { source }] of parts) {
    const page = pageOf(source ?? '')
    const [, language, area = ''] = EVERY.exec(source ?? '') ?? AREA.exec(source ?? '') ?? []
    if (page) files.pages[page] = [...new Set([...(files.pages[page] ?? []), ...brought(file)])]
    else if (language !== undefined) files.words[`${language} ${area}`.trim()] = brought(file)
  }
  return files
}

/** Name the page that a source is asked for with: what of a page comes later has another name than its folder's. */
function pageOf(source: string): string | undefined {
  if (LINK.test(source)) return 'board'
  const [, page = '', name = ''] = PAGE.exec(source) ?? []
  return page.replaceAll('-', '') === name.toLowerCase() ? page : undefined
}
