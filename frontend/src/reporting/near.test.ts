import { describe, expect, test } from 'vitest'

import { nearest } from './near'
import { reportNumber } from './typed'
import type { ReportRow } from './types'

const row = (number: number, occurred_at: string | null, state = 'validated'): ReportRow => ({ id: `r${String(number)}`, number, occurred_at, state }) as ReportRow

describe('The other report of one seizure', () => {
  test('is offered among those nearest in time, but for itself and what does not count', () => {
    const rows = [row(1, '2026-11-17T08:00:00Z'), row(2, '2026-11-17T11:00:00Z'), row(3, '2026-11-17T10:00:00Z', 'held'), row(4, null), row(5, '2026-11-17T07:30:00Z'), row(6, '2026-11-17T10:30:00Z', 'withdrawn'), row(7, '2026-11-17T10:00:00Z')]
    const found = nearest(rows, { id: 'r7', at: '2026-11-17T10:00:00Z', most: 2 })
    expect(found.map(({ number }) => number)).toEqual([2, 1])
  })
  test.each([['12', 12], [' #12 ', 12], ['١٢', 12], ['# 7', 7], ['', null], ['twelve', null], ['0', null], ['12 13', null]])('is read from %j', (typed, number) => {
    expect(reportNumber(typed)).toBe(number)
  })
})
