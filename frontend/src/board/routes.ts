/** The routes of results, merged over the circles a reader has. Pure. */

import { type RouteRow, type Rows, rowsOf } from './rows'

export type Route = RouteRow

/** List routes by how much came over them, most first. */
export function routesOf(rows: Rows): Route[] {
  const merged = new Map<string, Route>()
  for (const { row } of rowsOf(rows, 'route')) {
    const key = `${row.from}:${row.to}`
    const known = merged.get(key)
    merged.set(key, known ? both(known, row) : row)
  }
  return [...merged.values()].sort((a, b) => b.count - a.count || (a.from + a.to < b.from + b.to ? -1 : 1))
}

function both(a: Route, b: Route): Route {
  return { ...a, count: a.count + b.count }
}
