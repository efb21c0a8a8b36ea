import { afterEach, expect, test } from 'vitest'

import { HOUR_MINUTE, moment } from './numbers.svelte'
import { keepClocks, offsetAt } from './zones.svelte'

const HOUR = 3_600_000
const WINTER = '2027-02-01T12:00:00Z'
const SUMMER = '2027-07-01T12:00:00Z'
const AFTER = '2028-07-01T12:00:00Z'

/** Bogotá has had no summer time since 1993: whoever shows one has it from the server. */
const told = {
  until: '2028-01-01T00:00:00Z',
  zones: [
    {
      names: ['America/Bogota', 'America/Macondo'],
      turns: [
        ['2026-01-01T00:00:00Z', -300],
        ['2027-03-28T06:00:00Z', -240],
        ['2027-10-31T05:00:00Z', -300],
      ],
    },
  ],
} as const

afterEach(() => keepClocks({ until: AFTER, zones: [] }))

test('a time is shown as the server means it, though the device knows another rule', () => {
  expect(moment(SUMMER, 'America/Bogota', HOUR_MINUTE)).toBe('07:00')
  keepClocks(told)
  expect([WINTER, SUMMER].map((at) => moment(at, 'America/Bogota', HOUR_MINUTE))).toEqual(['07:00', '08:00'])
  expect(offsetAt('America/Bogota', Date.parse(SUMMER))).toBe(-4 * HOUR)
})

test('the clock is turned at the instant that was told', () => {
  keepClocks(told)
  expect(['2027-03-28T05:59:59Z', '2027-03-28T06:00:00Z'].map((at) => moment(at, 'America/Bogota', HOUR_MINUTE))).toEqual(['00:59', '02:00'])
})

test('a zone that the device does not know is shown all the same', () => {
  expect(offsetAt('America/Macondo', Date.parse(SUMMER))).toBeNull()
  keepClocks(told)
  expect(moment(SUMMER, 'America/Macondo', HOUR_MINUTE)).toBe('08:00')
})

test('of what lies before and after, the device says what it knows', () => {
  keepClocks(told)
  expect([moment('2025-07-01T12:00:00Z', 'America/Bogota', HOUR_MINUTE), moment(AFTER, 'America/Bogota', HOUR_MINUTE)]).toEqual(['07:00', '07:00'])
  expect(moment(SUMMER, 'Europe/Paris', HOUR_MINUTE)).toBe('14:00')
})
