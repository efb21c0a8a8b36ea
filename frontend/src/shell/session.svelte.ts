/** Who is signed in, and the seats held: read from the server, never guessed. */

import { dropShell } from '../offline/keeping'
import { keptSession } from '../offline/session'
import { api, ApiError, keepCsrfToken, Unreachable, whenSignedOut } from './api'
import { hearTime } from './clock.svelte'
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
/** Notes that somebody signed out while no server answered. */
const LEFT = 'signed-out'

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
 * Find an operation that this device knows as one of theirs and the server no longer does: the seat has ended. The server
 * says nothing of an operation to whom it opens nothing any more.
 */
export function leftOf(code: string): OperationName | null {
  if (current === null || !proven || rolesIn(code).length > 0) return null
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
  try {
    const found = await api.get<Session>('/session')
    if (localStorage.getItem(LEFT) === null) keep(found)
    else await leave(found.csrf)
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) forget()
    else if (!goByTheKept() && current === null) state = 'unreachable'
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

/** Keep a session the server just gave. */
export function keep(next: Session): void {
  // Somebody else than the device took for granted: nothing of a page that was opened for another may stay on it.
  if (current !== null && !proven && current.account.id !== next.account.id) location.reload()
  current = next
  proven = true
  state = 'signed_in'
  localStorage.removeItem(LEFT)
  keepCsrfToken(next.csrf)
  hearTime(next.server_now)
}

function forget(): void {
  current = null
  proven = false
  state = 'signed_out'
  keepCsrfToken(null)
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
