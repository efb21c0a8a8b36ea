import { describe, expect, test } from 'vitest'

import { blankActivity } from './activity'
import { difference } from './difference'
import { blankHit, withLastHit } from './events'
import { formOf, isTouched, readForm, whole } from './forms'
import { blankGoods, blankPerson, blankSeizure, type SeizureForm, withLast } from './seizure'
import type { Seizure } from './types'
import { wallAt } from './wall'

function filled(over: Partial<SeizureForm> = {}): SeizureForm {
  return {
    ...blankSeizure('2026-11-23T11:20'),
    direction: 'departure',
    destination: { code: 'DKR', shown: 'DKR' },
    origin: { code: 'BOG', shown: 'BOG' },
    conveyance: 'air_passenger',
    concealment: 'body_internal',
    basis: 'risk_profile',
    goods: [{ ...blankGoods(), commodity: 'cocaine', typed: '4,2', unit: 'kg' }],
    persons: [{ ...blankPerson(), nationality: 'BR', outcome: 'detained' }],
    ...over,
  }
}

describe('a seizure form', () => {
  test('says what was typed, with the end of the route its direction asks for', () => {
    const { body } = readForm(filled(), 'pt', false)
    expect(body).toMatchObject({ origin: null, destination: 'DKR', goods: [{ commodity: 'cocaine', quantity: '4.2', unit: 'kg' }] })
    expect(readForm(filled({ direction: 'transit' }), 'pt', false).body).toMatchObject({ origin: 'BOG', destination: 'DKR' })
  })

  test('asks which reading is meant before it can be sent', () => {
    const goods = { ...blankGoods(), commodity: 'cocaine', typed: '4,200', unit: 'kg' }
    expect(readForm(filled({ goods: [goods] }), 'pt', false).problems).toEqual([{ path: 'goods.0.quantity', code: 'choose' }])
    expect(readForm(filled({ goods: [{ ...goods, chosen: '4.200' }] }), 'pt', false).body).toMatchObject({ goods: [{ quantity: '4.2' }] })
  })

  test('names every field in the way', () => {
    const paths = readForm(blankSeizure('2026-11-23T11:20'), 'en', true).problems.map((problem) => problem.path)
    expect(paths).toEqual(['reason', 'direction', 'conveyance', 'goods.0.commodity', 'goods.0.quantity'])
  })

  test('does not send a place that was typed and never chosen', () => {
    const { problems } = readForm(filled({ destination: { code: '', shown: 'Dakkar' } }), 'pt', false)
    expect(problems).toEqual([{ path: 'destination', code: 'unknown_place' }])
  })

  test('comes back from its body as it was', () => {
    const { body } = readForm(filled(), 'pt', false)
    const again = formOf(body as Seizure, '', 'pt', (code) => code)
    expect(readForm(again, 'pt', false).body).toEqual(body)
  })

  test('says the long form: flight, waybill, value, others and links, however they were typed', () => {
    const value = { typed: '1 250,50', chosen: null }
    const long = filled({
      flight_number: 'tp 088',
      awb: '047 1234 5675',
      related: '12, 31',
      partners: [{ agency: 'customs', place: { code: 'LIS', shown: 'LIS' } }],
      transit: [{ code: 'CMN', shown: 'CMN' }],
      goods: [{ ...blankGoods(), commodity: 'cocaine', typed: '4,2', unit: 'kg', value, currency: 'EUR', value_basis: 'retail' }],
    })
    const { body } = readForm(long, 'fr', false)
    expect(body).toMatchObject({
      carrier: 'TP',
      flight_number: '88',
      awb: '047-12345675',
      related: [12, 31],
      partners: [{ agency: 'customs', place: 'LIS' }],
      transit: ['CMN'],
      goods: [{ value: '1250.5', currency: 'EUR', value_basis: 'retail' }],
    })
    expect(readForm(formOf(body as Seizure, '', 'fr', (code) => code), 'fr', false).body).toEqual(body)
  })

  test('names what of the long form cannot be meant', () => {
    const goods = [{ ...blankGoods(), commodity: 'cocaine', typed: '4', unit: 'kg', value: { typed: '90', chosen: null } }]
    const wrong = filled({ carrier: 'TAPX', flight_number: 'x', awb: '047-12345678', related: 'all', goods })
    expect(readForm(wrong, 'en', false).problems.map(({ path, code }) => [path, code])).toEqual([
      ['carrier', 'carrier'],
      ['flight_number', 'flight'],
      ['awb', 'awb'],
      ['goods.0.currency', 'currency'],
      ['related', 'numbers'],
    ])
    expect(readForm(filled({ flight_number: '88' }), 'pt', false).problems).toEqual([{ path: 'flight_number', code: 'flight' }])
  })

  test('goes on from a draft that an earlier version kept', () => {
    const { transit: _transit, partners: _partners, related: _related, intended_destination: _intended, ...old } = filled()
    const [{ value: _value, ...goods }] = old.goods as [SeizureForm['goods'][0]]
    const again = whole({ ...old, goods: [goods] } as unknown as SeizureForm)
    expect(readForm(again, 'pt', false).body).toMatchObject({ transit: [], partners: [], goods: [{ quantity: '4.2' }] })
  })

  test('begins with what the last report lends, and never over what was typed', () => {
    const last = { kind: 'seizure', direction: 'arrival', origin: 'BOG', destination: null, transit: ['CMN'], intended_destination: null, place: 'arrival_hall', terminal: '2', conveyance: 'crew', carrier: 'TP', flight_number: '88', concealment: 'on_body', basis: 'routine', technique: 'dog', goods: [{ commodity: 'khat', unit: 'kg' }] } as const
    const lent = withLast({ ...blankSeizure('2026-11-23T11:20'), basis: 'random' }, { ...last, transit: [...last.transit], goods: [...last.goods] }, (code) => code)
    expect(lent).toMatchObject({ occurred: '2026-11-23T11:20', direction: 'arrival', basis: 'random', carrier: 'TP', origin: { code: 'BOG' }, persons: [] })
    expect(lent.goods).toMatchObject([{ commodity: 'khat', unit: 'kg', typed: '', value: { typed: '' } }])
  })

  test('of a hit begins with where the last one was checked, and never with what came of it', () => {
    const last = { kind: 'hit', database: 'sltd', direction: 'arrival', place: 'arrival_hall', terminal: null, carrier: 'TP', flight_number: '88' } as const
    const lent = withLastHit({ ...blankHit('2026-11-23T11:20'), carrier: 'AF' }, last)
    expect(lent).toEqual({ ...blankHit('2026-11-23T11:20'), database: 'sltd', direction: 'arrival', place: 'arrival_hall', carrier: 'AF', flight_number: '88' })
  })

  test('is worth keeping once something but the time is in it', () => {
    expect(isTouched(blankSeizure('2026-11-23T11:20'))).toBe(false)
    expect(isTouched(filled())).toBe(true)
    const only = { ...blankSeizure('2026-11-23T11:20'), direction: 'arrival' as const }
    expect([isTouched(only, 'arrival'), isTouched(only)]).toEqual([false, true])
  })
})

describe('an activity form', () => {
  test('keeps what is not known apart from zero', () => {
    const form = { ...blankActivity('2026-11-22'), counts: { passengers_checked: '1,240', bags_searched: '0' }, officers: '6' }
    expect(readForm(form, 'en', false).body).toMatchObject({ passengers_checked: 1240, bags_searched: 0, flights_monitored: null, officers: 6 })
  })

  test('refuses half a passenger and more hits than checks', () => {
    const form = { ...blankActivity('2026-11-22'), counts: { passengers_checked: '1.5' }, checks: { sltd: '3' }, hits: { sltd: '4' } }
    expect(readForm(form, 'en', false).problems.map(({ path, code }) => [path, code])).toEqual([
      ['hits.sltd', 'more_hits'],
      ['passengers_checked', 'whole_number'],
    ])
  })

  test('refuses more hours than so many officers can work in a day', () => {
    const form = { ...blankActivity('2026-11-22'), officers: '4' }
    const refused = (typed: string): string[] => readForm({ ...form, hours: { typed, chosen: null } }, 'en', false).problems.map(({ code }) => code)
    expect([refused('100'), refused('100.5'), refused('325')]).toEqual([[], ['more_hours'], ['more_hours']])
  })
})

describe('the difference of two editions', () => {
  test('names fields, old and new, and is silent about a zero at the end', () => {
    const before = readForm(filled(), 'pt', false).body as Seizure
    const after: Seizure = { ...before, basis: 'warning', persons: [], goods: [{ commodity: 'cocaine', quantity: '42', unit: 'kg' }] }
    const changes = difference(before, after)
    expect(changes).toContainEqual({ path: 'goods.1.quantity', before: '4.2 kg', after: '42 kg' })
    expect(changes).toContainEqual({ path: 'basis', before: 'risk_profile', after: 'warning' })
    expect(changes).toContainEqual({ path: 'persons.1.nationality', before: 'BR', after: null })
    expect(difference(before, { ...before, goods: [{ commodity: 'cocaine', quantity: '4.20', unit: 'kg' }] })).toEqual([])
  })
})

test('an instant is written as the wall time of its zone', () => {
  expect(wallAt(Date.parse('2026-11-23T14:20:00Z'), 'America/Sao_Paulo')).toBe('2026-11-23T11:20')
  expect(wallAt(Date.parse('2026-11-23T00:05:00Z'), 'UTC')).toBe('2026-11-23T00:05')
  // A device whose rules of the zone are older than the server's: the clocks there are an hour behind what it believes.
  const told = { now: '2026-11-23T14:00:00Z', wall: '2026-11-23T10:00' }
  expect(wallAt(Date.parse('2026-11-23T14:20:00Z'), 'America/Sao_Paulo', told)).toBe('2026-11-23T10:20')
  expect(wallAt(Date.parse('2026-11-23T14:20:00Z'), 'America/Sao_Paulo', { ...told, wall: '2026-11-23T11:00' })).toBe('2026-11-23T11:20')
})
