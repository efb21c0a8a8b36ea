/** What travels between the reporting screens and the server: the generated types under the words of the screens. */

import type {
  ActivityOutput,
  CorrectReport as Corrected,
  CountedInput as Counted,
  Database,
  DayView,
  DecidedView,
  Direction,
  FileReport as Filed,
  GoodsInput,
  HitOutput,
  IncidentOutput,
  MergeReports,
  NilOutput,
  Others,
  OwnFigure,
  PairsView,
  PairView,
  PartnerOutput,
  PersonOutput,
  QueuedReport,
  QueuePage,
  ReceiptView,
  Referral,
  ReportRow,
  ReportsPage,
  ReportState,
  ReportView,
  ShownSeizure,
  SummaryOutput,
  TodayView,
  VictimsOutput,
} from '../wire'

export type { Direction, OwnFigure, QueuePage, ReportRow }
/** What the server answers when it has taken a report in. */
export type Receipt = Pick<ReceiptView, 'id' | 'number' | 'state' | 'received_at' | 'version'> & Partial<ReceiptView>
export type State = ReportState
export type ReportPage = ReportsPage
export type QueueItem = QueuedReport
export type ValidationResult = DecidedView
/** What other countries see of a report: an edition, and the parts left out of it. */
export type OthersSee = Others
export type Today = TodayView
/** Two reports that may speak of one seizure. */
export type Twins = PairView
export type TwinsPage = PairsView
export type Share = MergeReports['share']
export type DueDay = DayView

export type Report = ReportView
/** A body as the server shows it: whole, but for persons, which are null to those who may not know of them. */
export type ShownBody = ReportView['body']

/** A body as a form writes it: whole as well, so that nothing is left for the server to fill in. */
export type Body = Seizure | Activity | Nil | Victims | Hit | Incident | Summary
export type Kind = Body['kind']
export type Seizure = Omit<ShownSeizure, 'goods' | 'persons' | 'related' | 'partners'> & {
  goods: Goods[]
  persons: Person[]
  related: number[]
  partners: Partner[]
}
export type Partner = PartnerOutput
export type Goods = GoodsInput
export type Person = PersonOutput
export type Activity = ActivityOutput
export type Nil = NilOutput
export type Summary = SummaryOutput
export type Victims = Omit<VictimsOutput, 'persons' | 'referrals'> & { persons: Counted[]; referrals: Referral[] }
export type Hit = HitOutput
export type Incident = IncidentOutput
export type FileReport = Required<Omit<Filed, 'body'>> & { body: Body }
export type CorrectReport = Required<Omit<Corrected, 'body'>> & { body: Body }

export type Shift = Today['shifts'][number]
export type CountName = Exclude<keyof Activity, 'kind' | 'report_on' | 'shift' | 'database_checks' | 'hits' | 'officers' | 'officer_hours'>
export const COUNTS = [
  'flights_monitored',
  'passengers_profiled',
  'passengers_checked',
  'bags_searched',
  'parcels_searched',
  'consignments_searched',
] as const satisfies readonly CountName[]
export type DatabaseName = Database
export const DATABASES = ['nominals', 'sltd', 'vehicles', 'national'] as const satisfies readonly Database[]

export const STATES: readonly State[] = ['submitted', 'correction_asked', 'validated', 'held', 'withdrawn']

export type May = 'correct' | 'withdraw' | 'validate' | 'ask' | 'release'

/** The action in an answer's list, whether it says `correct` or `report:correct`. */
export function allows(may: readonly string[], action: May): boolean {
  return may.includes(action) || may.includes(`report:${action}`)
}
