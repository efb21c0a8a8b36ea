import { describe, expect, test } from 'vitest'

import { emptyPlan, type Plan } from './document'
import { changes, type Draft, meet, merge, questions, sameDraft, together } from './merging'

function draft(plan: Partial<Plan> = {}, name = 'Sample'): Draft {
  return { name, plan: { ...emptyPlan(), ...plan } }
}

const BASE = draft()

describe('two people edited one draft', () => {
  test('the order of keys is no change', () => {
    const turned = draft({ report_day: { zone: null, cut_off: '00:00', clock: 'local' } })
    expect(sameDraft(BASE, turned)).toBe(true)
    expect(changes(BASE, draft({ aim: 'Stop couriers' }, 'Other'))).toEqual(['name', 'aim'])
  })

  test('what each changed alone is kept from both, and nobody is asked', () => {
    const [mine, theirs] = [draft({ aim: 'Mine' }), draft({ lead: 'Theirs' })]
    expect(questions(BASE, mine, theirs)).toEqual([])
    const merged = merge(BASE, mine, theirs, {})
    expect([merged.plan.aim, merged.plan.lead]).toEqual(['Mine', 'Theirs'])
  })

  test('what both changed alike is no question', () => {
    expect(questions(BASE, draft({ aim: 'Same' }), draft({ aim: 'Same' }))).toEqual([])
  })

  test('what both changed differently is asked, and taken from the side chosen', () => {
    const [mine, theirs] = [draft({ aim: 'Mine', lead: 'Mine' }), draft({ aim: 'Theirs' })]
    expect(meet(BASE, mine, theirs)).toEqual({ mine: ['lead'], theirs: [], both: ['aim'] })
    expect(questions(BASE, mine, theirs)).toEqual(['aim'])
    expect(merge(BASE, mine, theirs, { aim: 'theirs' }).plan).toMatchObject({ aim: 'Theirs', lead: 'Mine' })
    expect(merge(BASE, mine, theirs, { aim: 'mine' }).plan.aim).toBe('Mine')
  })

  test('airports, phases and controls hang together and are never mixed', () => {
    const mine = draft({ airports: ['DKR'], countries: ['SN'] })
    const theirs = draft({ controls: [{ airport: 'GRU', phase: 0, level: 'heightened', measures: [] }] })
    expect(questions(BASE, mine, theirs)).toEqual(['phases'])
    const merged = merge(BASE, mine, theirs, { phases: 'theirs' })
    expect([merged.plan.airports, merged.plan.controls.length]).toEqual([[], 1])
    expect(together(['aim', 'airports', 'controls'])).toEqual(['aim', 'phases'])
  })
})
