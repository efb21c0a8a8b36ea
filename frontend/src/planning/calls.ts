/** What the planning pages ask of the server, and the shapes of its answers. */

import { api, ApiError } from '../shell/api'
import { askReference } from '../shell/countries'
import type {
  AnswerInvitation as AnswerSent,
  Changes,
  ChangeView,
  ExtendPhase,
  ConflictView,
  HeldSeat,
  Like,
  ListedAirports,
  MoveBoundary,
  NewSeat as SeatSent,
  OperationView,
  ParticipationView,
  PlanView,
  ReferenceView,
  ResolvedList,
  Resume,
  SavedPlan,
  SeatWithLink,
  ShiftSchedule,
  SpanView,
  Standing,
  Successor,
  Suspend,
  Where,
} from '../wire'
import type { Place } from './document'
import type { Draft } from './merging'

export type { ChangeView, ConflictView, HeldSeat, MoveBoundary, PlanView, SeatWithLink, Standing, Where }
export type PhaseSpan = SpanView
export type OperationLine = OperationView
export type Resolution = ResolvedList
/** What a table of airports meant, and what its column of codes is called. */
export type ListedFile = ListedAirports
/** What a pasted list meant, and how many airports it added to the plan. */
export type Added = Resolution & { added: number; column?: string | null }
export type Reference = ReferenceView
export type Participation = ParticipationView
/** What may be left out on the wire is said here: a form knows it. */
export type AnswerInvitation = Required<AnswerSent>
export type NewSeat = Required<SeatSent>

export interface Page<T> {
  items: T[]
  next: string | null
}

const at = (code: string): string => `/operations/${encodeURIComponent(code)}`

const MOVED_ON: readonly string[] = ['outdated', 'operation:published', 'operation:stopped']

/** Say whether a change was refused because somebody else had changed the plan before: then it is read again. */
export function movedOn(error: unknown): boolean {
  return error instanceof ApiError && MOVED_ON.includes(error.code)
}

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

/** Begin an operation, with an empty plan or like an earlier one whose operational phase begins on a day this time. */
export const draftOperation = (code: string, name: string, like: Like | null, key: string): Promise<OperationLine> =>
  api.post('/operations', { code, name, like }, key)

export const readPlan = (code: string): Promise<PlanView> => api.get(`${at(code)}/plan`)

export const savePlan = (code: string, version: number, { name, plan }: Draft, key: string): Promise<SavedPlan> =>
  api.put(`${at(code)}/plan`, { version, name, plan }, key)

export const publish = (code: string, version: number, afterTheFact: boolean, key: string): Promise<PlanView> =>
  api.post(`${at(code)}/publish`, { version, entered_after_the_fact: afterTheFact }, key)

export const moveBoundary = (code: string, move: MoveBoundary, key: string): Promise<PlanView> => api.post(`${at(code)}/boundaries`, move, key)

/** The changes of a plan under way that answer with the plan as it stands then. */
export interface ChangeCommands {
  extend: ExtendPhase
  shift: ShiftSchedule
  suspend: Suspend
  resume: Resume
}

export const changePlan = <How extends keyof ChangeCommands>(code: string, how: How, command: ChangeCommands[How], key: string): Promise<PlanView> =>
  api.post(`${at(code)}/${how}`, command, key)

export const readChanges = async (code: string): Promise<ChangeView[]> => (await api.get<Changes>(`${at(code)}/changes`)).items

export const cancel = (code: string, version: number, reason: string, key: string): Promise<OperationLine> =>
  api.post(`${at(code)}/cancel`, { version, reason }, key)

export const standDown = (code: string, version: number, where: Where, reason: string, key: string): Promise<OperationLine> =>
  api.post(`${at(code)}/stand-down`, { version, where, reason }, key)

export const searchAirports = async (text: string): Promise<Place[]> => (await api.get<Page<Place>>('/airports', { q: text, limit: 12 })).items

export const resolveAirports = (text: string): Promise<Resolution> => api.post('/airports/resolve', { text })

export const resolveAirportFile = (content: string): Promise<ListedFile> => api.post('/airports/resolve-file', { content })

export const readReference = (language: string): Promise<Reference> => askReference(language)

export const listParticipations = (code: string): Promise<Participation[]> => all(`${at(code)}/participations`)

export const answerInvitation = (code: string, answer: AnswerInvitation, key: string): Promise<Participation> =>
  api.post(`${at(code)}/answers`, answer, key)

export const listSeats = (code: string): Promise<HeldSeat[]> => all(`${at(code)}/seats`)

export const giveSeat = (code: string, seat: NewSeat, key: string): Promise<SeatWithLink> => api.post(`${at(code)}/seats`, seat, key)

const seatAt = (code: string, seat: string): string => `${at(code)}/seats/${encodeURIComponent(seat)}`

export const reissueLink = (code: string, seat: string, key: string, email: string | null = null): Promise<SeatWithLink> =>
  api.post(`${seatAt(code, seat)}/link`, { email }, key)

export const handOverSeat = (code: string, seat: string, to: Successor, key: string): Promise<SeatWithLink> => api.post(`${seatAt(code, seat)}/hand-over`, to, key)

export const takeSecondStepOff = (code: string, seat: string, key: string): Promise<HeldSeat> =>
  api.delete(`${seatAt(code, seat)}/second-step`, {}, key)

export const withdrawSeat = (code: string, seat: string, key: string): Promise<HeldSeat> => api.delete(seatAt(code, seat), {}, key)
