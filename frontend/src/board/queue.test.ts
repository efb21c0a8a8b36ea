import { expect, test } from 'vitest'

import { queueOf, toDecide } from './queue'
import type { Rows } from './rows'

const rows: Rows = new Map([
  ['queue:airport:GRU', { waiting: 2, held: 1, questions: 0, referrals: 0, oldest_at: '2026-11-25T18:08:00Z' }],
  ['queue:airport:GIG', { waiting: 1, held: 0, questions: 0, referrals: 0, oldest_at: '2026-11-25T18:02:00Z' }],
]) as unknown as Rows

test('what is held is counted for those alone who may let it in', () => {
  expect(toDecide(queueOf(rows), true)).toBe(4)
  expect(toDecide(queueOf(rows), false)).toBe(3)
})
