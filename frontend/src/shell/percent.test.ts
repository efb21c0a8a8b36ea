import { expect, test } from 'vitest'

import cases from '../../../tests/coordinator/words/percents.json'
import { percentOf, wholePercent } from './percent'

test.each(cases)('$share is $percent %', ({ share, percent }) => {
  expect(wholePercent(share)).toBe(percent)
})

test('three of eight is rounded half up, and nothing of eight is nothing', () => {
  expect([percentOf(3, 8), percentOf(0, 8), percentOf(8, 8), percentOf(999, 1000), percentOf(1, 1000)]).toEqual([38, 0, 100, 99, 1])
})
