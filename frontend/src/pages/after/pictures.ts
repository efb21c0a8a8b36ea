/** What the pictures are drawn from: figures of the server brought to labels. Pure. */

import type { BandDatum, BarDatum, HeatDatum, RibbonDatum } from '../../charts/types'
import type { CrossTable, Flows, Hours, Number as Figure, PersonsNumber } from '../../wire'
import { between, stepsOf, type StageName } from './document'

export type { CrossTable, Flows, Hours }
export type Cell = Figure | PersonsNumber

const FAINT = new Set(['not_known', 'rest'])

interface Words {
  place: (dimension: string, code: string) => string
  rest: (count: number) => string
  value: (steps: bigint) => string
}

/** Name the bands and ribbons of a picture. */
export function drawn(flows: Flows, words: Words): { bands: BandDatum[]; ribbons: RibbonDatum[] } {
  const { columns } = flows.picture
  const bands = flows.picture.bands.map((band): BandDatum => {
    // What only passes is named by the places before and after it.
    const places = band.passes ? band.code.split('/') : [band.code]
    const named = places.map((code, index) => (code === 'rest' ? words.rest(band.places) : words.place(columns[band.passes ? band.column - 1 + 2 * index : band.column] ?? '', code)))
    return {
      column: band.column,
      code: band.code,
      label: named.join(' → '),
      short: band.code === 'rest' ? `+${band.places}` : band.code.includes('-') ? `${band.code.split('-')[0]}…` : (named[0] ?? ''),
      text: words.value(BigInt(band.value)),
      at: band.at,
      size: band.size,
      key: band.figure,
      faint: places.some((code) => FAINT.has(code)),
      passes: band.passes,
    }
  })
  const ribbons = flows.picture.ribbons.map((ribbon): RibbonDatum => {
    const [begins, ends] = [bands[ribbon.begins], bands[ribbon.ends]]
    return {
      begins: ribbon.begins,
      ends: ribbon.ends,
      label: [begins, ends].find((band) => band?.passes)?.label ?? `${begins?.label ?? ''} → ${ends?.label ?? ''}`,
      text: words.value(BigInt(ribbon.value)),
      leaves: ribbon.leaves_at,
      arrives: ribbon.arrives_at,
      size: ribbon.size,
      key: ribbon.figure,
      faint: begins?.faint === true || ends?.faint === true,
    }
  })
  return { bands, ribbons }
}

export interface Moments {
  /** The hours of the day over all days, all 24 of them. */
  ofDay: BarDatum[]
  days: string[]
  /** `2026-11-23:14` → its cell. */
  cells: Map<string, HeatDatum>
}

/** Lay hours out: every hour of the day, and every day between the first and the last. */
export function momentsOf(hours: Hours, stage: StageName, text: (steps: bigint) => string): Moments {
  const found = new Map(hours.of_day.map((each) => [each.hour, each]))
  const ofDay = Array.from({ length: 24 }, (_, place): BarDatum => {
    const hour = String(place).padStart(2, '0')
    const each = found.get(hour)
    const all = each ? (stepsOf(each.all, stage) ?? 0n) : 0n
    const late = each ? (stepsOf(each.late, stage) ?? 0n) : 0n
    const dimension = hours.clock === 'utc' ? 'utc_hour' : 'occurred_hour'
    const bar: BarDatum = { key: each?.all.key ?? `seizures/${dimension}=${hour}/seizure`, label: hour, value: Number(all), text: text(all) }
    return late > 0n ? { ...bar, hatched: Number(late), hatchedText: text(late) } : bar
  })
  const some = hours.hours.filter((each) => stepsOf(each.all, stage) !== 0n)
  const cells = new Map(
    some.map((each): [string, HeatDatum] => {
      const all = stepsOf(each.all, stage) ?? 0n
      const late = stepsOf(each.late, stage) ?? 0n
      return [`${each.on}:${each.hour}`, { key: each.all.key, value: Number(all), text: text(all), hatched: Number(late), hatchedText: text(late) }]
    }),
  )
  return { ofDay, days: between(some.map((each) => each.on)), cells }
}

/** Read which table of two dimensions an address asks for; a quantity is of one commodity unless cut by commodity. */
export function crossQuery(query: URLSearchParams, units: readonly string[]): Record<string, string | null> {
  const measure = query.get('count') ?? 'seizures'
  const rows = query.get('rows') ?? 'airport'
  const columns = query.get('columns') ?? 'basis'
  const [commodity = '', unit = ''] = (query.get('of') ?? '').split(':')
  const byGoods = rows === 'commodity' || columns === 'commodity'
  if (measure === 'quantity') return { measure, rows, columns, commodity: (byGoods ? '' : commodity) || null, unit: unit || (units[0] ?? 'mg') }
  return { measure, rows, columns, commodity: (measure === 'seizures' && !byGoods && commodity) || null }
}

const ONE_UNIT: Readonly<Record<string, string>> = { mg: 'kg', ml: 'l' }

/** Name the one unit in which all cells of a table are written. */
export function tableUnit(step: string): string {
  return ONE_UNIT[step] ?? step
}
