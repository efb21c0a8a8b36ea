import { describe, expect, test } from 'vitest'

import { blankHit, blankIncident } from './events'
import { blank, FORM_KINDS, formOf, isTouched, isWritable, readForm } from './forms'
import type { ShownBody } from './types'
import { blankCounted, blankVictims, readReferrals, unreferred, type VictimsForm } from './victims'

const OCCURRED = '2026-11-23T11:20'

function met(over: Partial<VictimsForm> = {}): VictimsForm {
  const persons = [
    { ...blankCounted(), count: '3', sex: 'female' as const, citizenship: 'NG', exploitation: 'labour' as const },
    { ...blankCounted(), met: 'smuggled_migrant' as const, exploitation: 'labour' as const },
  ]
  return { ...blankVictims(OCCURRED), persons, ...over }
}

test('a blank form of every kind is untouched and names what it needs', () => {
  for (const kind of FORM_KINDS) {
    const form = blank(kind, OCCURRED, null)
    expect([kind, isTouched(form)]).toEqual([kind, false])
    expect([kind, readForm(form, 'en', false).body === null]).toEqual([kind, kind === 'seizure' || kind === 'hit' || kind === 'incident'])
  }
})

describe('victims and migrants', () => {
  test('are counted apart by what they are, and exploitation is said of victims only', () => {
    const { body } = readForm(met({ referrals: [{ to: 'consulate', count: '1' }] }), 'en', false)
    expect(body).toMatchObject({
      persons: [
        { met: 'potential_victim', count: 3, citizenship: 'NG', exploitation: 'labour' },
        { met: 'smuggled_migrant', count: 1, exploitation: null },
      ],
      referrals: [{ to: 'consulate', count: 1 }],
    })
    expect(unreferred(body as Extract<ShownBody, { kind: 'victims' }>)).toBe(3)
  })

  test('cannot be more referred than met, nor half a person', () => {
    const referrals = [{ to: 'consulate' as const, count: '5' }]
    expect(readForm(met({ referrals }), 'en', false).problems).toEqual([{ path: 'referrals.0.count', code: 'too_many_referred' }])
    const half = met({ persons: [{ ...blankCounted(), count: '1.5' }], referrals: [{ to: '', count: '1' }] })
    expect(readForm(half, 'en', false).problems.map(({ path, code }) => [path, code])).toEqual([
      ['persons.0.count', 'count'],
      ['referrals.0.to', 'missing'],
    ])
    expect(readReferrals([{ to: 'declined', count: '2' }], 2, [])).toEqual([{ to: 'declined', count: 2 }])
  })
})

test('a hit says its flight as it is written, and an incident its weight', () => {
  const hit = { ...blankHit(OCCURRED), database: 'sltd' as const, flight_number: 'tp088' }
  expect(readForm(hit, 'en', false).body).toMatchObject({ database: 'sltd', carrier: 'TP', flight_number: '88', verification: 'possible', concern: 'unknown' })
  const incident = { ...blankIncident(OCCURRED), type: 'evasion' as const, severity: 'critical' as const }
  expect(readForm(incident, 'en', false).body).toMatchObject({ type: 'evasion', severity: 'critical', place: null })
})

test.each([met(), { ...blankHit(OCCURRED), database: 'sltd' as const }, { ...blankIncident(OCCURRED), type: 'health' as const, severity: 'minor' as const }])(
  'a form of $kind comes back from its body as it was',
  (form) => {
    const { body } = readForm(form, 'ar', false)
    const shown = body as ShownBody
    expect(isWritable(shown) && readForm(formOf(shown, '', 'ar', (code) => code), 'ar', false).body).toEqual(body)
  },
)
