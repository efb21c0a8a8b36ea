/** What pages ask first, by their addresses and the seats somebody holds. Pure: the lines in the page itself ask it too. */

import type { SeatView } from '../wire'
import type { Question } from './address'
import type { Route } from './routes'

/** How many reports an airport's page shows. */
export const SHOWN = 20

/** What an airport is called in an address; nothing else is asked about, whatever somebody's link says. */
const IATA = /^[A-Z]{3}$/

export const whoIsHere: Question = ['/session']

export const dayAt = (code: string, airport: string): Question => [`/operations/${code}/airports/${airport}/today`]

export const lastReportsAt = (code: string, airport: string): Question => [`/operations/${code}/reports`, { airport, sort: '-received_at', limit: SHOWN }]

export const referralsOpenAt = (code: string, airport: string): Question => [`/operations/${code}/reports`, { airport, referral: 'open', sort: 'received_at', limit: SHOWN }]

export const afterAction = (code: string, commodity: string | null): Question => [`/operations/${encodeURIComponent(code)}/after-action`, { commodity }]

/** List what a page asks first. What follows from more than its address and the seats it asks later, by itself. */
export function askedFirst({ page, code, item }: Route, query: URLSearchParams, seats: readonly SeatView[]): Question[] {
  const own = seats.filter(({ operation }) => operation?.code === code)
  const named = query.get('airport') ?? own.find(({ role }) => role === 'officer')?.airport
  const airport = named && IATA.test(named) ? named : null
  if (code === null || own.length === 0) return []
  if (page === 'my-airport' && airport) return [dayAt(code, airport), lastReportsAt(code, airport), referralsOpenAt(code, airport)]
  if (page === 'report' && airport && item === null) return [dayAt(code, airport)]
  if (page === 'after' && own.some(({ role }) => role !== 'donor')) return [afterAction(code, query.get('commodity') || null)]
  return []
}
