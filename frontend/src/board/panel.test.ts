import { describe, expect, test } from 'vitest'

import { panelOf } from './panel'

describe('the address of a panel', () => {
  test('names what is open', () => {
    expect(panelOf('airport:GRU')).toEqual({ kind: 'airport', iata: 'GRU', on: null })
    expect(panelOf('day:GRU:2026-11-20')).toEqual({ kind: 'airport', iata: 'GRU', on: '2026-11-20' })
    expect(panelOf('phase:2')).toEqual({ kind: 'phase', index: 2 })
    expect(panelOf('counter:quantity:commodity=cocaine:mg')).toEqual({ kind: 'counter', id: 'quantity:commodity=cocaine:mg' })
    expect(panelOf('returns')).toEqual({ kind: 'returns' })
    expect(panelOf('log:000000000012')).toEqual({ kind: 'event', key: 'log:000000000012' })
  })
  test('opens nothing for what is none of ours', () => {
    expect(['', 'phase:x', 'day:GRU', 'elsewhere'].map(panelOf)).toEqual([null, null, null, null])
  })
})
