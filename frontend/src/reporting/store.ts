/** What the phone keeps in IndexedDB: drafts, what waits to be sent, and answers last seen. */

import { type DBSchema, type IDBPDatabase, openDB, type StoreValue } from 'idb'

import type { Form } from './forms'
import { STORE } from './kept'
import type { Kind, Receipt } from './types'

export interface Refusal {
  status: number
  code: string
  params: Record<string, unknown>
  message: string
  fields: { path: string; code: string; params: Record<string, unknown>; message: string }[]
}

export interface Draft {
  /** The report's own id for a new report; `correction:<id>` for the correction of one. */
  key: string
  report_id: string
  account: string
  operation: string
  airport: string | null
  kind: Kind
  form: Form
  /** For a correction: the version it was read at, the edition that was read, and the report's number. */
  version: number | null
  edition?: number
  number?: number
  touched_at: number
  refusal: Refusal | null
}

export interface Waiting {
  /** Made once for this content: the key under which the server takes it in once. */
  submission: string
  report_id: string
  account: string
  operation: string
  airport: string | null
  kind: Kind
  report_on: string | null
  shift?: string | null
  path: string
  body: unknown
  kept_at: number
  state: 'waiting' | 'refused'
  refusal: Refusal | null
  /** What it was written in; null for what is filed by one tap. */
  draft: Draft | null
}

export interface Filed {
  submission: string
  account: string
  operation: string
  airport: string | null
  kind: Kind
  report_on: string | null
  shift?: string | null
  correction: boolean
  receipt: Receipt
  filed_at: number
  /** Whether the reader was told of the referral that it says is due. */
  told?: boolean
}

interface Schema extends DBSchema {
  drafts: { key: string; value: Draft }
  outbox: { key: string; value: Waiting }
  filed: { key: string; value: Filed }
  seen: { key: string; value: unknown }
}

export type Store = IDBPDatabase<Schema>
export type Name = 'drafts' | 'outbox' | 'filed' | 'seen'

const KEYS: Readonly<Record<Name, string | null>> = { drafts: 'key', outbox: 'submission', filed: 'submission', seen: null }
export const NAMES = Object.keys(KEYS) as Name[]

const FILED_KEPT = 20

/** Open the phone's own database. */
export async function openStore(name = STORE): Promise<Store> {
  return openDB<Schema>(name, 1, {
    upgrade(db) {
      for (const name of NAMES) db.createObjectStore(name, { keyPath: KEYS[name] })
    },
  })
}

/** Name what is kept under by what it holds. */
export function keyOf(name: Name, value: object): string {
  return String((value as Record<string, unknown>)[KEYS[name] ?? ''])
}

/** List an account's drafts in an operation, the one last touched first. */
export async function drafts(db: Store, account: string, operation: string): Promise<Draft[]> {
  const all = await db.getAll('drafts')
  return all
    .filter((draft) => draft.account === account && draft.operation === operation)
    .sort((a, b) => b.touched_at - a.touched_at)
}

/** Keep one thing. The browser is told that this is all: what was typed last stays when the page is left in that moment. */
export async function putAtOnce<N extends Name>(db: Store, name: N, value: StoreValue<Schema, N>, key?: string): Promise<void> {
  const tx = db.transaction(name, 'readwrite')
  const put = tx.objectStore(name).put(value, key)
  tx.commit()
  await Promise.all([put, tx.done])
}

/** List what an account has waiting or refused, the oldest first. */
export async function outbox(db: Store, account: string): Promise<Waiting[]> {
  const all = await db.getAll('outbox')
  return all.filter((item) => item.account === account).sort((a, b) => a.kept_at - b.kept_at)
}

/** Whether anything waits on this device to be sent, whoever wrote it. */
export async function waits(db: Store): Promise<boolean> {
  return (await db.getAll('outbox')).some((item) => item.state === 'waiting')
}

/** Turn a draft into something to be sent, in one step: at no moment is it neither, or both. */
export async function keepForSending(db: Store, item: Waiting): Promise<void> {
  const tx = db.transaction(['drafts', 'outbox'], 'readwrite')
  const acts = [tx.objectStore('outbox').put(item), ...(item.draft ? [tx.objectStore('drafts').delete(item.draft.key)] : [])]
  tx.commit()
  await Promise.all([...acts, tx.done])
}

/** Turn what the server refused, or what still waits, back into a draft to go on with. */
export async function takeBack(db: Store, submission: string): Promise<Draft | null> {
  const tx = db.transaction(['drafts', 'outbox'], 'readwrite')
  const item = await tx.objectStore('outbox').get(submission)
  const draft = item?.draft ? { ...item.draft, refusal: item.refusal } : null
  if (item) await tx.objectStore('outbox').delete(submission)
  if (draft) await tx.objectStore('drafts').put(draft)
  await tx.done
  return draft
}

/** Note that the server has taken something in: it leaves the queue, its receipt stays. */
export async function noteFiled(db: Store, filed: Filed): Promise<void> {
  const tx = db.transaction(['outbox', 'filed'], 'readwrite')
  await tx.objectStore('outbox').delete(filed.submission)
  await tx.objectStore('filed').put(filed)
  const all = await tx.objectStore('filed').getAll()
  const old = all.sort((a, b) => b.filed_at - a.filed_at).slice(FILED_KEPT)
  for (const each of old) await tx.objectStore('filed').delete(each.submission)
  await tx.done
}

/** Forget what an account was answered here. What it typed into the watch log lies beside that, and is no answer. */
export async function forgetAnswers(db: Store, account: string): Promise<void> {
  for (const key of await db.getAllKeys('seen')) {
    if (key.startsWith(`${account} `) && !key.startsWith(`${account} watch `)) await db.delete('seen', key)
  }
  for (const filed of await db.getAll('filed')) {
    if (filed.account === account) await db.delete('filed', filed.submission)
  }
}
