/** What the board's log says of reports: a reason to ask for them again. */

import { rowsOf } from '../board/rows'
import { board } from '../feed/feed.svelte'

/** The position of the last fact about reports that the board has heard. */
export function lastReportSeq(): number {
  return rowsOf(board.rows, 'log').reduce((last, { row }) => (aboutReports(row.kind) ? Math.max(last, row.seq) : last), 0)
}

/** Count the facts about reports after a position. */
export function reportsAfter(seq: number): number {
  return rowsOf(board.rows, 'log').filter(({ row }) => aboutReports(row.kind) && row.seq > seq).length
}

function aboutReports(kind: string): boolean {
  return kind.startsWith('report') || kind.startsWith('correction')
}
