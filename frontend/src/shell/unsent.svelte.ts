/** How many reports wait on this device: told by the code that sends them, which not every page carries. */

interface Unsent {
  /** Whose they are: a device is passed from hand to hand. */
  account: string
  count: number
  /** Where the oldest of them belongs. */
  operation: string | null
}

let told = $state.raw<Unsent>({ account: '', count: 0, operation: null })

/** Let the frame of every page say it. */
export function tellUnsent(fresh: Unsent): void {
  told = fresh
}

/** Tell what waits of an account; null when nothing does. */
export function unsentOf(account: string | undefined): { count: number; operation: string } | null {
  const { count, operation } = told
  return told.account === account && count > 0 && operation !== null ? { count, operation } : null
}
