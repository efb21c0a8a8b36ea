import { describe, expect, it } from 'vitest'
import { daysIn } from './airports'

const day = {
  airport: 'GRU', report_on: '2026-11-20', due_at: '2026-11-21T12:00:00Z', received_at: '2026-11-20T20:00:00Z',
  activity: false, nil: true, voided: false, results: 0,
}

describe('the cells of the matrix', () => {
  it('show everyone what is validated', () => {
    expect(daysIn(new Map([['day:GRU:2026-11-20', day]]))).toEqual([day])
  })

  it('show those at home what is not validated yet', () => {
    const own = { airport: 'GRU', report_on: '2026-11-20', voided: true, results: 1 }
    const rows = new Map<string, Record<string, unknown>>([['day:GRU:2026-11-20', day], ['own:GRU:2026-11-20', own]])
    expect(daysIn(rows)).toEqual([{ ...day, voided: true, results: 1 }])
  })
})
