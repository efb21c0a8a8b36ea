/** Reports in words: quantities, goods, days and refusals as the screens say them. */

import { placeName } from '../board/say'
import { explain } from '../shell/api'
import { countryName, dateOn, moment, number } from '../shell/numbers.svelte'
import { isMoney } from '../shell/units'
import { code, t, tOr } from '../shell/words.svelte'
import type { Change } from './difference'
import { readBack, short } from './quantity'
import { errorOf } from './sending.svelte'
import type { Refusal } from './store'
import type { ReportRow } from './types'

/** Name a unit as it stands beside a number. */
export function unitShort(unit: string): string {
  return isMoney(unit) ? unit : tOr(`codes:unit.${unit}.short`, unit)
}

/** Name a unit in full, as a list offers it. */
export function unitName(unit: string): string {
  return isMoney(unit) ? unit : tOr(`codes:unit.${unit}.name`, unit)
}

/** Read a plain decimal quantity back in units no separator could disguise; null when it is too fine for its unit. */
export function readBackText(value: string, unit: string): string | null {
  const parts = readBack(value, unit)
  return parts?.map(([amount, each]) => `${number(amount)}\u00a0${unitShort(each)}`).join(' ') ?? null
}

/** Say what typed digits may mean where a separator leaves two readings; of a unit not yet chosen nothing is claimed. */
export function readingText(value: string, unit: string): string {
  return (unit && readBackText(value, unit)) || number(short(value))
}

/** Write a quantity with its unit: "4.2 kg" in the reader's digits. */
export function quantityText(value: string, unit: string): string {
  return `${number(value)}\u00a0${unitShort(unit)}`
}

/** Say the goods of a report in one line. */
export function goodsText(goods: ReportRow['goods']): string {
  return goods.map((each) => `${quantityText(each.quantity, each.unit)} ${code('commodity', each.commodity)}`).join(' · ')
}

/** List the goods of a report as the downloaded file does: the commodity first. */
export function goodsList(goods: ReportRow['goods']): string {
  return goods.map((each) => `${code('commodity', each.commodity)} ${quantityText(each.quantity, each.unit)}`).join('; ')
}

/** Name a report by what it says: its goods, or its kind and day. */
export function titleOf(row: ReportRow): string {
  if (row.goods.length > 0) return goodsText(row.goods)
  const kind = code('report_kind', row.kind)
  return row.report_on ? [kind, [dateOn(row.report_on), row.kind === 'seizure' || !row.shift ? null : code('shift', row.shift)].filter(Boolean).join(' ')].join(' · ') : kind
}

/** Say why a report is held: one reason or several. */
export function heldText(held: string | null): string {
  if (!held) return ''
  return held.split(/[ ,]+/).map((each) => code('held_for', each)).join(' · ')
}

/** Say a refusal that was kept: what is wrong at its fields, or as a whole. */
export function refusalText(refusal: Refusal): string {
  const single = (each: Omit<Refusal, 'fields' | 'status'>): string => explain(errorOf({ ...each, status: refusal.status, fields: [] }))
  return refusal.fields.length > 0 ? [...new Set(refusal.fields.map(single))].join(' ') : single(refusal)
}

/** Say where a merged report is counted, as far as its reader may know. */
export function mergedText(into: NonNullable<ReportRow['merged_into']>): string {
  return into.number === null ? t('reports:merged.elsewhere') : t('reports:merged.into', { number: String(into.number) })
}

const PLACES = new Set(['origin', 'destination', 'intended_destination'])
const CODED: Readonly<Record<string, string>> = {
  direction: 'direction',
  conveyance: 'conveyance',
  concealment: 'concealment',
  basis: 'basis',
  technique: 'technique',
  place: 'place',
  value_basis: 'value_basis',
  agency: 'agency',
  commodity: 'commodity',
  role: 'person_role',
  sex: 'sex',
  age_band: 'age_band',
  outcome: 'outcome',
  met: 'met',
  exploitation: 'exploitation',
  to: 'referred_to',
  database: 'database',
  concern: 'concern',
  verification: 'verification',
  action: 'hit_action',
  type: 'incident',
  severity: 'severity',
}

/** Name the field of a change: "Goods 1 · Quantity". */
export function fieldName(path: string): string {
  return path
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? number(Number(part)) : fieldWord(part)))
    .join(' · ')
}

function fieldWord(name: string): string {
  return tOr(`reports:field.${name}`, '') || tOr(`codes:measure.${name}`, '') || code('database', name)
}

/** Name a column of a file: a field, or what a database was asked. */
export function columnName(column: string): string {
  const [asked, database] = [column.split('_')[0] ?? '', column.slice(column.indexOf('_') + 1)]
  if (asked === 'checks' || asked === 'hits') return `${code('measure', asked === 'checks' ? 'database_checks' : 'hits')} · ${code('database', database)}`
  return tOr(`reports:field.${column}`, '') || tOr(`reports:template.${column}`, '') || tOr(`codes:measure.${column}`, column)
}

/** Say one side of a change. */
export function valueText(path: string, value: string): string {
  const parts = path.split('.')
  const name = parts.at(-1) ?? ''
  if (parts[0] === 'transit' || (parts[0] === 'partners' && name === 'place')) return placeName(value)
  const list = CODED[name]
  if (list) return code(list, value)
  if (PLACES.has(name)) return placeName(value)
  if (name === 'nationality' || name === 'citizenship') return countryName(value)
  if (name === 'occurred') return wallText(value)
  if (name === 'report_on') return dateOn(value)
  if (name === 'estimated') return t('reports:field.estimated')
  const [amount = '', unit] = value.split(' ')
  if ((name === 'quantity' || name === 'value') && unit) return readBackText(amount, unit) ?? quantityText(amount, unit)
  return /^\d+(\.\d+)?$/.test(value) ? number(value) : value
}

/** Say a change as one line: field, before, after. */
export function changeText(change: Change): { field: string; before: string; after: string } {
  const side = (value: string | null): string => (value === null ? t('reports:not_given') : valueText(change.path, value))
  return { field: fieldName(change.path), before: side(change.before), after: side(change.after) }
}

/** Write a wall time as typed, without a zone of ours coming between. */
export function wallText(wall: string): string {
  return moment(`${wall}:00Z`, 'UTC', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
}
