import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { byServer, clock, hearTime, runClock } from './clock.svelte'

let stop: () => void

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-25T15:20:00Z') })
  stop = runClock()
})

afterEach(() => {
  stop()
  vi.useRealTimers()
})

test('the server’s time holds from the moment it is heard, whatever the device’s own clock says', () => {
  hearTime('2026-11-25T18:29:00Z')
  expect(clock.now).toBe(Date.parse('2026-11-25T18:29:00Z'))
})

test('what the device noted by its own clock is said by the server’s', () => {
  hearTime('2026-11-25T18:29:00Z')
  expect(byServer(Date.parse('2026-11-25T15:19:00Z'))).toBe(Date.parse('2026-11-25T18:28:00Z'))
})
