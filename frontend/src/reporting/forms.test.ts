import { describe, expect, test } from 'vitest'

import { difference } from './difference'
import { blankActivity, blankPerson, blankSeizure, formOf, isTouched, readForm, type SeizureForm } from './forms'
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
    goods: [{ commodity: 'cocaine', typed: '4,2', chosen: null, unit: 'kg', estimated: false, confirmed: false }],
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
    const goods = { commodity: 'cocaine', typed: '4,200', chosen: null as string | null, unit: 'kg', estimated: false, confirmed: false }
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

  test('is worth keeping once something but the time is in it', () => {
    expect(isTouched(blankSeizure('2026-11-23T11:20'))).toBe(false)
    expect(isTouched(filled())).toBe(true)
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
})
