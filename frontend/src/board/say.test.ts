import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { LANGUAGES, learn, speak } from '../shell/words.svelte'
import { sentence } from './say'

const begun = (late_by: number) => ({ seq: 1, at: '2026-11-23T06:07:10Z', kind: 'phase_started', phase_kind: 'operational', airports: ['GRU'], late_by })

beforeAll(() => speak('en').then(() => learn(['board', 'codes'])))

describe('a phase announced late', () => {
  afterAll(() => speak('en'))

  test.each(LANGUAGES)('says so in %s, in minutes, hours and days', async (language) => {
    await speak(language)
    const onTime = sentence(begun(0) as never)
    for (const [late_by, length] of [[430, '7'], [3 * 3600 + 5, '3'], [4 * 86_400, '4']] as const) {
      const late = sentence(begun(late_by) as never)
      expect(late).toContain(length)
      expect(late.length).toBeGreaterThan(onTime.length)
      expect(late).not.toContain('{{')
    }
  })
  test('reads as one would say it', async () => {
    await speak('en')
    expect(sentence(begun(430) as never)).toBe('Operational phase has begun, late by 7 mins · GRU')
  })
  test('below a minute nobody would call it late', () => {
    expect(sentence(begun(59) as never)).toBe(sentence(begun(0) as never))
  })
})

describe('a seat given', () => {
  const given = (role: string, unit: string | null) => sentence({ seq: 1, at: '2026-10-05T08:04:00Z', kind: 'seat_given', role, unit } as never)

  test('to a watch officer names the unit, and what it is only once', async () => {
    await speak('en')
    expect(given('ocu', 'Dakar')).toBe('Seat given: OCU Dakar')
    expect(given('ocu', 'OCU Dakar')).toBe('Seat given: OCU Dakar')
    expect(given('ocu', 'Ocuilan')).toBe('Seat given: OCU Ocuilan')
    expect(given('ocu', null)).toBe('Seat given: Operational Coordination Unit')
  })
  test('to anybody else of a unit does not call them the OCU', () => {
    expect(given('officer', 'CAAT Dakar')).toBe('Seat given: Airport officer')
    expect(given('ncp', 'Polícia Federal')).toBe('Seat given: National contact point')
  })
})
