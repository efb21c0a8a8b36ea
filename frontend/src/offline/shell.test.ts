import { describe, expect, test } from 'vitest'

import { isBuilt, isPage, languageKept, shelfOf, shelvesOf, toClear } from './rules'
import type { Part } from '../built/parts'
import { shellOf } from './shell'

const part = (source: string | null, ...brings: string[]): Part => ({ source, brings })

function built(): Map<string, Part> {
  return new Map([
    ['assets/index-1.js', part('/frontend/index.html', 'assets/words-1.js', 'assets/index-1.css', 'assets/noto-sans-arabic-1.woff2')],
    ['assets/words-1.js', part(null, 'assets/index-1.js')],
    ['assets/MyAirport-1.js', part('/src/pages/my-airport/MyAirport.svelte', 'assets/sending-1.js')],
    ['assets/Report-1.js', part('/src/pages/report/Report.svelte', 'assets/Report-1.css')],
    ['assets/Board-1.js', part('/src/pages/board/Board.svelte', 'assets/atlas-1.json')],
    ['assets/sending-1.js', part('/src/reporting/sending.svelte.ts')],
    ['assets/reference-1.js', part('/src/reporting/reference.svelte.ts')],
    ['assets/link-1.js', part('/src/feed/link.ts')],
    ['assets/pt-1.js', part('/src/shell/languages/pt.ts')],
    ['assets/pt-reports-1.js', part('/src/text/pt/reports.json')],
    ['assets/pt-plan-1.js', part('/src/text/pt/plan.json')],
    ['assets/ar-1.js', part('/src/shell/languages/ar.ts')],
    ['assets/noto-sans-latin-wght-1.woff2', part(null)],
    ['assets/noto-sans-arabic-1.woff2', part(null)],
  ])
}

describe('the shell', () => {
  test('is what the forms need, with all that comes along, and no other page', () => {
    const { always, spoken } = shellOf(built(), 'assets/index-1.js', 'v')
    expect(always).toContain('assets/index-1.css')
    expect(always).toContain('assets/Report-1.css')
    expect(always).toContain('assets/sending-1.js')
    expect(always).toContain('assets/noto-sans-latin-wght-1.woff2')
    expect(always.some((file) => /Board|atlas|arabic|pt-1/.test(file))).toBe(false)
    expect(spoken['pt'], 'and the words the forms say').toEqual(['assets/pt-1.js', 'assets/pt-reports-1.js'])
    expect(spoken['ar']).toEqual(['assets/ar-1.js', 'assets/noto-sans-arabic-1.woff2'])
  })

  test('is not built without one of its parts', () => {
    const lacking = built()
    lacking.delete('assets/Report-1.js')
    expect(() => shellOf(lacking, 'assets/index-1.js', 'v')).toThrow('Report.svelte')
  })
})

describe('the worker', () => {
  test('lets the interface, its downloads and the socket be', () => {
    for (const path of ['/', '/operations/COCAIR/my-airport', '/sign-in']) expect(isPage(path)).toBe(true)
    for (const path of ['/api/v1/operations/COCAIR/reports.csv', '/api/v1/session', '/socket.io/', '/worker.js']) {
      expect(isPage(path)).toBe(false)
      expect(isBuilt(path)).toBe(false)
    }
  })

  test('leaves the shell before its own to pages still open, and no older one', () => {
    const own = shelfOf('3', 'pt')
    expect(toClear([shelfOf('1', 'pt'), shelfOf('2', 'pt'), own, 'other'], own)).toEqual([shelfOf('1', 'pt')])
    expect(toClear([shelfOf('2', 'pt'), own], own)).toEqual([])
  })

  test('knows its own shelves in every language, and the language that a shell was kept in last', () => {
    const names = ['other', shelfOf('1', 'ar'), shelfOf('2', 'pt'), shelfOf('2', 'fr'), 'another']
    expect(shelvesOf(names, '2')).toEqual([shelfOf('2', 'pt'), shelfOf('2', 'fr')])
    expect(languageKept(names)).toBe('fr')
    expect(languageKept(['other'])).toBeNull()
  })
})
