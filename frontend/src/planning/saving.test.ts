import { describe, expect, test } from 'vitest'

import { type Happened, isDirty, lineOf, next, opened, type Saving, shouldSend } from './saving'

function after(...happened: Happened[]): Saving {
  return happened.reduce(next, opened(3, null))
}

const EDITED: Happened = { what: 'edited' }
const SENT: Happened = { what: 'sent' }
const SAVED: Happened = { what: 'saved', version: 4, at: '2026-11-23T14:02:00Z' }

describe('a draft saves itself', () => {
  test('nothing is sent before something was changed', () => {
    expect(shouldSend(after())).toBe(false)
    expect(lineOf(after())).toBe('saved')
  })

  test('an edit is sent, and is saved when the server says so', () => {
    expect(shouldSend(after(EDITED))).toBe(true)
    expect(lineOf(after(EDITED, SENT))).toBe('saving')
    const saved = after(EDITED, SENT, SAVED)
    expect([lineOf(saved), saved.version, isDirty(saved)]).toEqual(['saved', 4, false])
  })

  test('an edit made while another was on its way is not taken for saved', () => {
    const state = after(EDITED, SENT, EDITED)
    expect(shouldSend(state)).toBe(false)
    const saved = next(state, SAVED)
    expect([lineOf(saved), shouldSend(saved)]).toEqual(['waiting', true])
  })

  test('without a network it says so and tries again', () => {
    const state = after(EDITED, SENT, { what: 'unreachable' })
    expect([lineOf(state), shouldSend(state)]).toEqual(['network', true])
    expect(lineOf(next(next(state, SENT), SAVED))).toBe('saved')
  })

  test('a refusal waits for the next edit', () => {
    const state = after(EDITED, SENT, { what: 'refused' })
    expect([lineOf(state), shouldSend(state)]).toEqual(['refused', false])
    expect(shouldSend(next(state, EDITED))).toBe(true)
  })

  test('what was typed while a refusal was on its way is sent all the same', () => {
    const state = after(EDITED, SENT, EDITED, { what: 'refused' })
    expect([lineOf(state), shouldSend(state)]).toEqual(['waiting', true])
  })

  test('a conflict waits for a person, even when one types on', () => {
    const state = after(EDITED, SENT, { what: 'outdated' }, EDITED)
    expect([lineOf(state), shouldSend(state)]).toEqual(['conflict', false])
    const settled = next(state, { what: 'settled', version: 9 })
    expect([settled.version, shouldSend(settled)]).toEqual([9, true])
  })
})
