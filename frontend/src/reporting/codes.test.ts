import { describe, expect, test } from 'vitest'

import ar from '../text/ar/codes.json'
import en from '../text/en/codes.json'
import { AGE_BANDS, BASES, CONCEALMENTS, CONVEYANCES, DIRECTIONS, likelyConcealment, OUTCOMES, PERSON_ROLES, SEXES, TECHNIQUES } from './codes'

describe('the lists of the form', () => {
  test.each([
    ['direction', DIRECTIONS],
    ['conveyance', CONVEYANCES],
    ['concealment', CONCEALMENTS],
    ['basis', BASES],
    ['technique', TECHNIQUES],
    ['person_role', PERSON_ROLES],
    ['sex', SEXES],
    ['age_band', AGE_BANDS],
    ['outcome', OUTCOMES],
  ] as const)('hold every code of %s and no other', (list, values) => {
    expect([...values].sort()).toEqual(Object.keys(en[list]).sort())
    expect([...values].sort()).toEqual(Object.keys(ar[list]).sort())
  })

  test('offer as chips only what the list holds', () => {
    for (const conveyance of CONVEYANCES) for (const likely of likelyConcealment(conveyance)) expect(CONCEALMENTS).toContain(likely)
  })
})
