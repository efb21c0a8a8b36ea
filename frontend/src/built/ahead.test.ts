import { expect, test } from 'vitest'

import { filesFor } from '../shell/ahead'
import { filesOf } from './ahead'
import type { Part } from './parts'

const part = (source: string | null, ...brings: string[]): Part => ({ source, brings })
const PARTS = new Map([
  ['index.js', part('/index.html', 'first.js', 'first.css', 'latin.woff2')],
  ['first.js', part(null)],
  ['Board.js', part('/src/pages/board/Board.svelte', 'first.js', 'shared.js', 'Board.css', 'world.json')],
  ['shared.js', part(null, 'first.js')],
  ['link.js', part('/src/feed/link.ts', 'first.js', 'shared.js')],
  ['SignIn.js', part('/src/pages/sign-in/SignIn.svelte', 'first.js')],
  ['Help.js', part('/src/pages/sign-in/Help.svelte', 'first.js')],
  ['pt.js', part('/src/shell/languages/pt.ts')],
  ['pt-board.js', part('/src/text/pt/board.json')],
  ['pt-codes.js', part('/src/text/pt/codes.json')],
  ['pt-plan.js', part('/src/text/pt/plan.json')],
  ['ar.js', part('/src/shell/languages/ar.ts')],
])

const files = filesOf(PARTS, 'index.js')

test('a page asks for what it is made of and says in its language, and for nothing that every page begins with', () => {
  expect(filesFor(files, 'sign-in', 'ar')).toEqual(['ar.js', 'SignIn.js'])
})

test('a board asks for the link that tells it, too', () => {
  expect(filesFor(files, 'board', 'pt').sort()).toEqual(['Board.css', 'Board.js', 'link.js', 'pt-board.js', 'pt-codes.js', 'pt.js', 'shared.js'])
})

test('where it is not known which page it will be, there are the words of every page', () => {
  expect(filesFor(files, 'home', 'pt')).toEqual(['pt.js'])
})
