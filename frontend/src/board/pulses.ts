/** Which airports a result has just come from. Pure. */

import type { LogRow } from './rows'

const RESULTS = new Set(['report_filed', 'report_validated', 'reports_validated', 'report_released'])

/** Map airports to the position of their newest result after `since`; a new position pulses once. */
export function pulsesOf(entries: readonly { row: LogRow }[], since: number): Map<string, number> {
  const pulses = new Map<string, number>()
  for (const { row } of entries) {
    const airport = row['airport']
    if (row.seq <= since || !RESULTS.has(row.kind) || typeof airport !== 'string') continue
    pulses.set(airport, Math.max(row.seq, pulses.get(airport) ?? 0))
  }
  return pulses
}
