/** Who is signed in, and the seats held: read from the server, never guessed. */

import { api, ApiError, keepCsrfToken, whenSignedOut } from './api'
import { hearTime } from './clock.svelte'
import type { Action, Role, SeatView, SessionView } from '../wire'

export type { Action, Role }
export const ROLES = ['coordinator', 'ocu', 'ncp', 'officer', 'analyst', 'observer', 'donor'] as const satisfies readonly Role[]
/** A seat held and what it may do, like `report:file`; its operation is null on the platform, where operations are made. */
export type Seat = SeatView
export type Session = SessionView

type State = 'loading' | 'signed_in' | 'signed_out' | 'unreachable'

let state = $state<State>('loading')
let current = $state.raw<Session | null>(null)

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

/** Say whether any seat in an operation, or on the platform, gives an action; the server decides again. */
export function may(action: Action, code: string | null = null): boolean {
  return session.seats.some((seat) => (seat.operation === null || seat.operation.code === code) && seat.actions.includes(action))
}

/** Ask the server who we are. */
export async function loadSession(): Promise<void> {
  try {
    keep(await api.get<Session>('/session'))
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) forget()
    else if (current === null) state = 'unreachable'
  }
}

/** Keep a session the server just gave. */
export function keep(next: Session): void {
  current = next
  state = 'signed_in'
  keepCsrfToken(next.csrf)
  hearTime(next.server_now)
}

function forget(): void {
  current = null
  state = 'signed_out'
  keepCsrfToken(null)
}

/** End this session on the server, then here. */
export async function signOut(): Promise<void> {
  await api.delete('/session')
  forget()
}

whenSignedOut(forget)
