/** Which reports a list shows: read from the address, written back to it. Pure. */

export const FILTERS = ['q', 'kind', 'state', 'airport', 'country', 'commodity', 'basis', 'complete', 'referral', 'day_from', 'day_to'] as const
export type FilterName = (typeof FILTERS)[number]
export type Filters = Partial<Record<FilterName, string>>

export const NEWEST_FIRST = '-received_at'

/** Read the filters that are set; what is not one is not ours. */
export function filtersOf(query: URLSearchParams): Filters {
  const found: Filters = {}
  for (const name of FILTERS) {
    const value = query.get(name)?.trim()
    if (value) found[name] = value
  }
  return found
}

/** Read the order of the list, like `-received_at`. */
export function sortOf(query: URLSearchParams): string {
  const sort = query.get('sort') ?? ''
  return /^-?[a-z_]+$/.test(sort) ? sort : NEWEST_FIRST
}

/** Write the list's own part of an address, for links that keep what is shown. */
export function searchOf(filters: Filters, sort: string): string {
  const search = new URLSearchParams(filters)
  if (sort !== NEWEST_FIRST) search.set('sort', sort)
  const text = search.toString()
  return text ? `?${text}` : ''
}
