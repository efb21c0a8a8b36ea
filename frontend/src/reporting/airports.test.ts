import { expect, test } from 'vitest'

import { type Carried, fold, search, unpack } from './airports'
import sample from './airports.sample.json'

// The server makes this sample, and answers these questions as written there: its own test says so.
const entries = unpack(sample.carried as unknown as Carried)
const lands: Record<string, string> = sample.lands

test.each(Object.entries(sample.answers))('a device without a network finds by "%s" what the server finds, in the same order', (typed, codes) => {
  expect(search(entries, typed, (country) => lands[country] ?? country, 100).map((each) => each.iata)).toEqual(codes)
})

test('an airport is unfolded whole', () => {
  expect(entries.find((each) => each.iata === 'LHR')).toMatchObject({ city: 'London', country: 'GB', zone: 'Europe/London', name: 'London Heathrow Airport' })
})

test('nothing typed finds nothing, and no more is found than asked for', () => {
  expect(search(entries, ' ', String, 8)).toEqual([])
  expect(search(entries, 'international', String, 3)).toHaveLength(3)
})

test('what people type has no accents, no case, and single spaces', () => {
  expect(fold('  São-Tomé,  Łódź ')).toBe('sao tome lodz')
})
