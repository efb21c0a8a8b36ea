import { describe, expect, test } from 'vitest'

import { phaseAt } from './airports'
import { barOf, dayAmong, dayOf } from './timeline'
import { centreLongitude, moved, WHOLE, zoomed } from './view'

const PHASES = [
  { index: 0, kind: 'preparation', starts_at: '2026-11-01T00:00:00Z', ends_at: '2026-11-18T00:00:00Z' },
  { index: 1, kind: 'operational', starts_at: '2026-11-18T00:00:00Z', ends_at: '2026-11-27T00:00:00Z' },
  { index: 2, kind: 'consolidation', starts_at: '2026-12-01T00:00:00Z', ends_at: '2026-12-03T00:00:00Z' },
]
const at = (text: string): number => Date.parse(text)

describe('the phase bar', () => {
  test('a boundary belongs to the phase it begins', () => {
    expect(phaseAt(PHASES, at('2026-11-18T00:00:00Z'))?.kind).toBe('operational')
  })
  test('the marker stands where now is inside its phase', () => {
    const bar = barOf(PHASES, at('2026-11-22T12:00:00Z'))
    expect(bar.marker).toBeCloseTo((bar.current?.from ?? 0) + (bar.current?.size ?? 0) / 2)
    expect(bar.next?.kind).toBe('consolidation')
  })
  test('between two phases the marker rests on their border', () => {
    const bar = barOf(PHASES, at('2026-11-29T00:00:00Z'))
    expect(bar.current).toBeNull()
    expect(bar.marker).toBe(bar.segments[2]?.from)
  })
  test('before the first and after the last phase there is no marker', () => {
    expect(barOf(PHASES, at('2026-10-01T00:00:00Z')).marker).toBeNull()
    expect(barOf(PHASES, at('2027-01-01T00:00:00Z')).marker).toBeNull()
  })
  test('a short phase can still be read', () => {
    expect(Math.min(...barOf(PHASES, 0).segments.map((segment) => segment.size))).toBeGreaterThan(0.07)
  })
  test('the first day of a phase is day one, its last minute the last day', () => {
    const operational = PHASES[1]
    if (!operational) throw new Error('no phase')
    expect(dayOf(operational, at('2026-11-18T00:00:00Z'), 'UTC')).toEqual({ day: 1, of: 9 })
    expect(dayOf(operational, at('2026-11-26T23:59:00Z'), 'UTC')).toEqual({ day: 9, of: 9 })
  })
  test('seven days stay seven where clocks are put back meanwhile, and turn at midnight there', () => {
    const paris = { index: 1, kind: 'operational', starts_at: '2026-10-22T22:00:00Z', ends_at: '2026-10-29T23:00:00Z' }
    expect(dayOf(paris, at('2026-10-23T09:00:00Z'), 'Europe/Paris')).toEqual({ day: 1, of: 7 })
    expect(dayOf(paris, at('2026-10-25T22:59:00Z'), 'Europe/Paris')).toEqual({ day: 3, of: 7 })
    expect(dayOf(paris, at('2026-10-25T23:00:00Z'), 'Europe/Paris')).toEqual({ day: 4, of: 7 })
  })
  test('days that each airport has on its own clock are not those the whole spans', () => {
    const at_own = (zone: string, starts_at: string, ends_at: string) => ({ zone, phases: [{ index: 1, kind: 'operational', starts_at, ends_at }] })
    const whole = { index: 1, kind: 'operational', starts_at: '2026-10-22T21:00:00Z', ends_at: '2026-10-30T05:00:00Z' }
    const airports = [at_own('Africa/Addis_Ababa', '2026-10-22T21:00:00Z', '2026-10-29T21:00:00Z'), at_own('America/Lima', '2026-10-23T05:00:00Z', '2026-10-30T05:00:00Z')]
    expect(dayAmong(whole, at('2026-10-22T22:00:00Z'), airports)).toEqual({ day: 1, of: 7 })
    expect(dayAmong(whole, at('2026-10-23T22:00:00Z'), airports)).toEqual({ day: 2, of: 7 })
    expect(dayAmong(whole, at('2026-10-30T04:00:00Z'), airports)).toEqual({ day: 7, of: 7 })
    expect(dayAmong(whole, at('2026-10-30T04:00:00Z'), [])).toEqual({ day: 8, of: 8 })
  })
})

describe('the view of a map', () => {
  test('airports on both sides of the date line are centred between them', () => {
    expect(Math.abs(centreLongitude([170, -170]))).toBeCloseTo(180)
    expect(centreLongitude([-74, 4])).toBeCloseTo(-35)
  })
  test('a point under the pointer stays there while one comes nearer', () => {
    const view = zoomed(WHOLE, 2, [300, 200], [800, 600])
    expect(view).toEqual({ k: 2, x: -300, y: -200 })
  })
  test('nobody gets lost in the sea', () => {
    expect(moved(WHOLE, 99_999, 0, [800, 600]).x).toBe(400)
  })
})
