import { expect, test } from 'vitest'

import { days } from './numbers.svelte'

test('a stretch of time names its year, and not the day whose first instant ends it', () => {
  expect(days('2011-11-28T00:00:00Z', '2011-12-05T00:00:00Z').replaceAll('\u2009', ' ')).toBe('28 Nov – 4 Dec 2011')
  expect(days('2026-11-25T18:12:00Z', '2026-11-25T18:48:00Z')).toBe('25 Nov 2026')
})
