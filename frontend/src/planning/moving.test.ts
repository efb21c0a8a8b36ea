import { describe, expect, test } from 'vitest'

import { emptyPlan, layOut, type Moment } from './document'
import { laterWall, momentsAt, twinOf } from './moving'

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
})

describe('the moments of one airport', () => {
  const plan = { ...emptyPlan(), phases, deviations: [{ airport: 'GRU', phase: 2, edge: 'end' as const, moment: at('2026-11-29T00:00') }] }

  test('are the phase’s, but for its own', () => {
    expect(momentsAt(plan, 'GRU')[2]?.ends.wall).toBe('2026-11-29T00:00')
    expect(momentsAt(plan, 'LIS')[2]?.ends.wall).toBe('2026-11-27T00:00')
    expect(momentsAt(plan, 'GRU')[2]?.starts).toEqual(phases[2]?.starts)
  })

  test('a length moves a time on its own clock, over the end of a year too', () => {
    expect(laterWall('2026-12-31T18:00', 1, 7)).toBe('2027-01-02T01:00')
    expect(laterWall('2026-03-01T00:30', 0, -1)).toBe('2026-02-28T23:30')
    expect(laterWall('', 1, 0)).toBeNull()
  })
})
