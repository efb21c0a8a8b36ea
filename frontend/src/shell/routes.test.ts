import { describe, expect, test } from 'vitest'

import { landing, pagesFor } from './nav'
import { match, to } from './routes'
import type { Seat } from './session.svelte'

const seat = (role: Seat['role'], code: string | null, answer_awaited = false): Seat => ({
  id: '1', role, operation: code === null ? null : { code, name: code }, country: null, airport: null, unit: null, actions: [], answer_awaited,
})

describe('addresses', () => {
  test('every page of an operation has one, and it is read back', () => {
    expect(match(to('COCAIR 7/x', 'my-airport'))).toEqual({ page: 'my-airport', code: 'COCAIR 7/x', item: null })
    expect(match(to('A', 'reports', 'r1'))).toEqual({ page: 'reports', code: 'A', item: 'r1' })
  })
  test('an operation alone is its board', () => {
    expect(match('/operations/A').page).toBe('board')
  })
  test('what nobody made is not found', () => {
    expect(match('/operations/A/secrets').page).toBe('unknown')
    expect(match('/operations/%E0%A4%A').page).toBe('board')
  })
})

describe('where one lands', () => {
  test('an officer lands at the airport, a donor on the page for donors', () => {
    expect(landing([seat('officer', 'A')])).toBe('/operations/A/my-airport')
    expect(landing([seat('donor', 'A')])).toBe('/operations/A/donor')
  })
  test('whoever may make operations, or is in several, lands on the list', () => {
    expect(landing([seat('coordinator', null), seat('coordinator', 'A')])).toBe('/operations')
    expect(landing([seat('ocu', 'A'), seat('ncp', 'B')])).toBe('/operations')
  })
  test('a contact point whose country is invited lands on the plan, where the answer is asked', () => {
    expect(landing([seat('ncp', 'A', true)])).toBe('/operations/A/plan')
    expect(landing([seat('ncp', 'A')])).toBe('/operations/A/board')
  })
  test('officers read what their reports add up to; contact points see who takes part', () => {
    expect(pagesFor(['officer'])).toContain('after')
    expect(pagesFor(['ncp'])).toContain('people')
  })
  test('a donor is offered nothing else', () => {
    expect(pagesFor(['donor'])).toEqual(['donor'])
  })
})
