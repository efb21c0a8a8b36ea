/** Forms as they are typed, and what they say once read. Pure: a draft is a form, whatever state it is in. */

import type { AgeBand, Basis, Concealment, Conveyance, Outcome, PersonRole, Sex, Technique } from '../wire'
import { type Language, read, typedIn } from './quantity'
import {
  type Activity,
  type Body,
  COUNTS,
  DATABASES,
  type DatabaseName,
  type Direction,
  type Goods,
  type Person,
  type Seizure,
  type ShownBody,
} from './types'

/** A quantity as typed; `chosen` is the reading picked where the text has more than one. */
export interface Typed {
  typed: string
  chosen: string | null
}

export interface GoodsForm extends Typed {
  commodity: string
  unit: string
  estimated: boolean
  confirmed: boolean
}

export interface PersonForm {
  role: PersonRole
  sex: Sex
  age_band: AgeBand
  nationality: string
  outcome: '' | Outcome
}

export interface PlaceForm {
  code: string
  shown: string
}

export interface SeizureForm {
  kind: 'seizure'
  occurred: string
  fold: '' | '0' | '1'
  direction: '' | Direction
  origin: PlaceForm
  destination: PlaceForm
  conveyance: '' | Conveyance
  concealment: '' | Concealment
  basis: '' | Basis
  technique: '' | Technique
  goods: GoodsForm[]
  persons: PersonForm[]
  note: string
  reason: string
}

export interface ActivityForm {
  kind: 'activity'
  report_on: string
  counts: Record<string, string>
  checks: Partial<Record<DatabaseName, string>>
  hits: Partial<Record<DatabaseName, string>>
  officers: string
  hours: Typed
  note: string
  reason: string
}

export type Form = SeizureForm | ActivityForm

/** What keeps a form from being sent, at the path of the field; the words are in `reports:problem`. */
export interface Problem {
  path: string
  code: 'missing' | 'choose' | 'not_a_number' | 'whole_number' | 'unknown_place' | 'reason' | 'more_hits' | 'unlikely' | 'too_fine'
}

export type ReadForm<B extends Body = Body> = { body: B; problems: [] } | { body: null; problems: Problem[] }

export function blankGoods(): GoodsForm {
  return { commodity: '', typed: '', chosen: null, unit: '', estimated: false, confirmed: false }
}

export function blankPerson(): PersonForm {
  return { role: 'courier', sex: 'unknown', age_band: 'unknown', nationality: '', outcome: '' }
}

const NOWHERE: PlaceForm = { code: '', shown: '' }

/** Begin a seizure at a wall time of the airport. */
export function blankSeizure(occurred: string): SeizureForm {
  return {
    kind: 'seizure',
    occurred,
    fold: '',
    direction: '',
    origin: { ...NOWHERE },
    destination: { ...NOWHERE },
    conveyance: '',
    concealment: '',
    basis: '',
    technique: '',
    goods: [blankGoods()],
    persons: [],
    note: '',
    reason: '',
  }
}

/** Begin an activity return for a reporting day. */
export function blankActivity(on: string): ActivityForm {
  const hours = { typed: '', chosen: null }
  return { kind: 'activity', report_on: on, counts: {}, checks: {}, hits: {}, officers: '', hours, note: '', reason: '' }
}

/** The quantity a text stands for, or null while that is open. */
export function quantityOf(typed: Typed, language: Language): string | null {
  const reading = read(typed.typed, language)
  if (reading.is === 'plain') return short(reading.value)
  return reading.is === 'choice' && typed.chosen !== null && reading.readings.includes(typed.chosen) ? short(typed.chosen) : null
}

/** Take trailing zeros away: what was chosen to be 4.2 must not stand in lists as 4.200, which has two readings. */
function short(value: string): string {
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value
}

/** Read a form into what travels, or name every field that is in the way. */
export function readForm(form: Form, language: Language, correcting: boolean): ReadForm {
  const problems: Problem[] = correcting && form.reason.trim().length < 3 ? [{ path: 'reason', code: 'reason' }] : []
  const body = form.kind === 'seizure' ? readSeizure(form, language, problems) : readActivity(form, language, problems)
  return problems.length > 0 ? { body: null, problems } : { body, problems: [] }
}

function readSeizure(form: SeizureForm, language: Language, problems: Problem[]): Seizure {
  for (const path of ['occurred', 'direction', 'conveyance'] as const) if (!form[path]) problems.push({ path, code: 'missing' })
  const ends = form.direction === 'arrival' ? ['origin'] : form.direction === 'departure' ? ['destination'] : ['origin', 'destination']
  const place = (path: 'origin' | 'destination'): string | null => {
    if (!ends.includes(path)) return null
    if (!form[path].code && form[path].shown.trim()) problems.push({ path, code: 'unknown_place' })
    return form[path].code || null
  }
  return {
    kind: 'seizure',
    occurred: form.occurred,
    fold: form.fold === '' ? null : form.fold === '0' ? 0 : 1,
    direction: form.direction || 'arrival',
    origin: place('origin'),
    destination: place('destination'),
    conveyance: form.conveyance || 'air_passenger',
    concealment: form.concealment || 'unknown',
    basis: form.basis || 'unknown',
    technique: form.technique || null,
    goods: form.goods.map((goods, index) => readGoods(goods, `goods.${index}`, language, problems)),
    persons: form.persons.map(readPerson),
  }
}

function readGoods(goods: GoodsForm, path: string, language: Language, problems: Problem[]): Goods {
  if (!goods.commodity) problems.push({ path: `${path}.commodity`, code: 'missing' })
  else if (!goods.unit) problems.push({ path: `${path}.unit`, code: 'missing' })
  const quantity = quantityOf(goods, language)
  if (quantity === null || quantity === '') problems.push({ path: `${path}.quantity`, code: openQuantity(goods.typed, language) })
  return {
    commodity: goods.commodity,
    quantity: quantity ?? '',
    unit: goods.unit,
    ...(goods.confirmed ? { confirmed: true } : {}),
    ...(goods.estimated ? { estimated: true } : {}),
  }
}

function openQuantity(typed: string, language: Language): Problem['code'] {
  const { is } = read(typed, language)
  return is === 'empty' ? 'missing' : is === 'choice' ? 'choose' : 'not_a_number'
}

function readPerson(person: PersonForm): Person {
  return { ...person, nationality: person.nationality || null, outcome: person.outcome || null }
}

function readActivity(form: ActivityForm, language: Language, problems: Problem[]): Activity {
  const whole = (typed: string | undefined, path: string): number | null => {
    if (!typed?.trim()) return null
    // People come in whole numbers, so three digits behind a separator can only be thousands.
    const reading = read(typed.replace(/^(\D*\d{1,3})[.,](\d{3})$/, '$1$2'), language)
    if (reading.is === 'plain' && /^\d{1,7}$/.test(reading.value) && Number(reading.value) <= 1_000_000) return Number(reading.value)
    problems.push({ path, code: 'whole_number' })
    return null
  }
  const byDatabase = (typed: Partial<Record<DatabaseName, string>>, path: string): Partial<Record<DatabaseName, number>> => {
    const entries = DATABASES.map((name) => [name, whole(typed[name], `${path}.${name}`)] as const)
    return Object.fromEntries(entries.filter(([, value]) => value !== null))
  }
  if (!form.report_on) problems.push({ path: 'report_on', code: 'missing' })
  const hours = quantityOf(form.hours, language)
  if (form.hours.typed.trim() && hours === null) problems.push({ path: 'officer_hours', code: openQuantity(form.hours.typed, language) })
  const checks = byDatabase(form.checks, 'database_checks')
  const hits = byDatabase(form.hits, 'hits')
  for (const name of DATABASES) {
    if ((hits[name] ?? 0) > (checks[name] ?? Infinity)) problems.push({ path: `hits.${name}`, code: 'more_hits' })
  }
  const counts = Object.fromEntries(COUNTS.map((name) => [name, whole(form.counts[name], name)]))
  const body = { kind: 'activity', report_on: form.report_on, ...counts, database_checks: checks, hits }
  return { ...body, officers: whole(form.officers, 'officers'), officer_hours: hours || null } as Activity
}

/** Write a body back into a form, for its correction; `placeName` says what a place's field reads. */
export function formOf(body: Extract<ShownBody, { kind: 'seizure' | 'activity' }> | Seizure, note: string, language: Language, placeName: (code: string) => string): Form {
  const words = { note, reason: '' }
  const text = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value))
  const typed = (value: string): Typed => ({ typed: typedIn(value, language), chosen: null })
  if (body.kind === 'activity') {
    const each = (values: Partial<Record<DatabaseName, number>>): Partial<Record<DatabaseName, string>> =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(value)]))
    return {
      kind: 'activity',
      report_on: body.report_on,
      counts: Object.fromEntries(COUNTS.map((name) => [name, text(body[name])])),
      checks: each(body.database_checks),
      hits: each(body.hits),
      officers: text(body.officers),
      hours: body.officer_hours === null ? { typed: '', chosen: null } : typed(body.officer_hours),
      ...words,
    }
  }
  const place = (code: string | null): PlaceForm => (code === null ? { ...NOWHERE } : { code, shown: placeName(code) })
  return {
    kind: 'seizure',
    occurred: body.occurred,
    fold: body.fold === null ? '' : body.fold === 0 ? '0' : '1',
    direction: body.direction,
    origin: place(body.origin),
    destination: place(body.destination),
    conveyance: body.conveyance,
    concealment: body.concealment,
    basis: body.basis,
    technique: body.technique ?? '',
    goods: body.goods.map((goods) => ({
      commodity: goods.commodity,
      ...typed(goods.quantity),
      unit: goods.unit,
      estimated: goods.estimated ?? false,
      confirmed: goods.confirmed ?? false,
    })),
    persons: (body.persons ?? []).map((person) => ({ ...person, nationality: person.nationality ?? '', outcome: person.outcome ?? '' })),
    ...words,
  }
}

/** Whether anything has been typed that would be a pity to lose. */
export function isTouched(form: Form): boolean {
  if (form.kind === 'activity') {
    const texts = [...Object.values(form.counts), ...Object.values(form.checks), ...Object.values(form.hits)]
    return [...texts, form.officers, form.hours.typed, form.note].some((text) => text?.trim())
  }
  const goods = form.goods.some((each) => each.commodity || each.typed)
  return goods || form.persons.length > 0 || Boolean(form.direction || form.conveyance || form.concealment || form.basis || form.note)
}
