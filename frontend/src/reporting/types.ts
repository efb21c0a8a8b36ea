/** What travels between the reporting screens and the server: the generated types under the words of the screens. */

import type {
  DecidedView,
  Others,
  OwnFigure,
  QueuedReport,
  QueuePage,
  ReceiptView,
  RemarkView,
  ReportRow,
  ReportsPage,
  ReportState,
  ReportView,
  TodayView,
  DayView,
  EditionView,
} from '../wire'

export type { OwnFigure, QueuePage, ReportRow }
/** What the server answers when it has taken a report in. */
export type Receipt = Pick<ReceiptView, 'id' | 'number' | 'state' | 'received_at' | 'version'> & Partial<ReceiptView>
export type State = ReportState
export type ReportPage = ReportsPage
export type QueueItem = QueuedReport
export type ValidationResult = DecidedView
export type Remark = RemarkView
/** What other countries see of a report: an edition, and the parts left out of it. */
export type OthersSee = Others
export type Today = TodayView
export type DueDay = DayView

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

export const STATES: readonly State[] = ['submitted', 'correction_asked', 'validated', 'held', 'withdrawn']

export type May = 'correct' | 'withdraw' | 'validate' | 'ask' | 'release'

/** An edition as the screens read it: its body made whole. */
export type Edition = Omit<EditionView, 'body'> & { body: ShownBody }
export type Report = Omit<ReportView, 'body' | 'editions'> & { body: ShownBody; editions: Edition[] }

/** The action in an answer's list, whether it says `correct` or `report:correct`. */
export function allows(may: readonly string[], action: May): boolean {
  return may.includes(action) || may.includes(`report:${action}`)
}
