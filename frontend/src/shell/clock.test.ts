import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { clock, hearTime, runClock } from './clock.svelte'

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
