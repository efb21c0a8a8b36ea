/**
 * What is asked before the application is here: the lines in the page itself ask at once, the application takes the answers.
 *
 * An answer is taken once, by what is asked first: whoever asks again asks the server. None is left when the first page
 * stands, when somebody signs in or out here or in another tab, or on a device that slept meanwhile.
 */

export interface Early {
  readonly answer: Promise<Response>
  /** When it was asked, by this device's clock. */
  readonly askedAt: number
  /** When the answer came, by this device's clock. */
  cameAt: number | null
}

interface Shelf {
  /** By address. */
  readonly held: Map<string, Early>
  /** Until the application asks, and hears other tabs, for itself. */
  hearing: BroadcastChannel | null
}

declare global {
  interface Window {
    /** The page's own, for the lines in it and the application are two scripts. */
    early?: Shelf
  }
}

/** What tabs tell each other of who is signed in. */
export const TABS = 'session'
/** What a slow line brings beside it takes less. */
const FRESH_FOR_MS = 15_000
/** A device that sleeps hears on waking what was said hours ago: nothing is taken that was asked before so long. */
const ASKED_WITHIN_MS = 40_000

/** Begin to ask early, until another tab says that somebody else is here. */
export function beginEarly(): void {
  // A browser in which tabs cannot tell each other anything waits for the application.
  if (typeof BroadcastChannel === 'undefined') return
  const hearing = new BroadcastChannel(TABS)
  hearing.onmessage = forgetEarly
  window.early = { held: new Map(), hearing }
}

/** Ask now what the application will ask first, if it does not ask for itself already. */
export async function askEarly(url: string): Promise<Response | null> {
  if (!window.early?.hearing) return null
  const early: Early = { answer: fetch(url, { credentials: 'same-origin' }), askedAt: Date.now(), cameAt: null }
  window.early.held.set(url, early)
  try {
    const answer = await early.answer
    early.cameAt = Date.now()
    return answer.clone()
  } catch {
    // Whoever takes it asks again.
    return null
  }
}

/** Leave it to the application to ask from now on, and to hear other tabs. */
export function endEarly(): void {
  window.early?.hearing?.close()
  if (window.early) window.early.hearing = null
}

/** Take what was asked early, if it was and is not old. */
export function takeEarly(url: string): Early | null {
  const early = window.early?.held.get(url)
  window.early?.held.delete(url)
  if (!early) return null
  const now = Date.now()
  return now - early.askedAt < ASKED_WITHIN_MS && (early.cameAt === null || now - early.cameAt < FRESH_FOR_MS) ? early : null
}

/** Let nobody take what was asked early any more. */
export function forgetEarly(): void {
  endEarly()
  window.early?.held.clear()
}
