import { expect, test } from 'vitest'

import { reachesOf } from './reach'

const lisbon = { id: 'LIS', x: 100, y: 100 }
const porto = { id: 'OPO', x: 100, y: 88 }
const dakar = { id: 'DSS', x: 90, y: 300 }

test('a symbol with nothing near it is reached by whoever misses it a little', () => {
  expect(reachesOf([lisbon, dakar], 1).get('DSS')).toBe(13)
  expect(reachesOf([dakar], 1).get('DSS')).toBe(13)
})

test('of two close to each other each is reached on its own side', () => {
  const reaches = reachesOf([lisbon, porto, dakar], 1)
  expect(reaches.get('LIS')).toBe(6)
  expect(reaches.get('OPO')).toBe(6)
})

test('none is smaller than its symbol, at whatever scale both are drawn', () => {
  expect(reachesOf([lisbon, { ...porto, y: 99 }], 1).get('LIS')).toBe(5)
  expect(reachesOf([lisbon, { ...porto, y: 76 }], 2).get('LIS')).toBe(6)
})
