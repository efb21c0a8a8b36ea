import { describe, expect, test } from 'vitest'

import { emptyPlan, layOut } from './document'
import { fromEast, inHours, place, roundEdge, rowsOf, ticksOf, wholeOf } from './gantt'
import { offsetAt } from './walltime'

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
