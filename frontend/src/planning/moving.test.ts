import { describe, expect, test } from 'vitest'

import { emptyPlan, layOut, type Moment } from './document'
import { inOrder, twinOf } from './moving'

const { phases } = layOut(emptyPlan(), '2026-11-18', 9)
const END = { phase: 2, edge: 'ends' } as const
const START = { phase: 3, edge: 'starts' } as const
const at = (wall: string): Moment => ({ wall, clock: 'local', zone: null, fold: null })

describe('a boundary moves with the one that touches it', () => {
  test('the end of a phase and the start of the next are twins, either way', () => {
    expect(twinOf(phases, END)).toEqual(START)
    expect(twinOf(phases, START)).toEqual(END)
  })

  test('where there is a gap, or no neighbour, there is no twin', () => {
    expect(twinOf(phases, { phase: 3, edge: 'ends' })).toBeNull()
    const apart = phases.map((phase, index) => (index === 3 ? { ...phase, starts: at('2026-11-28T00:00') } : phase))
    expect(twinOf(apart, END)).toBeNull()
  })

  test('later, the start makes way first; earlier, the end withdraws first', () => {
    const before = at('2026-11-27T00:00')
    expect(inOrder(END, START, before, at('2026-11-29T00:00'), 'UTC')).toEqual([START, END])
    expect(inOrder(START, END, before, at('2026-11-29T00:00'), 'UTC')).toEqual([START, END])
    expect(inOrder(END, START, before, at('2026-11-25T00:00'), 'UTC')).toEqual([END, START])
    expect(inOrder(END, null, before, at('2026-11-25T00:00'), 'UTC')).toEqual([END])
  })
})
