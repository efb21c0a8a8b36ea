/** Makes a device ready to open without a network, and lets go of all that when somebody signs out. */

import type { SessionView } from '../wire'
import { forgetSession, keepSession, keptFor } from './session'

/** Let this device open without a network for whoever is signed in, in the language they read. */
export async function keepShell(session: SessionView, language: string): Promise<void> {
  const before = keptFor(localStorage)
  if (before !== null && before !== session.account.id) await forgetAnswers(before)
  keepSession(localStorage, session, Date.now())
  // Where the site came without TLS from another machine there are no workers.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const { installing, waiting, active } = await navigator.serviceWorker.register('/worker.js')
  const newest = installing ?? waiting ?? active
  newest?.postMessage({ keep: language })
}

/** Take away what was kept of whoever was signed in. What they wrote and did not send stays, and waits for them. */
export async function dropShell(): Promise<void> {
  const account = keptFor(localStorage)
  if (account === null) return
  forgetSession(localStorage)
  await forgetAnswers(account)
  for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) await registration.unregister()
  for (const name of 'caches' in window ? await caches.keys() : []) await caches.delete(name)
}

async function forgetAnswers(account: string): Promise<void> {
  try {
    const store = await import('../reporting/store')
    const db = await store.openStore()
    await store.forgetAnswers(db, account)
    db.close()
  } catch (error) {
    // What cannot be opened keeps nothing.
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error
  }
}
