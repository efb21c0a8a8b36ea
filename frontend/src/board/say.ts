/** Codes and numbers of the board as sentences and labels in the reader's language. */

import { limitWordsOf } from '../planning/limits'
import { countryName, dateOn, number } from '../shell/numbers.svelte'
import { fromSteps, isMoney, readIn, rounded } from '../shell/units'
import { code, t, tOr } from '../shell/words.svelte'
import type { Counter } from './counters'
import type { FilterName } from './filter'
import { unitName } from './onWatch'
import type { LogRow } from './rows'

/** Units that only repeat what the measure's name says. */
const SAID_BY_MEASURE = new Set('seizure report person check hit flight bag parcel consignment officer message incident'.split(' '))

/** Dimensions that name places of a route; several of transit are one code, in their order. */
const WAY = new Set(['origin', 'transit', 'onward', 'destination'])

export interface Figure {
  text: string
  unit: string
}

/** Write a value in the unit people read it in; `exact` keeps every decimal, otherwise one is enough. */
export function figure(steps: bigint, step: string, { exact = false, unit = readIn(steps, step) } = {}): Figure {
  const plain = fromSteps(steps, unit)
  const decimals = isMoney(unit) ? 2 : 1
  const text = number(exact ? plain : rounded(plain, decimals))
  return { text, unit: unitLabel(unit) }
}

/** Write a value with its unit in one line, as inside a sentence. */
export function figureText(steps: bigint, step: string, options: { exact?: boolean; unit?: string } = {}): string {
  const { text, unit } = figure(steps, step, options)
  return unit ? `${text} ${unit}` : text
}

function unitLabel(unit: string): string {
  if (SAID_BY_MEASURE.has(unit)) return ''
  return isMoney(unit) ? unit : tOr(`codes:unit.${unit}.short`, unit)
}

/** Name a counter: the commodity for quantities, else the measure with what it is cut by. */
export function counterName({ measure, cell }: Pick<Counter, 'measure' | 'cell'>): string {
  const parts = Object.entries(cell).map(([dimension, value]) => cellName(dimension, value))
  if (measure === 'quantity' && cell['commodity'] !== undefined) return parts.join(' · ')
  return [code('measure', measure), ...parts].join(' · ')
}

/** Name one coordinate of a cell. */
export function cellName(dimension: string, value: string): string {
  if (dimension === 'country' || dimension === 'nationality') return countryName(value)
  if (WAY.has(dimension)) return value.split('-').map(placeName).join(' – ')
  if (dimension === 'terminal') return value.replace('-', ' ')
  if (dimension === 'occurred_on' || dimension === 'report_on') return dateOn(value)
  if (dimension === 'utc_on') return dateOn(value)
  if (dimension.endsWith('_hour')) return `${value}:00–${value}:59`
  return code(dimension === 'role' ? 'person_role' : dimension, value)
}

/** Name the end of a route: an airport by its code, a country by its name. */
export function placeName(place: string): string {
  return place.length === 2 ? countryName(place) : place
}

/** Name what a board is narrowed by. */
export function filterLabel(name: FilterName, value: string): string {
  if (name === 'state') return t(`board:state.${value}`)
  if (name === 'unit') return unitName(value)
  if (name === 'airport') return value
  return name === 'kind' ? code('report_kind', value) : cellName(name, value)
}

/** Name the airport or the country an event is about; null when it is about the whole operation. */
export function subjectOf(row: LogRow): string | null {
  const airport = text(row['airport'])
  if (airport !== null) return airport
  const country = text(row['country'])
  return country === null ? null : countryName(country)
}

/** Say an event as a sentence, without its subject. */
export function sentence(row: LogRow): string {
  const airports = Array.isArray(row['airports']) ? row['airports'].length : 0
  const said = tOr(`board:event.${row.kind}`, row.kind, {
    count: numeric(row['count'] ?? row['stored'] ?? (Array.isArray(row['days']) ? row['days'].length : 0)),
    number: text(row['number']) ?? '',
    edition: text(row['edition']) ?? '',
    survivor_number: text(row['survivor_number']) ?? '',
    first_number: text(row['first_number']) ?? '',
    second_number: text(row['second_number']) ?? '',
    report: codeOf('report_kind', row['report_kind']),
    phase: codeOf('phase', row['phase_kind'] ?? row['phase']),
    level: codeOf('level', row['level']),
    // Others than the OCU may be of a unit too, a task force say: that does not make them the OCU.
    role: row['role'] === 'ocu' && typeof row['unit'] === 'string' ? unitName(row['unit']) : codeOf('role', row['role']),
    limits: Array.isArray(row['limits']) ? limitWordsOf(row['limits']).join(' · ') : '',
    lead: leadText(row['lead']),
    late: lateText(numeric(row['late_by'])),
    length: lengthText(numeric(row['days']), numeric(row['hours'])),
  })
  return airports > 0 ? `${said} · ${airports === 1 ? String((row['airports'] as unknown[])[0]) : t('board:event.airports', { count: airports })}` : said
}

function leadText(lead: unknown): string {
  if (typeof lead !== 'object' || lead === null) return ''
  const { commodity, steps, unit, database, verification, incident, severity } = lead as Record<string, unknown>
  if (incident) return ` · ${codeOf('incident', incident)} · ${codeOf('severity', severity)}`
  if (database) return ` · ${codeOf('database', database)} · ${codeOf('verification', verification)}`
  const named = codeOf('commodity', commodity)
  if (steps === undefined || steps === null || typeof unit !== 'string') return named ? ` · ${named}` : ''
  return ` · ${figureText(BigInt(String(steps)), unit, { exact: true })} ${named}`.trimEnd()
}

const LATE_FROM_S = 60

/** Say how late something was announced; below a minute nobody would call it late. */
function lateText(seconds: number): string {
  if (seconds < LATE_FROM_S) return ''
  const [unit, size] = seconds >= 86_400 ? ['day', 86_400] : seconds >= 3600 ? ['hour', 3600] : ['minute', 60]
  const length = number(Math.floor(seconds / Number(size)), { style: 'unit', unit: String(unit), unitDisplay: 'short' })
  return t('board:event.late_by', { length })
}

/** Say by how much something was moved on a clock: +1 day, −6 h. */
export function lengthText(days: number, hours: number): string {
  const part = (size: number, unit: string): string => (size === 0 ? '' : number(size, { style: 'unit', unit, unitDisplay: 'short', signDisplay: 'always' }))
  return [part(days, 'day'), part(hours, 'hour')].filter(Boolean).join(' ')
}

function codeOf(list: string, value: unknown): string {
  const known = text(value)
  return known === null ? '' : code(list, known)
}

function text(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

function numeric(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
