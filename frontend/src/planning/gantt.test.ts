import { describe, expect, test } from 'vitest'

import { emptyPlan, layOut } from './document'
import { dragged, fromEast, inHours, place, roundEdge, rowsOf, spansOf, stepOf, ticksOf, wholeOf, withEdge } from './gantt'
import { offsetAt } from '../shell/zones.svelte'

const HOUR = 3_600_000
const ZONES: Record<string, string> = { AKL: 'Pacific/Auckland', DKR: 'Africa/Dakar', BOG: 'America/Bogota' }
const { phases } = layOut(emptyPlan(), '2026-11-18', 9)
const rows = rowsOf({ airports: ['BOG', 'AKL', 'DKR', 'ZZZ'], phases, deviations: [] }, (iata) => ZONES[iata])

describe('the picture of a plan', () => {
  test('every airport with a known zone has a row with its phases', () => {
    expect(rows.map((row) => [row.iata, row.bars.length])).toEqual([['BOG', 4], ['AKL', 4], ['DKR', 4]])
  })

  test('a phase begins first where the day begins first', () => {
    const sorted = fromEast(rows, (zone) => offsetAt(zone, Date.UTC(2026, 10, 18)))
    expect(sorted.map((row) => row.iata)).toEqual(['AKL', 'DKR', 'BOG'])
    const [from, to] = roundEdge(rows, 2, 'starts') ?? [0, 0]
    expect((to - from) / HOUR).toBe(6 + 18 + 6)
  })

  test('what cannot be drawn yet is left out', () => {
    const open = [{ ...phases[0]!, ends: { ...phases[0]!.ends, wall: '' } }]
    expect(wholeOf(rowsOf({ airports: ['DKR'], phases: open, deviations: [] }, () => 'UTC'))).toBeNull()
    expect(roundEdge(rows, 9, 'ends')).toBeNull()
  })

  test('ticks fit, lie on whole days or hours, and weeks begin on Mondays', () => {
    const whole = wholeOf(rows)!
    const weeks = ticksOf(whole, 400)
    expect(weeks.length).toBeLessThanOrEqual(8)
    expect(weeks.every((tick) => new Date(tick.at).getUTCDay() === 1)).toBe(true)
    const hours = ticksOf(roundEdge(rows, 2, 'starts')!, 400)
    expect(inHours(hours)).toBe(true)
    expect(hours.every((tick) => tick.at % HOUR === 0)).toBe(true)
    expect(hours.length).toBeLessThanOrEqual(8)
  })

  test('what lies outside is clipped to the edge', () => {
    expect([place([0, 100], 50, -5), place([0, 100], 50, 50), place([0, 100], 50, 900)]).toEqual([0, 25, 50])
  })
})

describe('an edge dragged', () => {
  const HOUR = 3_600_000

  test('goes in whole hours where everything is shown, in quarters where one is near', () => {
    const near = roundEdge(rows, 2, 'ends')!
    expect(stepOf(wholeOf(rows)!, 500)).toBe(HOUR)
    expect(stepOf([near[0], near[0] + 24 * HOUR], 500)).toBe(HOUR / 4)
  })

  test('lands on a whole step of its own clock, whatever the way there', () => {
    expect(dragged('2026-11-27T00:00', 2.4 * HOUR, HOUR)).toBe('2026-11-27T02:00')
    expect(dragged('2026-11-27T00:10', -HOUR / 4, HOUR / 4)).toBe('2026-11-27T00:00')
    expect(dragged('2026-12-31T23:00', HOUR, HOUR)).toBe('2027-01-01T00:00')
    expect(dragged('', HOUR, HOUR)).toBeNull()
  })

  test('is drawn with its neighbour at every airport that has the phase’s own time, and not at one with its own', () => {
    const moment = (wall: string): (typeof phases)[number]['ends'] => ({ wall, clock: 'local', zone: null, fold: null })
    const deviations = [{ airport: 'BOG', phase: 2, edge: 'end' as const, moment: moment('2026-11-30T00:00') }]
    const apart = rowsOf({ airports: ['BOG', 'DKR'], phases, deviations }, (iata) => ZONES[iata])
    const [bog, dkr] = withEdge(apart, 2, 'ends', phases[2]!.ends, moment('2026-11-28T06:00'))
    expect(bog).toEqual(apart[0])
    expect(dkr?.bars.map((bar) => new Date(bar.endsAt).toISOString().slice(0, 16))[2]).toBe('2026-11-28T06:00')
    expect(dkr?.bars[3]?.startsAt).toBe(dkr?.bars[2]?.endsAt)
  })

  test('lies where the phase does over all airports', () => {
    const spans = spansOf(rows)
    expect(spans.map((span) => span.phase)).toEqual([0, 1, 2, 3])
    expect(spans[2]?.startsAt).toBe(Math.min(...rows.flatMap((row) => row.bars.filter((bar) => bar.phase === 2).map((bar) => bar.startsAt))))
  })
})
