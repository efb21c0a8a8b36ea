/**
 * Who was signed in when the server was last heard: what a page opened without a network goes by.
 *
 * It stands no longer than the session would. Until the server says so again it is not proven: whoever holds the
 * device then sees the forms, what was begun and what waits here, and how the airport's day stood; no report, no
 * figure, nothing of anybody else. It carries no token: nothing can be sent by it.
 */

import type { SessionView } from '../wire'

/** What this needs of the browser's storage; a test gives a map. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

interface Kept {
  session: SessionView
  /** By this device's clock. */
  until: number
}

const KEPT_AS = 'session'
/** Notes that somebody signed out while no server answered: the session is ended as soon as one does. */
export const LEFT = 'signed-out'

/** Keep who is signed in, as told at `now` of this device's clock. */
export function keepSession(shelf: Shelf, session: SessionView, now: number): void {
  const lasts = Date.parse(session.expires_at) - Date.parse(session.server_now)
  const kept: Kept = { session: { ...session, csrf: '', account: { ...session.account, email: null } }, until: now + lasts }
  try {
    shelf.setItem(KEPT_AS, JSON.stringify(kept))
  } catch (error) {
    // A device without room opens nothing without a network; with one it works as well.
    if (!(error instanceof DOMException)) throw error
  }
}

/** Find who was signed in, if that session would still last. */
export function keptSession(shelf: Shelf, now: number): SessionView | null {
  const kept = readKept(shelf)
  return kept !== null && now < kept.until ? kept.session : null
}

/** Whose session is kept, however old. */
export function keptFor(shelf: Shelf): string | null {
  return readKept(shelf)?.session.account.id ?? null
}

export function forgetSession(shelf: Shelf): void {
  shelf.removeItem(KEPT_AS)
}

function readKept(shelf: Shelf): Kept | null {
  try {
    const found = JSON.parse(shelf.getItem(KEPT_AS) ?? 'null') as Partial<Kept> | null
    return found?.session?.seats && typeof found.until === 'number' ? (found as Kept) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
