/** How what waits is sent: oldest first, once, by one tab at a time. Takes its network and its lock as arguments. */

import { type Filed, noteFiled, outbox, type Refusal, type Store, type Waiting } from './store'
import type { Receipt } from './types'

/** What came of one try: an answer, a refusal for good, or nothing that says it arrived. */
export type Sent = { is: 'filed'; receipt: Receipt } | { is: 'refused'; refusal: Refusal } | { is: 'unsent' }

export type Send = (item: Waiting) => Promise<Sent>
export type Alone = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Send everything an account has waiting.
 *
 * Reads the queue inside the lock, so that what another tab has sent meanwhile is no longer in it. Stops at the first
 * item that gets no answer; a refused one is marked and stays, and does not hold up those behind it.
 */
export function sendAll(db: Store, account: string, send: Send, alone: Alone, now: () => number): Promise<void> {
  return alone(async () => {
    for (const item of await outbox(db, account)) {
      if (item.state !== 'waiting') continue
      const sent = await send(item)
      if (sent.is === 'unsent') return
      if (sent.is === 'refused') {
        // What was taken back while it travelled must not come back to life.
        if (await db.get('outbox', item.submission)) await db.put('outbox', { ...item, state: 'refused', refusal: sent.refusal })
        continue
      }
      await noteFiled(db, {
        submission: item.submission,
        account: item.account,
        operation: item.operation,
        airport: item.airport,
        kind: item.kind,
        report_on: item.report_on,
        shift: item.shift ?? null,
        correction: item.path.endsWith('/corrections'),
        receipt: sent.receipt,
        filed_at: now(),
      })
    }
  })
}

/** Whether an answer with this status settles the matter; the others mean "later": signed out, too fast, broken. */
export function isFinal(status: number, code: string): boolean {
  if (status === 401 || status === 408 || status === 425 || status === 429 || status >= 500) return false
  return !code.startsWith('csrf') && code !== 'session:csrf'
}

/** How long to wait before trying again by oneself, after so many tries that no answer came to. */
export function pauseAfter(failures: number): number {
  return Math.min(10_000 * 2 ** failures, 120_000)
}

/** Count what waits, and tell since when, in milliseconds of the phone's clock. */
export function waitingSince(items: readonly Waiting[]): { count: number; oldest: number | null } {
  const waiting = items.filter((item) => item.state === 'waiting')
  return { count: waiting.length, oldest: waiting.length > 0 ? Math.min(...waiting.map((item) => item.kept_at)) : null }
}

/**
 * Find the reports of an operation that went out from here with a referral due, of which the reader was not yet told.
 *
 * Takes what was filed with the newest first: a correction's receipt says what holds now.
 */
export function referralsUntold(filed: readonly Filed[], operation: string): Filed[] {
  const newest = filed.filter((each, at) => filed.findIndex(({ receipt }) => receipt.id === each.receipt.id) === at)
  return newest.filter((each) => each.operation === operation && each.receipt.referral_due_at && !each.told)
}
