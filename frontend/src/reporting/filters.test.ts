import { expect, test } from 'vitest'

import { filtersOf, searchOf, sortOf } from './filters'

test('a list is the same again from its address', () => {
  const filters = { kind: 'seizure', airport: 'GRU', day_from: '2026-11-20' }
  const search = new URLSearchParams(searchOf(filters, 'airport'))
  expect(filtersOf(search)).toEqual(filters)
  expect(sortOf(search)).toBe('airport')
})

test('what is no filter and no order is not passed on', () => {
  const search = new URLSearchParams('kind=&evil=1&sort=drop%20table')
  expect(filtersOf(search)).toEqual({})
  expect(sortOf(search)).toBe('-received_at')
  expect(searchOf({}, '-received_at')).toBe('')
})
