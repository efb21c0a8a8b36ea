/** Where one is: the address bar as state, and the ways to change it. */

import { match, type Route } from './routes'

let path = $state(location.pathname)
let search = $state(location.search)
let fragment = $state(location.hash)
const route = $derived(match(path))
const query = $derived(new URLSearchParams(search))

export const place = {
  get path(): string {
    return path
  },
  get route(): Route {
    return route
  },
  get query(): URLSearchParams {
    return query
  },
  get fragment(): string {
    return fragment
  },
}

function read(): void {
  path = location.pathname
  search = location.search
  fragment = location.hash
}

/** Go to an address of ours without loading the page again. */
export function go(address: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', address)
  else history.pushState(null, '', address)
  read()
}

/** Change some of the address's query; null takes a name away. */
export function goQuery(changes: Record<string, string | null>, { replace = false } = {}): void {
  const next = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name)
    else next.set(name, value)
  }
  const text = next.toString()
  go(location.pathname + (text ? `?${text}` : '') + location.hash, { replace })
}

/** Follow plain clicks on our own links inside the page; return the undoing. */
export function followLinks(): () => void {
  const click = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')) return
    if (link.pathname.startsWith('/api/') || link.getAttribute('href')?.startsWith('#')) return
    event.preventDefault()
    go(link.pathname + link.search + link.hash)
    scrollTo(0, 0)
  }
  document.addEventListener('click', click)
  addEventListener('popstate', read)
  return () => {
    document.removeEventListener('click', click)
    removeEventListener('popstate', read)
  }
}
