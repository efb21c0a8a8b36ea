import { describe, expect, test } from 'vitest'

import type { Airport } from './airports'
import { askOf, standingAsks } from './asking'
import type { Rows } from './rows'

const NOW = Date.parse('2026-11-17T12:30:00Z')
const day = (report_on: string, due_at: string, received_at: string | null = null) => ({
  airport: 'GRU', report_on, due_at, received_at, activity: received_at !== null, nil: false, voided: false, results: 0,
})
const airport = (days: ReturnType<typeof day>[], asked: Airport['asked'] = null): Airport => ({ row: { phases: [{ ends_at: '2026-11-20T00:00:00Z' }] }, days, asked }) as unknown as Airport
const MISSED = day('2026-11-15', '2026-11-16T12:00:00Z')

describe('asking a silent airport', () => {
  test('is for what is missing, not for what is still ahead or has come', () => {
    expect(askOf(airport([day('2026-11-17', '2026-11-18T12:00:00Z'), day('2026-11-14', '2026-11-15T12:00:00Z', '2026-11-15T09:00:00Z')]), NOW)).toBeNull()
    expect(askOf(airport([MISSED]), NOW)).toEqual({ missing: 1, over: false, askedAt: null, againAt: null })
  })
  test('is not done again within the hour', () => {
    const asked = { airport: 'GRU', asked_at: '2026-11-17T12:00:00Z', days: ['2026-11-15'] }
    expect(askOf(airport([MISSED], asked), NOW)).toEqual({ missing: 1, over: false, askedAt: asked.asked_at, againAt: '2026-11-17T13:00:00.000Z' })
    expect(askOf(airport([MISSED], asked), NOW + 1_800_000)).toEqual({ missing: 1, over: false, askedAt: asked.asked_at, againAt: null })
  })
  test('is over once everything is: nobody is waited for any more', () => {
    expect(askOf(airport([MISSED]), Date.parse('2026-11-19T23:59:59Z'))?.over).toBe(false)
    expect(askOf(airport([MISSED]), Date.parse('2026-11-20T00:00:00Z'))?.over).toBe(true)
    expect(askOf(airport([MISSED, day('2026-11-19', '2026-11-20T12:00:00Z')]), Date.parse('2026-11-20T00:00:00Z'))?.over).toBe(false)
  })
  test('a request for a day that has come since is not shown as open', () => {
    const asked = { airport: 'GRU', asked_at: '2026-11-16T13:00:00Z', days: ['2026-11-14'] }
    expect(askOf(airport([MISSED], asked), NOW)?.askedAt).toBeNull()
  })
})

describe('what was asked of one’s airport', () => {
  const rows = (asked: string[]): Rows =>
    new Map<string, Record<string, unknown>>([
      ['airport:GRU', { t: 'airport', iata: 'GRU', zone: 'America/Sao_Paulo', country: 'BR', participation: 'accepted', stood_down_at: null, phases: [{ index: 0, starts_at: '2026-11-10T00:00:00Z', ends_at: '2026-11-20T00:00:00Z' }], suspensions: [], confirmed: {} }],
      ['day:GRU:2026-11-15', { t: 'day', ...MISSED, shift: null, starts_at: '2026-11-15T00:00:00Z' }],
      ['asked:GRU', { t: 'asked', airport: 'GRU', asked_at: '2026-11-17T12:00:00Z', days: asked }],
    ]) as unknown as Rows
  test('is told to whoever files for it, for as long as it is missing', () => {
    expect(standingAsks(rows(['2026-11-15', '2026-11-14']), ['GRU'], NOW)).toEqual([{ iata: 'GRU', zone: 'America/Sao_Paulo', askedAt: '2026-11-17T12:00:00Z', missing: 1 }])
    expect(standingAsks(rows(['2026-11-14']), ['GRU'], NOW)).toEqual([])
  })
  test('is nothing to whoever files elsewhere, nor once everything is over', () => {
    expect(standingAsks(rows(['2026-11-15']), ['LIS'], NOW)).toEqual([])
    expect(standingAsks(rows(['2026-11-15']), ['GRU'], Date.parse('2026-11-20T00:00:00Z'))).toEqual([])
  })
})
