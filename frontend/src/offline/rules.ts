/** What the worker keeps its hands on, and what it lets be. Pure. */

const SHELL = 'shell '

/** Name the place where one release's shell lies, in one language. */
export function shelfOf(version: string, language: string): string {
  return `${SHELL}${version} ${language}`
}

/** List the shelves of one release among the names of all, in the order of their making. */
export function shelvesOf(names: readonly string[], version: string): string[] {
  return names.filter((name) => name.startsWith(shelfOf(version, '')))
}

/** Say in which language a shell was kept last; null where none is. */
export function languageKept(names: readonly string[]): string | null {
  return names.findLast((name) => name.startsWith(SHELL))?.split(' ').at(-1) ?? null
}

/** Say whether an address is a page of ours: its document is the same for all of them. What the server answers is none. */
export function isPage(path: string): boolean {
  return !path.startsWith('/api/') && !path.startsWith('/socket.io/') && !/\.[^/]*$/.test(path)
}

/** Say whether an address is that of a built file: its name changes with its content, so a copy is never old. */
export function isBuilt(path: string): boolean {
  return path.startsWith('/assets/')
}

/**
 * List the shelves to clear when a release's own stands, by their names in the order of their making. The one before
 * stays: a form may be open that was loaded from it, and has parts of it yet to fetch.
 */
export function toClear(names: readonly string[], own: string): string[] {
  return names.filter((name) => name.startsWith(SHELL) && name !== own).slice(0, -1)
}
