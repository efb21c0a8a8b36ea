/** Who is signed in, and the seats held: read from the server, never guessed. */

import { api, ApiError, keepCsrfToken, whenSignedOut } from './api'
import { hearTime } from './clock.svelte'

export const ROLES = ['coordinator', 'ocu', 'ncp', 'officer', 'analyst', 'observer', 'donor'] as const
export type Role = (typeof ROLES)[number]

export interface Seat {
  seat_id: string
  operation: string
  operation_name: string
  role: Role
  circles: string[]
  country?: string | null
  airport?: string | null
}

export interface Session {
  account: { account_id: string; label?: string | null; language?: string | null; can_plan?: boolean }
  csrf_token: string
  seats: Seat[]
  now?: string
}

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

/** Name the roles held in an operation. */
export function rolesIn(code: string): Role[] {
  return session.seats.filter((seat) => seat.operation === code).map((seat) => seat.role)
}

/** Find the seat with a role in an operation, the first when none is named. */
export function seatIn(code: string, role?: Role): Seat | null {
  return session.seats.find((seat) => seat.operation === code && (role === undefined || seat.role === role)) ?? null
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
  keepCsrfToken(next.csrf_token)
  if (next.now) hearTime(next.now)
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
