/** What waits for this reader, added over the circles of the seat. Pure. */

import { type QueueRow, type Rows, rowsOf } from './rows'

/** Add the queues one sees, or those of some countries' airports; nothing waiting is a queue too. */
export function queueOf(rows: Rows, countries: readonly string[] | null = null): QueueRow {
  const homes = new Set(rowsOf(rows, 'airport').flatMap(({ row }) => (countries === null || countries.includes(row.country) ? [`queue:airport:${row.iata}`] : [])))
  const mine = rowsOf(rows, 'queue').filter(({ key }) => countries === null || homes.has(key))
  return mine.reduce<QueueRow>((sum, { row }) => added(sum, row), { waiting: 0, held: 0, questions: 0, referrals: 0, oldest_at: null })
}

/** Count what this reader may decide: what is held waits for those alone who may let it in. */
export function toDecide(queue: QueueRow, mayRelease: boolean): number {
  return queue.waiting + (mayRelease ? queue.held : 0)
}

function added(a: QueueRow, b: QueueRow): QueueRow {
  const olds = [a.oldest_at, b.oldest_at].filter((at) => at !== null).sort()
  return {
    waiting: a.waiting + b.waiting,
    held: a.held + b.held,
    questions: a.questions + b.questions,
    referrals: a.referrals + b.referrals,
    oldest_at: olds[0] ?? null,
  }
}
