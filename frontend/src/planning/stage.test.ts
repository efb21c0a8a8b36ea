import { describe, expect, test } from 'vitest'

import type { OperationLine } from './calls'
import { stageOf } from './stage'

const LINE = {
  published_at: '2026-11-01T00:00:00Z',
  cancelled_at: null,
  stood_down_at: null,
  phases: [
    { index: 0, kind: 'intelligence', starts_at: '2026-11-10T00:00:00Z', ends_at: '2026-11-18T06:00:00Z' },
    { index: 1, kind: 'operational', starts_at: '2026-11-18T00:00:00Z', ends_at: '2026-11-27T00:00:00Z' },
  ],
} as unknown as OperationLine

const at = (instant: string, line: Partial<OperationLine> = {}): unknown => stageOf({ ...LINE, ...line }, Date.parse(instant))

describe('where an operation stands', () => {
  test('follows from the clock', () => {
    expect(at('2026-11-09T00:00:00Z')).toEqual({ stage: 'ahead', phase: null })
    expect(at('2026-11-12T00:00:00Z')).toEqual({ stage: 'under_way', phase: 'intelligence' })
    expect(at('2026-11-27T00:00:00Z')).toEqual({ stage: 'over', phase: null })
  })

  test('where two phases hold at different airports, the operational one is named', () => {
    expect(at('2026-11-18T03:00:00Z')).toEqual({ stage: 'under_way', phase: 'operational' })
  })

  test('a draft, a cancelled and a stood-down one are what they are', () => {
    expect(at('2026-11-20T00:00:00Z', { published_at: null })).toMatchObject({ stage: 'draft' })
    expect(at('2026-11-20T00:00:00Z', { cancelled_at: '2026-11-02T00:00:00Z' })).toMatchObject({ stage: 'cancelled' })
    expect(at('2026-11-20T00:00:00Z', { stood_down_at: '2026-11-19T00:00:00Z' })).toMatchObject({ stage: 'stood_down' })
  })
})
