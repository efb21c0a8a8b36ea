/** What a body says, as lines of a name and a text; goods, persons and totals are lists of their own. */

import { placeName } from '../board/say'
import { placeOf } from '../shell/here'
import { dateOn, number } from '../shell/numbers.svelte'
import { code, t } from '../shell/words.svelte'
import { fieldName, wallText } from './say'
import { type Activity, COUNTS, DATABASES, type Hit, type ShownBody } from './types'

export type Line = [string, string]
type ShownSeizure = Extract<ShownBody, { kind: 'seizure' }>

/** Say a body in lines; times are told with the place of their zone. */
export function linesOf(body: ShownBody, zone: string | null): Line[] {
  switch (body.kind) {
    case 'seizure':
      return seizureLines(body, zone)
    case 'activity':
      return activityLines(body)
    case 'victims':
      return [
        [fieldName('occurred'), when(body.occurred, zone)],
        ...said([['terminal', body.terminal]]),
        ...body.referrals.map(({ to, count }, index): Line => [`${fieldName('referrals')} ${number(index + 1)}`, `${number(count)} · ${code('referred_to', to)}`]),
      ]
    case 'hit':
      return hitLines(body, zone)
    case 'incident':
      return said([
        ['occurred', when(body.occurred, zone)],
        ['type', code('incident', body.type)],
        ['severity', code('severity', body.severity)],
        ['place', body.place && code('place', body.place)],
        ['terminal', body.terminal],
      ])
    case 'summary':
      return [[t('reports:field.source'), body.source]]
    case 'nil':
      return turnLines(body)
  }
}

function seizureLines(body: ShownSeizure, zone: string | null): Line[] {
  return said([
    ['occurred', when(body.occurred, zone)],
    ['direction', code('direction', body.direction)],
    ['origin', body.origin && placeName(body.origin)],
    ['destination', body.destination && placeName(body.destination)],
    ['transit', body.transit.map(placeName).join(' · ')],
    ['intended_destination', body.intended_destination && placeName(body.intended_destination)],
    ['conveyance', code('conveyance', body.conveyance)],
    flightLine(body),
    ['awb', body.awb],
    ['concealment', code('concealment', body.concealment)],
    ['basis', code('basis', body.basis)],
    ['technique', body.technique && code('technique', body.technique)],
    ['place', body.place && code('place', body.place)],
    ['terminal', body.terminal],
    ['partners', body.partners.map(({ agency, place }) => [code('agency', agency), place ? placeName(place) : ''].filter(Boolean).join(' ')).join(' · ')],
    ['related', (body.related ?? []).map((each) => `#${each}`).join(' · ')],
  ])
}

function hitLines(body: Hit, zone: string | null): Line[] {
  return said([
    ['occurred', when(body.occurred, zone)],
    ['database', code('database', body.database)],
    ['concern', code('concern', body.concern)],
    ['verification', code('verification', body.verification)],
    ['action', code('hit_action', body.action)],
    ['direction', body.direction && code('direction', body.direction)],
    ['place', body.place && code('place', body.place)],
    ['terminal', body.terminal],
    flightLine(body),
  ])
}

function when(occurred: string, zone: string | null): string {
  return `${wallText(occurred)}${zone ? ` ${placeOf(zone)}` : ''}`
}

function flightLine({ carrier, flight_number }: Pick<Hit, 'carrier' | 'flight_number'>): [string, string] {
  return [flight_number ? 'flight_number' : 'carrier', [carrier, flight_number].filter(Boolean).join('\u00a0')]
}

function said(lines: readonly [string, string | null][]): Line[] {
  return lines.flatMap(([name, value]): Line[] => (value ? [[fieldName(name), value]] : []))
}

function turnLines({ report_on, shift }: { report_on: string; shift: string | null }): Line[] {
  return [[fieldName('report_on'), dateOn(report_on)], ...said([['shift', shift && code('shift', shift)]])]
}

function activityLines(body: Activity): Line[] {
  const counts = COUNTS.flatMap((name): Line[] => (body[name] === null ? [] : [[code('measure', name), number(body[name])]]))
  const databases = DATABASES.flatMap((name): Line[] => {
    const [checks, hits] = [body.database_checks[name], body.hits[name]]
    if (checks === undefined && hits === undefined) return []
    return [[code('database', name), t('reports:checks_hits', { checks: known(checks), hits: known(hits) })]]
  })
  const effort: Line[] = [
    ...(body.officers === null ? [] : [[code('measure', 'officers'), number(body.officers)] as Line]),
    ...(body.officer_hours === null ? [] : [[code('measure', 'officer_hours'), number(body.officer_hours)] as Line]),
  ]
  return [...turnLines(body), ...counts, ...databases, ...effort]
}

function known(value: number | undefined): string {
  return value === undefined ? t('reports:not_given') : number(value)
}
