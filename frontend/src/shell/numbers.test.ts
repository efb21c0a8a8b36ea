import { expect, test } from 'vitest'

import { days, number } from './numbers.svelte'

test('a stretch of days names its year, and one day once', () => {
  expect(days('2011-11-28', '2011-12-04').replaceAll('\u2009', ' ')).toBe('28 Nov – 4 Dec 2011')
  expect(days('2026-11-25', '2026-11-25')).toBe('25 Nov 2026')
})

test('less than nothing has a minus, not a hyphen', () => {
  expect(number(-1, { style: 'unit', unit: 'day', unitDisplay: 'short', signDisplay: 'always' })).toBe('−1 day')
  expect(number(-0.5)).toBe('−0.5')
})
