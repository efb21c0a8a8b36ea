import { describe, expect, test } from 'vitest'

import { judge, SILENT_MS, type Heard } from './status'

const HEARD: Heard = { connected: true, online: true, following: true, heardAt: 1000, startedAt: 0 }

describe('the link light', () => {
  test('it is live while the server is heard', () => {
    expect(judge(HEARD, 1000 + SILENT_MS - 1)).toEqual({ light: 'live' })
  })
  test('an open socket without a beat is stale, and says since when', () => {
    expect(judge(HEARD, 1000 + SILENT_MS)).toEqual({ light: 'stale', since: 1000 })
  })
  test('a tab that slept is stale the moment it wakes', () => {
    expect(judge(HEARD, 3_600_000)).toEqual({ light: 'stale', since: 1000 })
  })
  test('a machine without a network is stale at once', () => {
    expect(judge({ ...HEARD, online: false }, 1001)).toEqual({ light: 'stale', since: 1000 })
  })
  test('a short break is catching up', () => {
    expect(judge({ ...HEARD, connected: false }, 2000)).toEqual({ light: 'catching_up' })
  })
  test('a server that never answered was never heard', () => {
    expect(judge({ ...HEARD, connected: false, heardAt: null }, SILENT_MS)).toEqual({ light: 'stale', since: null })
  })
})
