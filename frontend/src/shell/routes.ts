/** What an address means: pure, so that links, keys and the server's fall-back page agree. */

export const VIEWS = ['board', 'plan', 'report', 'reports', 'queue', 'after', 'people', 'log', 'my-airport', 'import', 'donor'] as const
export type View = (typeof VIEWS)[number]
export type PageName = View | 'home' | 'sign-in' | 'operations' | 'sessions' | 'account' | 'unknown'

/** Pages that belong to no operation, each at its own name. */
const ALONE = ['sign-in', 'operations', 'sessions', 'account'] as const

export interface Route {
  page: PageName
  /** The operation's code, on every page of an operation. */
  code: string | null
  /** What follows the view: a report's id, say. */
  item: string | null
}

/** Read a path into the page it names. */
export function match(path: string): Route {
  const parts = path.split('/').filter(Boolean).map(decoded)
  const [first, code, view, item, ...rest] = parts
  const plain = (page: PageName): Route => ({ page, code: null, item: null })
  if (first === undefined) return plain('home')
  const alone = ALONE.find((name) => name === first)
  if (parts.length === 1 && alone) return plain(alone)
  if (first !== 'operations' || code === undefined || rest.length > 0) return plain('unknown')
  if (view === undefined) return { page: 'board', code, item: null }
  const known = VIEWS.find((name) => name === view)
  return known ? { page: known, code, item: item ?? null } : plain('unknown')
}

/** Write the address of a page of an operation. */
export function to(code: string, view: View, item?: string): string {
  const tail = item === undefined ? '' : `/${encodeURIComponent(item)}`
  return `/operations/${encodeURIComponent(code)}/${view}${tail}`
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return part
    throw error
  }
}
