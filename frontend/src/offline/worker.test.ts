import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { shelfOf } from './rules'

const VERSION = '7'
const SPOKEN = { en: ['assets/en.js'], fr: ['assets/fr.js'], pt: ['assets/pt.js'] }
const PAGE = '<script src="/assets/index.js"></script>'

/** The browser's caches, by name in the order of their making; what is fetched for them waits until a test lets it come. */
class Shelves {
  readonly made = new Map<string, Map<string, Response>>()
  keys = (): Promise<string[]> => Promise.resolve([...this.made.keys()])
  delete = (name: string): Promise<boolean> => Promise.resolve(this.made.delete(name))
  match = (): Promise<undefined> => Promise.resolve(undefined)
  open = (name: string): Promise<unknown> => {
    const shelf = this.made.get(name) ?? new Map<string, Response>()
    this.made.set(name, shelf)
    return Promise.resolve({
      match: (file: string) => Promise.resolve(shelf.get(file)),
      put: (file: string, answer: Response) => Promise.resolve(void shelf.set(file, answer)),
      addAll: async (files: string[]) => {
        for (const file of files) shelf.set(file, await fetch(file))
      },
    })
  }
}

let shelves: Shelves
let held: { file: string; comes: () => void; fails: () => void }[]
let listeners: Map<string, (event: unknown) => void>
let works: Promise<unknown>[]

beforeEach(async () => {
  ;[shelves, held, listeners, works] = [new Shelves(), [], new Map(), []]
  vi.resetModules()
  vi.stubGlobal('caches', shelves)
  vi.stubGlobal('__SHELL__', { version: VERSION, entry: 'assets/index.js', always: [], spoken: SPOKEN })
  vi.stubGlobal('fetch', (file: string) =>
    file === '/'
      ? Promise.resolve(new Response(PAGE))
      : new Promise((resolve, reject) => held.push({ file, comes: () => resolve(new Response('')), fails: () => reject(new TypeError('offline')) })),
  )
  vi.stubGlobal('self', {
    location: { origin: 'http://here' },
    clients: { claim: () => Promise.resolve() },
    skipWaiting: () => Promise.resolve(),
    addEventListener: (name: string, act: (event: unknown) => void) => listeners.set(name, act),
  })
  await import('./worker')
})
afterEach(() => vi.unstubAllGlobals())

/** Tell the worker something, as a page or the browser does. */
function tell(name: string, data: unknown = null): void {
  listeners.get(name)?.({ data, waitUntil: (work: Promise<unknown>) => works.push(work.catch(() => undefined)) })
}

/** Wait until the files of these languages are on their way, and let them come in this order. */
async function come(...languages: (keyof typeof SPOKEN)[]): Promise<void> {
  await vi.waitFor(() => expect(new Set(held.map(({ file }) => file)).size).toBeGreaterThanOrEqual(languages.length))
  for (const language of languages) {
    for (const { file, comes } of held) if (file === `/assets/${language}.js`) comes()
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  await Promise.all(works)
}

/** The languages in which a whole shell is kept. */
const whole = (): string[] => [...shelves.made].filter(([, shelf]) => shelf.has('/')).map(([name]) => name)

test('several languages in a row leave the shell of the last, in whatever order they come', async () => {
  for (const keep of ['en', 'fr', 'pt']) tell('message', { keep })
  await come('pt', 'en', 'fr')
  expect(whole()).toContain(shelfOf(VERSION, 'pt'))
  // The one made before stays for pages still open; of the others nothing does.
  expect([...shelves.made.keys()].length).toBeLessThanOrEqual(2)
})

test('whoever tries others and comes back is left with the language they had, though theirs was made first', async () => {
  tell('message', { keep: 'pt' })
  await come('pt')
  for (const keep of ['en', 'fr', 'pt']) tell('message', { keep })
  await come('en', 'fr')
  expect(whole()).toContain(shelfOf(VERSION, 'pt'))
})

test('a language that cannot be fetched takes nothing from the shell there is', async () => {
  tell('message', { keep: 'en' })
  await come('en')
  tell('message', { keep: 'fr' })
  await vi.waitFor(() => expect(held.some(({ file }) => file === '/assets/fr.js')).toBe(true))
  held.find(({ file }) => file === '/assets/fr.js')?.fails()
  await Promise.all(works)
  expect(whole()).toEqual([shelfOf(VERSION, 'en')])
})

test('a worker that takes over between two languages clears neither of them away from the last', async () => {
  tell('message', { keep: 'en' })
  tell('message', { keep: 'pt' })
  tell('activate')
  await come('pt', 'en')
  expect(whole()).toContain(shelfOf(VERSION, 'pt'))
})
