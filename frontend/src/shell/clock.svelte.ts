/** The time by the server's clock, in steps of a second; countdowns and states read nothing else. */

import { type Offsets, offsetOf, heard } from './offset'

let offsets: Offsets = []
let now = $state(Date.now())
let timer: ReturnType<typeof setInterval> | undefined

export const clock = {
  /** Milliseconds since 1970, by the server. */
  get now(): number {
    return now
  },
}

function tick(): void {
  now = Date.now() + offsetOf(offsets)
}

/** Take the server's time from a message received just now, or at an instant of this device's clock. */
export function hearTime(serverNow: string, receivedAt = Date.now()): void {
  const at = Date.parse(serverNow)
  if (Number.isNaN(at)) return
  offsets = heard(offsets, at - receivedAt)
  // At once: what is drawn before the next second would else go by a device whose own clock may be hours out.
  tick()
}

/** Say by the server's clock what was noted by this device's. */
export function byServer(at: number): number {
  return at + offsetOf(offsets)
}

/** Let the clock run; return the stopping of it. */
export function runClock(): () => void {
  timer ??= setInterval(tick, 1000)
  document.addEventListener('visibilitychange', tick)
  tick()
  return () => {
    clearInterval(timer)
    timer = undefined
    document.removeEventListener('visibilitychange', tick)
  }
}
