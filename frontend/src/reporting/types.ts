/** What travels between the reporting screens and the server, as `operations/reports/kinds.py` declares it. */

export type Direction = 'arrival' | 'transit' | 'departure'

export interface Goods {
  commodity: string
  quantity: string
  unit: string
  confirmed?: boolean
  estimated?: boolean
}

export interface Person {
  role: string
  sex: string
  age_band: string
  nationality: string | null
  outcome: string | null
}

export interface Seizure {
  kind: 'seizure'
  occurred: string
  fold: 0 | 1 | null
  direction: Direction
  origin: string | null
  destination: string | null
  conveyance: string
  concealment: string
  basis: string
  technique: string | null
  goods: Goods[]
  persons: Person[]
}

export const COUNTS = [
  'flights_monitored',
  'passengers_profiled',
  'passengers_checked',
  'bags_searched',
  'parcels_searched',
  'consignments_searched',
] as const
export type CountName = (typeof COUNTS)[number]
export const DATABASES = ['nominals', 'sltd', 'vehicles', 'national'] as const
export type DatabaseName = (typeof DATABASES)[number]

export type Activity = {
  kind: 'activity'
  report_on: string
  database_checks: Partial<Record<DatabaseName, number>>
  hits: Partial<Record<DatabaseName, number>>
  officers: number | null
  officer_hours: string | null
} & Record<CountName, number | null>

export interface Nil {
  kind: 'nil'
  report_on: string
}

export interface Summary {
  kind: 'summary'
  source: string
  totals: {
    measure: string
    commodity: string | null
    outcome: string | null
    value: string
    unit: string
    qualifier: string
  }[]
}

export type Body = Seizure | Activity | Nil | Summary
export type Kind = Body['kind']

/** A body as the server shows it: rows on persons are absent for those who may not see them. */
export type ShownBody = (Omit<Seizure, 'persons'> & { persons?: Person[] | null }) | Activity | Nil | Summary

export interface FileReport {
  id: string
  airport: string | null
  body: Body
  note: string
  phone_at: string
}

export interface CorrectReport {
  version: number
  body: Body
  note: string
  reason: string
  phone_at: string
}

/** What the server answers when it has taken a report in. */
export interface Receipt {
  id: string
  number: number
  state: State
  held_for?: string | null
  received_at: string
  version: number
}

export type State = 'submitted' | 'validated' | 'held' | 'withdrawn' | 'correction_asked'
export const STATES: readonly State[] = ['submitted', 'correction_asked', 'validated', 'held', 'withdrawn']

export type May = 'correct' | 'withdraw' | 'validate' | 'ask' | 'release'

export interface ReportRow {
  id: string
  number: number
  kind: Kind
  airport: string | null
  country: string | null
  state: State
  held_for: string | null
  question_open: boolean
  late: boolean
  beyond_limits: boolean
  edition: number
  validated_edition: number | null
  occurred_at: string | null
  occurred_on: string | null
  report_on: string | null
  received_at: string
  direction: Direction | null
  origin: string | null
  destination: string | null
  basis: string | null
  goods: { commodity: string; quantity: string; unit: string }[]
  persons: number | null
  version: number
}

export interface Edition {
  edition: number
  at: string
  received_at: string
  phone_at: string | null
  reason: string
  body: ShownBody
  note: string
}

/** A question put to the airport, or the reason of a withdrawal. */
export interface Remark {
  id: string
  kind: string
  text: string
  at: string
  answered_at: string | null
  edition: number
}

/** What other countries see of a report: an edition, and the parts left out of it. */
export interface OthersSee {
  edition: number
  without: string[]
}

export interface Report extends ReportRow {
  body: ShownBody
  persons_hidden: boolean
  note: string
  zone: string | null
  editions: Edition[]
  remarks: Remark[]
  others_see: OthersSee | null
  may: string[]
}

export interface ReportPage {
  items: ReportRow[]
  next: string | null
  total: number
}

export interface QueueItem extends ReportRow {
  others_see: OthersSee | null
}

export interface QueuePage {
  count: number
  oldest_at: string | null
  items: QueueItem[]
  next: string | null
}

export interface ValidationResult {
  id: string
  ok: boolean
  code: string | null
  params: Record<string, unknown>
  message: string | null
  version: number | null
}

export interface DueDay {
  on: string
  due_at: string
  state: 'reported' | 'nil' | 'late' | 'missing' | 'not_due'
  received_at: string | null
  activity: boolean
  nil: boolean
  voided: boolean
  results: number
}

/** A figure of one airport in whole steps of its unit; its two stages are never added together. */
export interface OwnFigure {
  measure: string
  commodity: string | null
  unit: string
  validated: string
  submitted: string
}

export interface Today {
  airport: { iata: string; name: string; city: string; country: string; zone: string }
  now: string
  phase: { index: number; kind: string; starts_at: string; ends_at: string } | null
  next: { kind: string; starts_at: string } | null
  controls: { level: string; measures: string[]; confirmed_at: string | null } | null
  days: DueDay[]
  figures: OwnFigure[]
  limits: string[]
  participation: string
}

/** The action in an answer's list, whether it says `correct` or `report:correct`. */
export function allows(may: readonly string[], action: May): boolean {
  return may.includes(action) || may.includes(`report:${action}`)
}
