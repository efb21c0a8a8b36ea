/** The files that are built, and what each of them brings along. Pure; asked when the front end is built. */

/** What is known of a built file: what it brings along, and the source it was made for, if that can be asked for by itself. */
export interface Part {
  brings: readonly string[]
  source: string | null
}

/** A file with everything that comes with it. */
export function broughtBy(parts: ReadonlyMap<string, Part>, file: string, all = new Set<string>()): Set<string> {
  if (all.has(file)) return all
  all.add(file)
  for (const each of parts.get(file)?.brings ?? []) broughtBy(parts, each, all)
  return all
}
