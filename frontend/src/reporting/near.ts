/** Which reports lie nearest to another in time, of those that count. Pure. */

import type { ReportRow } from './types'

interface Around {
  id: string
  at: string
  most: number
}

/** Take the nearest first; what does not count, and the report itself, is nobody's other half. */
export function nearest(rows: readonly ReportRow[], { id, at, most }: Around): ReportRow[] {
  const apart = (row: ReportRow): number => Math.abs(Date.parse(row.occurred_at ?? '') - Date.parse(at))
  return rows
    .filter((row) => row.id !== id && row.occurred_at !== null && row.state !== 'held' && row.state !== 'withdrawn')
    .toSorted((a, b) => apart(a) - apart(b) || a.number - b.number)
    .slice(0, most)
}
