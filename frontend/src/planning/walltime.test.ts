import { describe, expect, test } from 'vitest'

import { instantOf, offsetText, resolve, wallNumber } from './walltime'

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

describe('a wall time is an instant in its zone', () => {
  test.each([
    ['2026-11-18T06:00', 'Africa/Dakar', '2026-11-18T06:00:00.000Z'],
    ['2026-11-18T06:00', 'America/Sao_Paulo', '2026-11-18T09:00:00.000Z'],
    ['2026-11-18T06:00', 'Asia/Kathmandu', '2026-11-18T00:15:00.000Z'],
    ['2026-11-18T06:00', 'Pacific/Kiritimati', '2026-11-17T16:00:00.000Z'],
    ['2026-07-01T00:00', 'Europe/Paris', '2026-06-30T22:00:00.000Z'],
    ['2026-10-04T12:00', 'Australia/Lord_Howe', '2026-10-04T01:00:00.000Z'],
  ])('%s in %s', (wall, zone, instant) => {
    expect(iso(instantOf(wall, zone))).toBe(instant)
  })

  test('a time that comes twice is the one that was chosen, the first unless said', () => {
    expect(iso(instantOf('2026-10-25T02:30', 'Europe/Paris'))).toBe('2026-10-25T00:30:00.000Z')
    expect(iso(instantOf('2026-10-25T02:30', 'Europe/Paris', 1))).toBe('2026-10-25T01:30:00.000Z')
  })

  test('a time put forward over is drawn as much later as the clock jumps', () => {
    expect(iso(instantOf('2026-03-29T02:30', 'Europe/Paris'))).toBe('2026-03-29T01:30:00.000Z')
    expect(iso(instantOf('2026-09-06T00:30', 'America/Santiago'))).toBe('2026-09-06T04:30:00.000Z')
  })

  test('what is no time, or in no zone known here, is nothing', () => {
    expect(wallNumber('2026-02-30T00:00')).toBeNull()
    expect(instantOf('', 'UTC')).toBeNull()
    expect(instantOf('2026-11-18T06:00', 'Mars/Olympus')).toBeNull()
  })

  test('one instant everywhere does not ask the airport', () => {
    const moment = { wall: '2026-11-18T06:00', clock: 'zone', zone: 'UTC', fold: null } as const
    expect(iso(resolve(moment, 'Asia/Tokyo'))).toBe('2026-11-18T06:00:00.000Z')
    expect(resolve({ ...moment, zone: null }, 'Asia/Tokyo')).toBeNull()
  })

  test('the distance from UTC is written with its half hours', () => {
    const at = Date.UTC(2026, 10, 18)
    expect([offsetText('Asia/Kolkata', at), offsetText('America/Bogota', at), offsetText('UTC', at)]).toEqual(['+5:30', '−5', '+0'])
  })
})
