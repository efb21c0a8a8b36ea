import { describe, expect, test } from 'vitest'

import words from '../text/en/reports.json'
import { saidOf } from './turns'

describe('what is said of a turn', () => {
  test('speaks of the shift where an airport answers for shifts, and of the day where it answers for days', () => {
    expect([saidOf('results', null), saidOf('results', 'late')]).toEqual(['reports:today.results', 'reports:today.of_shift.results'])
    const { of_shift, ...of_day } = words.today
    expect(Object.values(of_shift).filter((said) => /\bday\b/.test(said))).toEqual([])
    expect([of_day.results_one, of_shift.results_one].map((said) => said.includes('shift'))).toEqual([false, true])
  })
})
