/** The after-action report as the server sends it, and what drawing it needs to know. Pure, in whole steps. */

import type { BarDatum } from '../../charts/types'
import type { Row } from '../../feed/reducer'
import type * as wire from '../../wire'
import type {
  AfterAction,
  Cases,
  Changed,
  Day,
  Effort,
  FigureView,
  GoodsSeized,
  Hits,
  Incidents,
  Joined,
  Limited,
  Metrics,
  ObjectiveReached,
  Persons,
  Route,
  Seizures,
  Statement,
  Suspended,
  TargetReached,
  TotalWithParts,
  Unit,
  Valued,
  VictimsMet,
} from '../../wire'

export type { AfterAction, Cases, Changed, Day, Effort, Joined, Limited, Metrics, Persons, Route, Seizures, Statement, Suspended, TargetReached }
export type StageName = Statement['stage']
export type Figure = wire.Number
export type Goods = GoodsSeized
export type UnitGoods = Unit
export type Value = Valued
export type VictimsOf = VictimsMet
export type HitsOf = Hits
export type IncidentsOf = Incidents
export type Objective = ObjectiveReached
export type StatedTotal = TotalWithParts
/** What one figure opens to. */
export type Behind = FigureView

export const PERSON_CUTS = ['outcome', 'nationality', 'sex', 'age_band', 'role', 'country', 'airport'] as const

/** Read a figure at a stage; null where it is kept back. */
export function stepsOf(figure: Figure, stage: StageName): bigint | null {
  const value = figure[stage]
  return value === null ? null : BigInt(value)
}

export interface Naming {
  name: (code: string) => string
  /** Writes a value. */
  text: (steps: bigint) => string
  /** What stands where a value is kept back. */
  kept: string
}

/** Make bars of a cut: what is nothing at this stage is left out, what is kept back has a name and no length. */
export function barsOf(figures: readonly Figure[], stage: StageName, { name, text, kept }: Naming): BarDatum[] {
  return figures.flatMap((figure) => {
    const steps = stepsOf(figure, stage)
    if (steps === 0n) return []
    return [{ key: figure.key, label: name(figure.code), value: Number(steps ?? 0n), text: steps === null ? kept : text(steps) }]
  })
}

/** List the days on which something counts at this stage, in their order. */
export function daysWith(days: readonly Day[], stage: StageName): string[] {
  return days.filter((day) => stepsOf(day.all, stage) !== 0n).map(({ on }) => on).sort()
}

/** Make columns of days, those without a seizure between the first and the last too. */
export function columnsOf(days: readonly Day[], stage: StageName, label: (on: string) => string, text: (steps: bigint) => string): BarDatum[] {
  const found = new Map(days.map((day) => [day.on, day]))
  return between(daysWith(days, stage)).map((on) => {
    const day = found.get(on)
    const all = day ? (stepsOf(day.all, stage) ?? 0n) : 0n
    const late = day ? (stepsOf(day.late, stage) ?? 0n) : 0n
    const column: BarDatum = { key: day?.all.key ?? `seizures/occurred_on=${on}/seizure`, label: label(on), value: Number(all), text: text(all) }
    return late > 0n ? { ...column, hatched: Number(late), hatchedText: text(late) } : column
  })
}

const DAY_MS = 86_400_000
const LONGEST = 400

/** List every date from the first to the last of these; of a span too long to draw only those given. */
export function between(dates: readonly string[]): string[] {
  const sorted = [...dates].sort()
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return []
  const count = Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1
  if (count > LONGEST) return sorted
  return Array.from({ length: count }, (_, place) => new Date(Date.parse(first) + place * DAY_MS).toISOString().slice(0, 10))
}

const CHANGES = new Set(['report_filed', 'report_released', 'report_validated', 'reports_validated', 'report_corrected', 'report_withdrawn', 'file_imported'])

/** Count what changed figures behind a position, as far as the board's newest entries reach. */
export function newer(rows: ReadonlyMap<string, Row>, position: number): number {
  let count = 0
  for (const [key, row] of rows) {
    if (key.startsWith('log:') && Number(row['seq']) > position && CHANGES.has(String(row['kind']))) count += 1
  }
  return count
}

/** Read a figure's key: what is measured, its cell, and the unit. */
export function readKey(key: string): { measure: string; cell: [string, string][]; unit: string } {
  const [measure = '', ...rest] = key.split('/')
  const cell = rest.slice(0, -1).map((part): [string, string] => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)])
  return { measure, cell, unit: rest.at(-1) ?? '' }
}
