/**
 * The lines that stand in the page itself: they give it its language, direction and colours before anything is fetched, and
 * ask at once for what it will be made of and what it will show.
 */

import type { SessionView } from './wire'
import { keptSession, LEFT } from './offline/session'
import { address } from './shell/address'
import { type Files, filesFor } from './shell/ahead'
import { askEarly, beginEarly } from './shell/early'
import { landing } from './shell/nav'
import { keptTheme, lieWithin, paintIn, turnTo, wanted } from './shell/outset'
import { askedFirst, whoIsHere } from './shell/questions'
import { match, type PageName } from './shell/routes'

/** Written in when the front end is built. */
declare const __FILES__: Files

const language = wanted()
turnTo(language)
paintIn(keptTheme())
const route = match(location.pathname)
const query = new URLSearchParams(location.search)
const wall = route.page === 'board' && query.has('wall')
lieWithin(route.code !== null && !wall)
// When it is drawn: these lines run before the page is read any further, and a frame may come before it is read so far.
requestAnimationFrame(function call() {
  const heading = document.querySelector('#app > .frame > header > .top > h1')
  if (heading === null && document.readyState === 'loading') requestAnimationFrame(call)
  else if (heading?.matches(':empty')) heading.append(route.code ?? document.title)
})

bring(route.page)
beginEarly()
// Who was here last is mostly here again; the server decides, and answers nobody else.
const kept = keptSession(localStorage, Date.now())
if (kept) begin(kept)
void askEarly(address(...whoIsHere))
  .then(async (answer) => {
    if (answer?.status === 401) bring('sign-in')
    // Whoever signed out while no server answered is let go of first, and asks for nothing any more.
    else if (answer?.ok && !kept && localStorage.getItem(LEFT) === null) begin((await answer.json()) as SessionView)
  })
  // What is no answer of ours, the application says.
  .catch(() => undefined)

/** Ask for what somebody's first page shows. */
function begin({ seats }: SessionView): void {
  const first = route.page === 'home' ? match(landing(seats)) : route
  if (first !== route) bring(first.page)
  for (const question of askedFirst(first, query, seats)) void askEarly(address(...question))
}

/** Ask for the files of a page and for its words. */
function bring(page: PageName): void {
  for (const file of filesFor(__FILES__, page, language)) {
    const link = document.createElement('link')
    if (file.endsWith('.css')) Object.assign(link, { rel: 'preload', as: 'style' })
    else link.rel = 'modulepreload'
    link.crossOrigin = ''
    // What every page stands on comes first, where the server heeds it.
    link.fetchPriority = 'low'
    link.href = `/${file}`
    document.head.append(link)
  }
}
