/** The seizure as it is typed, short or long, and what it says once read. Pure. */

import type { Agency, AgeBand, Basis, Concealment, Conveyance, CopiedSeizure, Outcome, PersonRole, Place, Sex, ShownSeizure, Technique, ValueBasis } from '../wire'
import { wordsIn } from '../shell/lists'
import { readAwb, readCarrier, readFlight } from './flight'
import type { Language } from './quantity'
import { NOTHING, NOWHERE, openQuantity, type PlaceForm, placeForm, type Problem, quantityOf, readPlace, reportNumber, type Typed, typedOf } from './typed'
import type { Direction, Goods, Person, Seizure } from './types'

export interface GoodsForm extends Typed {
  commodity: string
  unit: string
  estimated: boolean
  confirmed: boolean
  value: Typed
  currency: string
  value_basis: '' | ValueBasis
}

export interface PersonForm {
  role: PersonRole
  sex: Sex
  age_band: AgeBand
  nationality: string
  outcome: '' | Outcome
}

export interface PartnerForm {
  agency: '' | Agency
  place: PlaceForm
}

export interface SeizureForm {
  kind: 'seizure'
  occurred: string
  fold: '' | '0' | '1'
  direction: '' | Direction
  origin: PlaceForm
  destination: PlaceForm
  transit: PlaceForm[]
  intended_destination: PlaceForm
  place: '' | Place
  terminal: string
  conveyance: '' | Conveyance
  carrier: string
  flight_number: string
  awb: string
  concealment: '' | Concealment
  basis: '' | Basis
  technique: '' | Technique
  goods: GoodsForm[]
  partners: PartnerForm[]
  /** Numbers of reports, as one lists them. */
  related: string
  persons: PersonForm[]
  note: string
  reason: string
}

export function blankGoods(): GoodsForm {
  return { commodity: '', typed: '', chosen: null, unit: '', estimated: false, confirmed: false, value: { ...NOTHING }, currency: '', value_basis: '' }
}

export function blankPerson(): PersonForm {
  return { role: 'courier', sex: 'unknown', age_band: 'unknown', nationality: '', outcome: '' }
}

/** Begin a seizure at a wall time of the airport. */
export function blankSeizure(occurred: string): SeizureForm {
  return {
    kind: 'seizure',
    occurred,
    fold: '',
    direction: '',
    origin: { ...NOWHERE },
    destination: { ...NOWHERE },
    transit: [],
    intended_destination: { ...NOWHERE },
    place: '',
    terminal: '',
    conveyance: '',
    carrier: '',
    flight_number: '',
    awb: '',
    concealment: '',
    basis: '',
    technique: '',
    goods: [blankGoods()],
    partners: [],
    related: '',
    persons: [],
    note: '',
    reason: '',
  }
}

/** Give a draft that was kept by an earlier version the fields that came since. */
export function wholeSeizure(kept: SeizureForm): SeizureForm {
  return { ...blankSeizure(kept.occurred), ...kept, goods: kept.goods.map((goods) => ({ ...blankGoods(), ...goods })) }
}

/** Read a seizure. */
export function readSeizure(form: SeizureForm, language: Language, problems: Problem[]): Seizure {
  for (const path of ['occurred', 'direction', 'conveyance'] as const) if (!form[path]) problems.push({ path, code: 'missing' })
  const ends = form.direction === 'arrival' ? ['origin'] : form.direction === 'departure' ? ['destination'] : ['origin', 'destination']
  const end = (path: 'origin' | 'destination'): string | null => (ends.includes(path) ? readPlace(form[path], path, problems) : null)
  const transit = form.transit.map((place, index) => readPlace(place, `transit.${index}`, problems))
  const partners = form.partners.map(({ agency, place }, index) => ({ agency, place: readPlace(place, `partners.${index}.place`, problems) }))
  return {
    kind: 'seizure',
    occurred: form.occurred,
    fold: form.fold === '' ? null : form.fold === '0' ? 0 : 1,
    direction: form.direction || 'arrival',
    origin: end('origin'),
    destination: end('destination'),
    transit: transit.filter((code) => code !== null),
    intended_destination: readPlace(form.intended_destination, 'intended_destination', problems),
    terminal: form.terminal || null,
    place: form.place || null,
    conveyance: form.conveyance || 'air_passenger',
    ...readConveyance(form, problems),
    concealment: form.concealment || 'unknown',
    basis: form.basis || 'unknown',
    technique: form.technique || null,
    goods: form.goods.map((goods, index) => readGoods(goods, `goods.${index}`, language, problems)),
    partners: partners.flatMap(({ agency, place }) => (agency || place ? [{ agency: agency || 'other', place }] : [])),
    related: readRelated(form.related, problems),
    persons: form.persons.map(readPerson),
  }
}

function readConveyance(form: SeizureForm, problems: Problem[]): Pick<Seizure, 'carrier' | 'flight_number' | 'awb'> {
  const [carrier, flight, awb] = [readCarrier(form.carrier), readFlight(form.flight_number), readAwb(form.awb)]
  if (carrier === null) problems.push({ path: 'carrier', code: 'carrier' })
  const airline = (flight?.carrier ?? '') || (carrier ?? '')
  if (flight === null || (flight.number && !airline && carrier !== null)) problems.push({ path: 'flight_number', code: 'flight' })
  if (awb === null) problems.push({ path: 'awb', code: 'awb' })
  return { carrier: airline || null, flight_number: (flight?.number ?? '') || null, awb: (awb ?? '') || null }
}

const RELATED_AT_MOST = 10

function readRelated(typed: string, problems: Problem[]): number[] {
  const numbers = [...new Set(wordsIn(typed.replaceAll('#', ' ')).map(reportNumber))]
  const read = numbers.filter((each) => each !== null)
  if (read.length === numbers.length && read.length <= RELATED_AT_MOST) return read
  problems.push({ path: 'related', code: 'numbers' })
  return []
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
    ...readValue(goods, path, language, problems),
  }
}

function readValue(goods: GoodsForm, path: string, language: Language, problems: Problem[]): Partial<Goods> {
  if (!goods.value.typed.trim()) return {}
  const value = quantityOf(goods.value, language)
  if (value === null) problems.push({ path: `${path}.value`, code: openQuantity(goods.value.typed, language) })
  if (!goods.currency) problems.push({ path: `${path}.currency`, code: 'currency' })
  return { value: value ?? '', currency: goods.currency, ...(goods.value_basis ? { value_basis: goods.value_basis } : {}) }
}

function readPerson(person: PersonForm): Person {
  return { ...person, nationality: person.nationality || null, outcome: person.outcome || null }
}

/** Write a seizure back into its form; `placeName` says what a place's field reads. */
export function seizureForm(
  body: ShownSeizure | Seizure,
  words: { note: string; reason: string },
  language: Language,
  placeName: (code: string) => string,
): SeizureForm {
  const place = (code: string | null | undefined): PlaceForm => placeForm(code, placeName)
  return {
    kind: 'seizure',
    occurred: body.occurred,
    fold: body.fold === null ? '' : body.fold === 0 ? '0' : '1',
    direction: body.direction,
    origin: place(body.origin),
    destination: place(body.destination),
    transit: body.transit.map(place),
    intended_destination: place(body.intended_destination),
    place: body.place ?? '',
    terminal: body.terminal ?? '',
    conveyance: body.conveyance,
    carrier: body.carrier ?? '',
    flight_number: body.flight_number ?? '',
    awb: body.awb ?? '',
    concealment: body.concealment,
    basis: body.basis,
    technique: body.technique ?? '',
    goods: body.goods.map((goods) => ({
      commodity: goods.commodity,
      ...typedOf(goods.quantity, language),
      unit: goods.unit,
      estimated: goods.estimated ?? false,
      confirmed: goods.confirmed ?? false,
      value: typedOf(goods.value, language),
      currency: goods.currency ?? '',
      value_basis: goods.value_basis ?? '',
    })),
    partners: body.partners.map((partner) => ({ agency: partner.agency, place: place(partner.place) })),
    related: (body.related ?? []).join(', '),
    persons: (body.persons ?? []).map((person) => ({ ...person, nationality: person.nationality ?? '', outcome: person.outcome ?? '' })),
    ...words,
  }
}

/** Begin with what the airport's last report lends: what is empty is filled, what was typed stays. */
export function withLast(form: SeizureForm, last: CopiedSeizure, placeName: (code: string) => string): SeizureForm {
  const place = (mine: PlaceForm, theirs: string | null): PlaceForm => (mine.code || mine.shown ? mine : placeForm(theirs, placeName))
  const untouched = form.goods.every((goods) => !goods.commodity && !goods.typed)
  return {
    ...form,
    direction: form.direction || last.direction,
    origin: place(form.origin, last.origin),
    destination: place(form.destination, last.destination),
    transit: form.transit.length > 0 ? form.transit : last.transit.map((code) => placeForm(code, placeName)),
    intended_destination: place(form.intended_destination, last.intended_destination),
    place: form.place || (last.place ?? ''),
    terminal: form.terminal || (last.terminal ?? ''),
    conveyance: form.conveyance || last.conveyance,
    carrier: form.carrier || (last.carrier ?? ''),
    flight_number: form.flight_number || (last.flight_number ?? ''),
    concealment: form.concealment || last.concealment,
    basis: form.basis || last.basis,
    technique: form.technique || (last.technique ?? ''),
    goods: untouched ? last.goods.map(({ commodity, unit }) => ({ ...blankGoods(), commodity, unit })) : form.goods,
  }
}

/** Say what a form says so far, without guessing what is not yet chosen: what completeness is counted on. */
export function seizureSoFar(form: SeizureForm, language: Language): Record<string, unknown> {
  return { ...readSeizure(form, language, []), direction: form.direction, conveyance: form.conveyance }
}

/** Whether anything has been typed that would be a pity to lose. */
export function isSeizureTouched(form: SeizureForm): boolean {
  const goods = form.goods.some((each) => each.commodity || each.typed || each.value.typed)
  const listed = form.persons.length + form.partners.length + form.transit.length > 0
  const more = form.place || form.carrier || form.flight_number || form.awb || form.related || form.technique || form.intended_destination.shown
  return goods || listed || Boolean(form.direction || form.conveyance || form.concealment || form.basis || form.note || more)
}
