/** The queue of this phone as state: what waits, what came back, what was filed; and when it is sent. */

import { api, ApiError, newKey, Unreachable } from '../shell/api'
import { session } from '../shell/session.svelte'
import { tellUnsent } from '../shell/unsent.svelte'
import { type Alone, isFinal, pauseAfter, sendAll, type Sent } from './outbox'
import { drafts, type Filed, keepForSending, openStore, outbox, putAtOnce, type Refusal, type Store, takeBack, type Draft, type Waiting } from './store'
import type { Receipt } from './types'
import { storeOfThisPage } from './unkept'

let items = $state.raw<Waiting[]>([])
let filed = $state.raw<Filed[]>([])
let sending = $state(false)
let now = $state(Date.now())
let unkept = $state(false)
let drafted = $state(0)

let device: Promise<Store> | null = null
let ofThisPage: Promise<Store> | null = null

/**
 * Work on what this device keeps. Where it keeps nothing, because no room is left or the window is private, work on
 * what lasts as long as this page, and let the reader know.
 */
async function withStore<T>(work: (db: Store) => Promise<T>): Promise<T> {
  if (ofThisPage) return work(await ofThisPage)
  device ??= openStore()
  try {
    return await work(await device)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    ofThisPage ??= device.catch(() => null).then(storeOfThisPage)
    unkept = true
    return work(await ofThisPage)
  }
}

export const queue = {
  /** Whether what is written here would be lost with this page. */
  get unkept(): boolean {
    return unkept
  },
  /** What waits or was refused, oldest first, of the account signed in. */
  get items(): Waiting[] {
    return items
  },
  /** What the server took in lately from this phone, newest first. */
  get filed(): Filed[] {
    return filed
  },
  get sending(): boolean {
    return sending
  },
  /** The phone's clock, by which ages in the queue are told. */
  get now(): number {
    return now
  },
  /** How often another tab has told that a draft was written on, or let go. */
  get drafted(): number {
    return drafted
  },
}

/** Name the account whose drafts these are; a phone is passed from hand to hand. */
export function accountId(): string {
  return session.current?.account.id ?? ''
}

/** What tabs tell each other: that the queue changed, or a draft. */
type Told = 'queue' | 'draft'
const heard = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('reporting')
const tell = (told: Told): void => heard?.postMessage(told)

/** Read the queue again, as another tab may have changed it. */
export async function readQueue(): Promise<void> {
  const account = accountId()
  const [waiting, known] = await withStore((db) => Promise.all([outbox(db, account), db.getAll('filed')]))
  // Both at once: what leaves the queue is in the same moment among what was filed.
  items = waiting
  const unsent = waiting.filter((item) => item.state === 'waiting')
  tellUnsent({ account, count: unsent.length, operation: unsent[0]?.operation ?? null })
  filed = known.filter((each) => each.account === account).sort((a, b) => b.filed_at - a.filed_at)
}

async function changed(): Promise<void> {
  await readQueue()
  tell('queue')
}

export interface Letter {
  report_id: string
  operation: string
  airport: string | null
  kind: Waiting['kind']
  report_on: string | null
  shift?: string | null
  path: string
  body: unknown
  draft: Draft | null
}

/** Put something into the queue under a key of its own, and begin to send everything. Returns the key, once it is kept. */
export async function post(letter: Letter): Promise<string> {
  const submission = newKey()
  const item: Waiting = { ...letter, submission, account: accountId(), kept_at: Date.now(), state: 'waiting', refusal: null }
  const kept = $state.snapshot(item) as Waiting
  await withStore((db) => keepForSending(db, kept))
  // What waits to be sent is not the browser's to throw away when the device runs short.
  void navigator.storage?.persist?.().catch(() => false)
  more = sending = true
  await changed()
  void sendQueue()
  return submission
}

/** Take something out of the queue to go on writing; null when it was filed by one tap and has no form. */
export async function reopen(submission: string): Promise<Draft | null> {
  const draft = await withStore((db) => takeBack(db, submission))
  await changed()
  return draft
}

// Only one tab sends at a time. Without TLS from another machine there are no locks: then one page still sends in turn.
let turn: Promise<unknown> = Promise.resolve()
const alone: Alone = (work) => {
  if (navigator.locks) return navigator.locks.request('reporting-outbox', work) as ReturnType<typeof work>
  const next = turn.then(work, work)
  turn = next
  return next
}

// How often in a row something was left waiting, and when it is tried again with nobody's help.
let failures = 0
let again = 0
let running: Promise<void> | null = null
/** Raised by what was put into the queue while it was being sent. */
let more = false

/** Send what waits, if anything does; safe to call as often as one likes. */
export function sendQueue(): Promise<void> {
  running ??= sendInTurns()
  return running
}

async function sendInTurns(): Promise<void> {
  try {
    do {
      more = false
      await sendOnce()
    } while (more)
  } finally {
    // In the same step as the last look at `more`: what comes now begins anew.
    running = null
    sending = false
  }
}

async function sendOnce(): Promise<void> {
  // What the device kept of who is signed in proves nothing to the server.
  if (!session.proven || !items.some((item) => item.state === 'waiting')) return
  sending = true
  try {
    await withStore((db) => sendAll(db, accountId(), send, alone, Date.now))
  } finally {
    await changed()
    failures = items.some((item) => item.state === 'waiting') ? failures + 1 : 0
    again = Date.now() + pauseAfter(Math.max(0, failures - 1))
  }
}

async function send(item: Waiting): Promise<Sent> {
  try {
    return { is: 'filed', receipt: await api.post<Receipt>(item.path, item.body, item.submission) }
  } catch (error) {
    if (error instanceof Unreachable) return { is: 'unsent' }
    if (!(error instanceof ApiError)) throw error
    return isFinal(error.status, error.code) ? { is: 'refused', refusal: refusalOf(error) } : { is: 'unsent' }
  }
}

function refusalOf(error: ApiError): Refusal {
  const { status, code, params, said, fields } = error
  return { status, code, params, message: said, fields: fields.map((field) => ({ ...field })) }
}

/** Make a refusal that was kept into the error it was, for the words of the shell. */
export function errorOf(refusal: Refusal): ApiError {
  const { status, code, params, message, fields } = refusal
  return new ApiError(status, { code, params, message, fields })
}

/** Note that the reader was told of the referrals due for these reports; no page need say it again. */
export async function toldOfReferrals(reports: readonly string[]): Promise<void> {
  const news = filed.filter((each) => each.receipt.referral_due_at && !each.told && reports.includes(each.receipt.id))
  if (news.length === 0) return
  await withStore((db) => Promise.all(news.map((each) => db.put('filed', { ...each, told: true }))))
  await changed()
}

/** Send whenever there is hope: the network is back, the page is looked at, some time has passed. Returns the undoing. */
export function keepSending(): () => void {
  const attempt = (): void => void readQueue().then(sendQueue)
  const look = (): void => {
    if (document.visibilityState === 'visible') attempt()
  }
  const told = ({ data }: MessageEvent<Told>): void => {
    if (data === 'draft') drafted += 1
    else void readQueue()
  }
  const timer = setInterval(() => {
    now = Date.now()
    if (navigator.onLine && now >= again) void sendQueue()
  }, 5_000)
  addEventListener('online', attempt)
  addEventListener('focus', attempt)
  document.addEventListener('visibilitychange', look)
  heard?.addEventListener('message', told)
  attempt()
  return () => {
    clearInterval(timer)
    removeEventListener('online', attempt)
    removeEventListener('focus', attempt)
    document.removeEventListener('visibilitychange', look)
    heard?.removeEventListener('message', told)
  }
}

/** List the drafts of the account signed in. */
export async function myDrafts(operation: string): Promise<Draft[]> {
  return withStore((db) => drafts(db, accountId(), operation))
}

let writes: Promise<unknown> = Promise.resolve()

/** Keep a draft as it stands now; writes are made in the order of the keystrokes. */
export function keepDraft(draft: Draft): Promise<void> {
  const copy = $state.snapshot(draft) as Draft
  return inTurn(writes.then(() => withStore((db) => putAtOnce(db, 'drafts', copy))))
}

/** Let a draft go. */
export function dropDraft(key: string): Promise<void> {
  return inTurn(writes.then(() => withStore((db) => db.delete('drafts', key))))
}

function inTurn(write: Promise<void>): Promise<void> {
  writes = write.then(
    () => tell('draft'),
    () => undefined,
  )
  return write
}

/** Keep the last answer to a question, to show it when there is no network; null when there never was one. */
export async function remember<T>(key: string, value: T): Promise<void> {
  await withStore((db) => putAtOnce(db, 'seen', value, `${accountId()} ${key}`))
}
export async function recall<T>(key: string): Promise<T | null> {
  return ((await withStore((db) => db.get('seen', `${accountId()} ${key}`))) as T | undefined) ?? null
}
