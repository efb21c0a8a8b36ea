/**
 * Which of our sources are built into one file: few files for whoever is far from the server, and little in them that is
 * not needed. Pure; asked when the front end is built.
 *
 * The first page brings whatever every page stands on. What else pages share lies with the first in line of those that
 * need it; the lines are those of airport halls, so whoever reports stands first. What all but the first of them share to draw
 * with is one file; of the rest the builder makes what it thinks best.
 */

/** What is known of a source while it is built. */
export interface Source {
  readonly importedIds: readonly string[]
  readonly dynamicallyImportedIds: readonly string[]
}

const IN_LINE = ['SignIn.svelte', 'MyAirport.svelte', 'Report.svelte']
const DRAWN_WITH = /\/src\/shell\//

/** Name the file for each source that is to lie with others. `main` is what the first page begins with. */
export function grouped(main: string, of: (id: string) => Source | null): Map<string, string> {
  const first = reached(main, of)
  first.delete(main)
  const later = new Set([...first].flatMap((id) => of(id)?.dynamicallyImportedIds ?? []))
  const rank = (id: string): number => (IN_LINE.findIndex((name) => id.endsWith(`/${name}`)) + 1 || Infinity)
  const entries = [...later].sort((one, other) => rank(one) - rank(other)).map((entry) => ({ entry, needs: reached(entry, of) }))
  const files = new Map([...first].map((id) => [id, 'first']))
  for (const id of new Set(entries.flatMap(({ needs }) => [...needs]))) {
    const [foremost, ...others] = entries.filter(({ needs }) => needs.has(id))
    if (files.has(id) || !foremost || others.length === 0) continue
    const place = IN_LINE.findIndex((name) => foremost.entry.endsWith(`/${name}`))
    if (place !== 0 && DRAWN_WITH.test(id)) files.set(id, 'drawn')
    else if (place >= 0) files.set(id, `with${IN_LINE[place]?.replace('.svelte', '')}`)
  }
  return files
}

/** A source with everything it imports before it runs. */
function reached(id: string, of: (id: string) => Source | null, all = new Set<string>()): Set<string> {
  if (all.has(id)) return all
  all.add(id)
  for (const each of of(id)?.importedIds ?? []) reached(each, of, all)
  return all
}
