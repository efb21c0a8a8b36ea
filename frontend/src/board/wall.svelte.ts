/** A board that hangs on a wall: nobody touches it, so it keeps its screen awake and takes a newer page by itself. */

import { reloadIfRenewed } from '../shell/renewed'

const LOOKS_EVERY_MS = 600_000

/** Keep a screen awake and up to date for as long as it hangs; return the undoing. */
export function hang(): () => void {
  document.documentElement.dataset['wall'] = ''
  let lock: WakeLockSentinel | null = null
  let hangs = true
  const wake = (): void => {
    // Refused on a machine that saves its battery, and unknown to some browsers: then the screen follows its own settings.
    if (!hangs || document.hidden || !('wakeLock' in navigator)) return
    navigator.wakeLock.request('screen').then(
      (held) => {
        if (hangs) lock = held
        else void held.release()
      },
      () => undefined,
    )
  }
  wake()
  document.addEventListener('visibilitychange', wake)
  const timer = setInterval(() => void reloadIfRenewed(), LOOKS_EVERY_MS)
  return () => {
    hangs = false
    delete document.documentElement.dataset['wall']
    document.removeEventListener('visibilitychange', wake)
    clearInterval(timer)
    void lock?.release()
  }
}
