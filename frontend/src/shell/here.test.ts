import { describe, expect, test } from 'vitest'

import { cityName, keepCities } from './cities.svelte'
import { exactly, placeOf } from './here'

describe('exact times', () => {
  test('an instant is said in UTC and by the clock on the wall, with the city', () => {
    expect(exactly('2026-11-23T14:05:00Z', null, 'America/Sao_Paulo')).toMatch(/14:05 UTC · .*11:05 Sao Paulo$/)
  })
  test('a span names both ends in both', () => {
    expect(exactly('2026-11-23T14:00:00Z', '2026-11-24T02:00:00Z', 'Asia/Kolkata')).toMatch(/14:00 – .*02:00 UTC · .*19:30 – .*07:30 Kolkata$/)
  })
  test('where clocks show UTC it is said once', () => {
    expect(exactly('2026-11-23T14:05:00Z', null, 'Etc/UTC')).not.toContain('·')
    expect(placeOf('GMT')).toBe('UTC')
    expect(placeOf('Etc/GMT+3')).toBe('GMT+3')
  })
})

test('a city is called as the reader calls it, once the server has told how, and as its zone until then', () => {
  expect(placeOf('Africa/Cairo')).toBe('Cairo')
  keepCities('en', { 'America/Sao_Paulo': 'São Paulo', 'Africa/Bamako/Senou': 'Sénou' })
  expect(placeOf('America/Sao_Paulo')).toBe('São Paulo')
  expect(cityName({ city: 'Sao Paulo', zone: 'America/Sao_Paulo' })).toBe('São Paulo')
  expect(cityName({ city: 'Campinas', zone: 'America/Sao_Paulo' })).toBe('Campinas')
  expect(cityName({ city: 'Senou', zone: 'Africa/Bamako' })).toBe('Sénou')
})
