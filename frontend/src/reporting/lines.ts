/** What a body says, as lines of a name and a text; goods, persons and totals are lists of their own. */

import { placeName } from '../board/say'
import { placeOf } from '../shell/here'
import { dateOn, number } from '../shell/numbers.svelte'
import { code, t } from '../shell/words.svelte'
import { fieldName, wallText } from './say'
import { type Activity, COUNTS, DATABASES, type ShownBody } from './types'

export type Line = [string, string]
type ShownSeizure = Extract<ShownBody, { kind: 'seizure' }>

/** Say a body in lines; times are told with the place of their zone. */
export function linesOf(body: ShownBody, zone: string | null): Line[] {
  switch (body.kind) {
    case 'seizure':
      return seizureLines(body, zone)
    case 'activity':
      return activityLines(body)
    case 'summary':
      return [[t('reports:field.source'), body.source]]
    case 'nil':
      return [[fieldName('report_on'), dateOn(body.report_on)]]
  }
}

function seizureLines(body: ShownSeizure, zone: string | null): Line[] {
  const flight = [body.carrier, body.flight_number].filter(Boolean).join('\u00a0')
  const lines: [string, string | null][] = [
    ['occurred', `${wallText(body.occurred)}${zone ? ` ${placeOf(zone)}` : ''}`],
    ['direction', code('direction', body.direction)],
    ['origin', body.origin && placeName(body.origin)],
    ['destination', body.destination && placeName(body.destination)],
    ['transit', body.transit.map(placeName).join(' · ')],
    ['intended_destination', body.intended_destination && placeName(body.intended_destination)],
    ['conveyance', code('conveyance', body.conveyance)],
    [body.flight_number ? 'flight_number' : 'carrier', flight],
    ['awb', body.awb],
    ['concealment', code('concealment', body.concealment)],
    ['basis', code('basis', body.basis)],
    ['technique', body.technique && code('technique', body.technique)],
    ['place', body.place && code('place', body.place)],
    ['partners', body.partners.map(({ agency, place }) => [code('agency', agency), place ? placeName(place) : ''].filter(Boolean).join(' ')).join(' · ')],
    ['related', (body.related ?? []).map((each) => `#${each}`).join(' · ')],
  ]
  return lines.flatMap(([name, value]): Line[] => (value ? [[fieldName(name), value]] : []))
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
  return [[fieldName('report_on'), dateOn(body.report_on)], ...counts, ...databases, ...effort]
}

function known(value: number | undefined): string {
  return value === undefined ? t('reports:not_given') : number(value)
}
