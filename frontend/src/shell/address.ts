/** How an address of the interface is written. Pure: the lines in the page itself write the same. */

const ROOT = '/api/v1'

export type Query = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>
/** What is asked for: a path under `/api/v1`, and its query. */
export type Question = readonly [path: string, query?: Query]

/** Write an address under `/api/v1`; null and undefined are left out, lists repeat their name. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue
    if (Array.isArray(value)) for (const each of value) search.append(name, each)
    else search.set(name, String(value))
  }
  const text = search.toString()
  return ROOT + path + (text ? `?${text}` : '')
}
