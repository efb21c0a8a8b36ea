import { describe, expect, test } from 'vitest'

import { emptyPlan } from './document'
import { forget, keep, kept, type Shelf } from './kept'

function shelf(full = false): Shelf {
  const held = new Map<string, string>()
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => {
      if (full) throw new DOMException('full', 'QuotaExceededError')
      held.set(key, value)
    },
    removeItem: (key) => void held.delete(key),
  }
}

const DRAFT = { name: 'Sample', plan: emptyPlan() }
const KEPT = { draft: DRAFT, base: DRAFT, version: 3, at: '2026-11-23T14:02:00Z' }

describe('a draft kept on the device', () => {
  test('is found again by the same person for the same operation only', () => {
    const here = shelf()
    keep(here, 'ann', 'COCAIR', KEPT)
    expect(kept(here, 'ann', 'COCAIR')).toEqual(KEPT)
    expect(kept(here, 'bob', 'COCAIR')).toBeNull()
    expect(kept(here, 'ann', 'OTHER')).toBeNull()
    forget(here, 'ann', 'COCAIR')
    expect(kept(here, 'ann', 'COCAIR')).toBeNull()
  })

  test('a full device says so, and what is no draft is none', () => {
    expect(keep(shelf(true), 'ann', 'COCAIR', KEPT)).toBe(false)
    const odd = shelf()
    odd.setItem('plan:ann:COCAIR', '{"version":1}')
    expect(kept(odd, 'ann', 'COCAIR')).toBeNull()
    odd.setItem('plan:ann:COCAIR', 'no json')
    expect(kept(odd, 'ann', 'COCAIR')).toBeNull()
  })

  test('what plans have got since it was kept is added to it', () => {
    const here = shelf()
    const { deviations, ...earlier } = emptyPlan()
    here.setItem('plan:ann:COCAIR', JSON.stringify({ ...KEPT, draft: { name: 'Sample', plan: earlier } }))
    expect(kept(here, 'ann', 'COCAIR')?.draft.plan.deviations).toEqual(deviations)
  })
})
