/** Who is signed in, and the seats held: read from the server, never guessed. */

import { dropShell } from '../offline/keeping'
import { keptSession, LEFT } from '../offline/session'
import { api, ApiError, keepCsrfToken, Unreachable, whenSignedOut } from './api'
import { Askings } from './askings'
import { hearTime } from './clock.svelte'
import { forgetEarly, TABS } from './early'
import { keepSpoken } from './outset'
import { whoIsHere } from './questions'
import type { Action, OperationName, Role, SeatView, SessionView } from '../wire'

export type { Action, Role }
export const ROLES = ['coordinator', 'ocu', 'ncp', 'officer', 'analyst', 'observer', 'donor'] as const satisfies readonly Role[]
/** A seat held and what it may do, like `report:file`; its operation is null on the platform, where operations are made. */
export type Seat = SeatView
export type Session = SessionView

type State = 'loading' | 'signed_in' | 'signed_out' | 'unreachable'

let state = $state<State>('loading')
let current = $state.raw<Session | null>(null)
let proven = $state(false)

/** How long an answer is waited for before the page opens by what the device kept. */
const PATIENCE_MS = 4000
/** The operations that this page was open to, by code, of the account signed in. */
const had = new Map<string, OperationName>()
/** Askings after who is here: an answer that a later one has overtaken says nothing. */
const askings = new Askings()

const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(TABS)

export const session = {
  get state(): State {
    return state
  },
  get current(): Session | null {
    return current
  },
  get seats(): Seat[] {
    return current?.seats ?? []
  },
  /** Whether the server said so to this page; else it is what the device kept of the last time. */
  get proven(): boolean {
    return proven
  },
}

/** List the seats held in an operation. */
export function seatsIn(code: string): Seat[] {
  return session.seats.filter((seat) => seat.operation?.code === code)
}

/** Name the roles held in an operation; a platform seat counts everywhere. */
export function rolesIn(code: string): Role[] {
  const own = seatsIn(code)
  const seats = own.length > 0 ? own : session.seats.filter((seat) => seat.operation === null)
  return seats.map((seat) => seat.role)
}

/** Find the seat with a role in an operation, the first when none is named. */
export function seatIn(code: string, role?: Role): Seat | null {
  return seatsIn(code).find((seat) => role === undefined || seat.role === role) ?? null
}

/**
 * Find an operation that this page or device knows as one of theirs and the server no longer does: the seat has ended. The
 * server says nothing of an operation to whom it opens nothing any more.
 */
export function leftOf(code: string): OperationName | null {
  if (current === null || !proven || rolesIn(code).length > 0) return null
  const seen = had.get(code)
  if (seen) return seen
  const kept = keptSession(localStorage, Date.now())
  if (kept?.account.id !== current.account.id) return null
  return kept.seats.find(({ operation }) => operation?.code === code)?.operation ?? null
}

/** Say whether any seat in an operation, or on the platform, gives an action; the server decides again. */
export function may(action: Action, code: string | null = null): boolean {
  return session.seats.some((seat) => (seat.operation === null || seat.operation.code === code) && seat.actions.includes(action))
}

/** Ask the server who we are. */
export async function loadSession(): Promise<void> {
  const timer = setTimeout(goByTheKept, PATIENCE_MS)
  const asking = askings.begin()
  try {
    const { body: found, at } = await api.heard<Session>(...whoIsHere)
    if (!asking.answered()) return
    // Another tab signed somebody else in: nothing of a page that is another's may stay on it.
    if (current !== null && current.account.id !== found.account.id) location.reload()
    if (localStorage.getItem(LEFT) === null) keep(found, at)
    else await leave(found.csrf)
  } catch (error) {
    // Of who is signed out we have heard already, by the one way in which every answer says it.
    if (error instanceof ApiError && error.status === 401) return void asking.answered()
    if (!goByTheKept() && current === null && state !== 'signed_out') state = 'unreachable'
  } finally {
    clearTimeout(timer)
  }
}

/** Go by who was signed in here when the server was last heard, if nobody has said anything else. */
function goByTheKept(): boolean {
  const kept = current === null && state !== 'signed_out' ? keptSession(localStorage, Date.now()) : null
  if (kept === null) return false
  current = kept
  state = 'signed_in'
  return true
}

/** Keep a session the server gave, just now or at an instant of this device's clock. */
export function keep(next: Session, at = Date.now()): void {
  const before = current?.account.id ?? null
  // Somebody else than the device took for granted: nothing of a page that was opened for another may stay on it.
  if (before !== null && !proven && before !== next.account.id) location.reload()
  if (before !== next.account.id) had.clear()
  for (const { operation } of next.seats) if (operation) had.set(operation.code, operation)
  current = next
  proven = true
  state = 'signed_in'
  localStorage.removeItem(LEFT)
  keepCsrfToken(next.csrf)
  hearTime(next.server_now, at)
  if (before !== next.account.id) tabs?.postMessage(next.account.id)
}

function forget(): void {
  keepCsrfToken(null)
  forgetEarly()
  // Who is out already has nothing to drop; what there is, another tab keeps for whoever signed in there.
  if (state === 'signed_out') return
  if (current !== null) tabs?.postMessage(null)
  current = null
  proven = false
  state = 'signed_out'
  keepSpoken(null)
  void dropShell()
}

/** End this session on the server, then here; where no server answers, here at once and there when it next does. */
export async function signOut(): Promise<void> {
  try {
    await api.delete('/session')
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    localStorage.setItem(LEFT, 'yes')
  }
  forget()
}

/** End a session that was left while no server answered. */
async function leave(csrf: string): Promise<void> {
  keepCsrfToken(csrf)
  await api.delete('/session')
  localStorage.removeItem(LEFT)
  forget()
}

whenSignedOut(forget)

/** Hear of it when another tab signs in or out; a tab that slept through it asks when it is looked at. */
export function hearOtherTabs(): void {
  tabs?.addEventListener('message', ({ data }: MessageEvent<string | null>) => {
    // While this page does not know yet who is here, whoever it was told of may just have gone.
    if (state !== 'loading' && data === (current?.account.id ?? null)) return
    forgetEarly()
    // Without a server nobody can say so; that somebody left stands on the device.
    if (data === null && localStorage.getItem(LEFT) !== null) forget()
    else void loadSession()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && state === 'signed_out') void loadSession()
  })
}
