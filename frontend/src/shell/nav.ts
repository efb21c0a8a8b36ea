/** Which pages a role uses, in the order of its work, and the key that goes there. */

import type { Role, Seat } from './session.svelte'
import { type PageName, to, type View } from './routes'

export const KEYS: Readonly<Record<View, string>> = {
  board: 'b',
  plan: 'p',
  report: 'n',
  reports: 'r',
  queue: 'q',
  after: 'a',
  people: 'e',
  log: 'l',
  'my-airport': 'm',
  import: 'i',
  donor: 'd',
}

const PAGES: Readonly<Record<Role, readonly View[]>> = {
  coordinator: ['board', 'plan', 'queue', 'reports', 'after', 'people', 'log'],
  ocu: ['board', 'queue', 'reports', 'after', 'plan', 'log'],
  ncp: ['board', 'queue', 'reports', 'after', 'plan', 'people', 'log'],
  officer: ['my-airport', 'report', 'reports', 'board', 'after'],
  analyst: ['board', 'reports', 'after', 'plan'],
  observer: ['board', 'after', 'plan'],
  donor: ['donor'],
}

/** List the pages of someone who holds these roles, each once. */
export function pagesFor(roles: readonly Role[]): View[] {
  return [...new Set(roles.flatMap((role) => PAGES[role]))]
}

/** Say whether a page has anything for these roles: to a donor all but its own is as if it did not exist, to nobody's seat all. */
export function opens(roles: readonly Role[], name: PageName): boolean {
  return roles.some((role) => role !== 'donor' || name === 'donor' || name === 'after')
}

/** Say where an operation opens: on the plan while an answer to its invitation is awaited, else on the first of one's pages. */
export function firstPage(roles: readonly Role[], answerAwaited: boolean): View | null {
  return answerAwaited ? 'plan' : (pagesFor(roles)[0] ?? null)
}

/** Say where someone lands after signing in: the only operation there is, or the list of them. */
export function landing(seats: readonly Seat[]): string {
  const codes = [...new Set(seats.flatMap((seat) => (seat.operation ? [seat.operation.code] : [])))]
  const [only] = codes
  const first = firstPage(
    seats.map((seat) => seat.role),
    seats.some((seat) => seat.answer_awaited),
  )
  if (only === undefined || codes.length > 1 || seats.some((seat) => seat.operation === null) || first === null) return '/operations'
  return to(only, first)
}
