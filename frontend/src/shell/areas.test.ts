import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

import { type Area, AREAS } from './areas'

const SRC = join(import.meta.dirname, '..')
const BROUGHT = /(?:import|export)\s+(?!type\b)[^'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/g
// What has other words ready is no need: `tOr` says those where the area is not here.
const SAID = /(tOr\(\s*)?['"`](\w+):[\w.$-]/g
const NAMED = /\b(?:code|named)\(/

/** What a file brings along of ours, by name and text; other pages are asked for by themselves. */
function brought(file: string, all = new Map<string, string>()): Map<string, string> {
  if (all.has(file)) return all
  const text = readFileSync(file, 'utf8')
  all.set(file, text)
  for (const [, fixed, later] of text.matchAll(BROUGHT)) {
    const from = join(dirname(file), fixed ?? later ?? '')
    const found = (fixed ?? later)?.startsWith('.') && ['', '.ts'].map((ending) => from + ending).find((each) => statSync(each, { throwIfNoEntry: false })?.isFile())
    if (found && /\.(ts|svelte)$/.test(found) && !found.includes('/languages/') && !(later && found.includes('/pages/'))) brought(found, all)
  }
  return all
}

const areas = new Set(Object.values(AREAS).flat())

function said(texts: readonly string[]): string[] {
  const literal = texts.flatMap((text) => [...text.matchAll(SAID)].flatMap(([, or, area]) => (or || !areas.has(area as Area) ? [] : [area as Area])))
  return [...new Set(literal)].sort()
}

const shell = brought(join(SRC, 'main.ts'))

test('around every page stands nothing that an area apart would have to say', () => {
  expect(said([...shell.values()])).toEqual([])
})

test.each(Object.entries(AREAS))('%s fetches the words it says and no others', (name, listed) => {
  const component = name.split('-').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('')
  const file = join(SRC, 'pages', name, `${component}.svelte`)
  const texts = statSync(file, { throwIfNoEntry: false }) ? [...brought(file)].flatMap(([each, text]) => (shell.has(each) ? [] : [text])) : []
  const codes: Area[] = texts.some((text) => NAMED.test(text)) ? ['codes'] : []
  expect([...listed]).toEqual([...new Set([...said(texts), ...codes])].sort())
})
