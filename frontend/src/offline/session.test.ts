import 'fake-indexeddb/auto'

import { describe, expect, test } from 'vitest'

import { forgetAnswers, openStore } from '../reporting/store'
import type { SessionView } from '../wire'
import { forgetSession, keepSession, keptFor, keptSession, type Shelf } from './session'

const HOUR = 3_600_000
const SESSION: SessionView = {
  account: { id: 'ann', name: 'Ann', language: 'pt', email: 'ann@example.org' },
  password_offered: false,
  second_step_missing: false,
  mail: false,
  csrf: 'secret',
  seats: [],
  closed: [],
  expires_at: '2026-11-26T20:00:00Z',
  server_now: '2026-11-26T08:00:00Z',
}

function shelf(): Shelf & { text(): string } {
  const held = new Map<string, string>()
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
    text: () => [...held.values()].join(),
  }
}

describe('who was signed in', () => {
  test('is known as long as the session would last, by whatever clock the device has', () => {
    const [device, wrong] = [shelf(), Date.parse('2031-01-01T00:00:00Z')]
    keepSession(device, SESSION, wrong)
    expect(keptSession(device, wrong + 11 * HOUR)?.account.name).toBe('Ann')
    expect(keptSession(device, wrong + 13 * HOUR)).toBeNull()
    expect(keptFor(device)).toBe('ann')
  })

  test('is kept without the token that writes, and gone when they sign out', () => {
    const device = shelf()
    keepSession(device, SESSION, 0)
    expect(device.text()).not.toMatch(/secret|example\.org/)
    forgetSession(device)
    expect([keptSession(device, 1), keptFor(device)]).toEqual([null, null])
  })

  test('is nobody where what lies there is no session', () => {
    const device = shelf()
    for (const odd of ['no json', '{}', 'null', '{"until": 5}']) {
      device.setItem('session', odd)
      expect(keptSession(device, 1)).toBeNull()
    }
  })
})

test('what somebody was answered goes when they sign out; what they wrote stays, and so does what others have', async () => {
  const db = await openStore('answers')
  for (const key of ['ann today OP GRU', 'ann watch OP', 'bob today OP GRU']) await db.put('seen', key, key)
  await forgetAnswers(db, 'ann')
  expect(await db.getAllKeys('seen')).toEqual(['ann watch OP', 'bob today OP GRU'])
})
