/** What the planning pages ask of the server, and the shapes of its answers. */

import { api } from '../shell/api'
import type { Role } from '../shell/session.svelte'
import type { Handling, Level, Moment, PhaseKind, Place, Plan } from './document'
import type { Draft } from './merging'
import type { Problem } from './problems'
import type { MeasureLine } from './targets'

export interface Page<T> {
  items: T[]
  next: string | null
}

export interface PhaseSpan {
  index: number
  kind: PhaseKind
  starts_at: string
  ends_at: string
}

/** What an operation's list and its plan say alike. */
interface Stage {
  code: string
  name: string
  version: number
  edition: number
  published_at: string | null
  cancelled_at: string | null
  stood_down_at: string | null
  stop_reason: string | null
  starts_at: string | null
  ends_at: string | null
  phases: PhaseSpan[]
}

export interface OperationLine extends Stage {
  roles: Role[]
  handling: Handling
  lead: string
  airports: number
  countries: number
  created_at: string
}

export interface PlanView extends Stage {
  saved_at: string
  plan: Plan
  places: Place[]
  problems: Problem[]
  /** What the server makes of the plan at each airport. */
  gantt: { airport: string; zone: string; bars: { phase: number; kind: PhaseKind; starts_at: string; ends_at: string }[] }[]
  report_days: number
  expected_returns: number
}

export interface Resolution {
  found: Place[]
  unknown: { written: string; suggestion: string | null }[]
  repeated: string[]
}

export interface Reference {
  categories: { code: string; commodities: { code: string; units: string[] }[] }[]
  levels: { code: Level; measures: string[] }[]
  measures: MeasureLine[]
  codes: Record<string, string[]>
  countries: Record<string, string>
  zones: string[]
}

export type Standing = 'invited' | 'accepted' | 'limited' | 'declined'

export interface Participation {
  country: string
  state: Standing
  limits: string[]
  note: string | null
  invited_at: string
  answered_at: string | null
  version: number
  airports: string[]
  ncp_seated: boolean
  may_answer: boolean
}

export interface AnswerInvitation {
  version: number
  country: string
  answer: 'accept' | 'limit' | 'decline'
  limits: string[]
  note: string
}

export interface HeldSeat {
  id: string
  role: Role
  country: string | null
  airport: string | null
  unit: string | null
  name: string | null
  given_at: string
  withdrawn_at: string | null
  link: { state: 'waiting' | 'used' | 'expired' | 'withdrawn'; expires_at: string } | null
}

/** A seat with its sign-in link, which is shown this once; null when the answer had to be repeated. */
export interface SeatWithLink {
  seat: HeldSeat
  link: string | null
}

export interface NewSeat {
  role: Role
  country: string | null
  airport: string | null
  unit: string | null
  name: string
  language: string
}

export interface MoveBoundary {
  version: number
  phase: number
  edge: 'start' | 'end'
  moment: Moment
  reason: string
}

const at = (code: string): string => `/operations/${encodeURIComponent(code)}`

/** Read every page of a list that one looks at as a whole. */
async function all<T>(path: string): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await api.get<Page<T>>(path, { limit: 200, cursor })
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return items
}

export const listOperations = (): Promise<OperationLine[]> => all('/operations')

export const draftOperation = (code: string, name: string, key: string): Promise<OperationLine> => api.post('/operations', { code, name }, key)

export const readPlan = (code: string): Promise<PlanView> => api.get(`${at(code)}/plan`)

export const savePlan = (code: string, version: number, { name, plan }: Draft, key: string): Promise<PlanView> =>
  api.put(`${at(code)}/plan`, { version, name, plan }, key)

export const publish = (code: string, version: number, afterTheFact: boolean, key: string): Promise<PlanView> =>
  api.post(`${at(code)}/publish`, { version, entered_after_the_fact: afterTheFact }, key)

export const moveBoundary = (code: string, move: MoveBoundary, key: string): Promise<PlanView> => api.post(`${at(code)}/boundaries`, move, key)

export const stop = (code: string, how: 'cancel' | 'stand-down', version: number, reason: string, key: string): Promise<OperationLine> =>
  api.post(`${at(code)}/${how}`, { version, reason }, key)

export const searchAirports = async (text: string): Promise<Place[]> => (await api.get<Page<Place>>('/airports', { q: text, limit: 12 })).items

export const resolveAirports = (text: string): Promise<Resolution> => api.post('/airports/resolve', { text })

export const readReference = (language: string): Promise<Reference> => api.get('/reference', { language })

export const listParticipations = (code: string): Promise<Participation[]> => all(`${at(code)}/participations`)

export const answerInvitation = (code: string, answer: AnswerInvitation, key: string): Promise<Participation> =>
  api.post(`${at(code)}/answers`, answer, key)

export const listSeats = (code: string): Promise<HeldSeat[]> => all(`${at(code)}/seats`)

export const giveSeat = (code: string, seat: NewSeat, key: string): Promise<SeatWithLink> => api.post(`${at(code)}/seats`, seat, key)

const seatAt = (code: string, seat: string): string => `${at(code)}/seats/${encodeURIComponent(seat)}`

export const reissueLink = (code: string, seat: string, key: string): Promise<SeatWithLink> => api.post(`${seatAt(code, seat)}/link`, {}, key)

export const withdrawSeat = (code: string, seat: string, key: string): Promise<HeldSeat> => api.delete(seatAt(code, seat), {}, key)
