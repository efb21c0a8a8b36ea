/**
 * The service worker: opens the product where there is no network, from the files of the shell, and does nothing else.
 * What the server answers never passes through here, so that no figure can come out of a cache.
 *
 * The page comes from the server while there is one: a new release is seen at once. Its shell is fetched whole before
 * it takes the place of the one before. A page names the language to keep; were it part of the worker's address, each
 * language would be another worker, and a page that is opened while one takes another's place hangs.
 */

import { isBuilt, isPage, languageKept, shelfOf, shelvesOf, toClear } from './rules'
import type { Shell } from './shell'

/** Written in when the front end is built. */
declare const __SHELL__: Shell

/** Of a worker's surroundings what is used here: the types of a page and of a worker cannot be had together. */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Told extends Lasting {
  readonly data: { keep: string }
}
interface Fetching extends Lasting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Worker {
  readonly location: Location
  readonly clients: { claim(): Promise<void> }
  addEventListener(name: 'install' | 'activate', act: (event: Lasting) => void): void
  addEventListener(name: 'message', act: (event: Told) => void): void
  addEventListener(name: 'fetch', act: (event: Fetching) => void): void
  skipWaiting(): Promise<void>
}

const worker = self as unknown as Worker
const { version, entry, always, spoken } = __SHELL__
const PAGE = '/'
/** A line that takes a request and answers nothing is as good as none. */
const PATIENCE_MS = 5000
/** The language asked for last: who tries several in a row is left with that one, whichever was fetched last. */
let wished: string | null = null

worker.addEventListener('install', (event) => event.waitUntil(succeed().then(() => worker.skipWaiting())))
// A sign-out takes the shell away and leaves the worker until its last page is closed: whoever signs in asks for it again.
worker.addEventListener('message', (event) => {
  wished = event.data.keep
  event.waitUntil(keep(wished).then(clear))
})
worker.addEventListener('activate', (event) => event.waitUntil(clear().then(() => worker.clients.claim())))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== worker.location.origin) return
  if (request.mode === 'navigate') {
    if (isPage(pathname)) event.respondWith(page(request))
  } else if (isBuilt(pathname)) event.respondWith(built(request))
})

/** Keep the shell in the language of the release before; on a device that has none yet, a page will name it. */
async function succeed(): Promise<void> {
  const language = languageKept(await caches.keys())
  if (language !== null) await keep(language)
}

/** Fetch the whole shell, or none of it. */
async function keep(language: string): Promise<void> {
  const own = await caches.open(shelfOf(version, language))
  if (await own.match(PAGE)) return
  const first = await fetch(PAGE, { cache: 'no-store' })
  // The server may have been renewed since this worker came from it: then the next worker is on its way.
  if (!first.ok || !(await first.clone().text()).includes(entry)) throw new Error('the page is of another release')
  await own.addAll([...always, ...(spoken[language] ?? [])].map((file) => `/${file}`))
  // Last: a shelf with the page on it is whole.
  await own.put(PAGE, first)
}

async function clear(): Promise<void> {
  const names = await caches.keys()
  const own = wished === null ? shelvesOf(names, version).at(-1) : shelfOf(version, wished)
  if (own === undefined) return
  for (const name of toClear(names, own)) await caches.delete(name)
}

/** The kept page of this release: it is the same in every language. */
async function keptPage(): Promise<Response | undefined> {
  for (const cacheName of shelvesOf(await caches.keys(), version)) {
    const kept = await caches.match(PAGE, { cacheName })
    if (kept) return kept
  }
  return undefined
}

/** The page from the server, or the kept one where no server answers. */
async function page(request: Request): Promise<Response> {
  const asked = fetch(request)
  const kept = await keptPage()
  if (!kept) return asked
  const answered = await Promise.race([asked.catch(() => null), new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null))])
  return answered !== null && answered.status < 500 ? answered : kept
}

async function built(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}
