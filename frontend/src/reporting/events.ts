/** Database hits and incidents as they are typed. Pure. */

import type { Concern, CopiedHit, Database, HitAction, IncidentType, Place, Severity, Verification } from '../wire'
import { readCarrier, readFlight } from './flight'
import type { Problem } from './typed'
import type { Direction, Hit, Incident } from './types'

interface Timed {
  occurred: string
  fold: '' | '0' | '1'
  place: '' | Place
  terminal: string
  note: string
  reason: string
}

export interface HitForm extends Timed {
  kind: 'hit'
  database: '' | Database
  concern: '' | Concern
  verification: Verification
  action: '' | HitAction
  direction: '' | Direction
  carrier: string
  flight_number: string
}

export interface IncidentForm extends Timed {
  kind: 'incident'
  type: '' | IncidentType
  severity: '' | Severity
}

function begin(occurred: string): Timed {
  return { occurred, fold: '', place: '', terminal: '', note: '', reason: '' }
}

/** Begin a hit at a wall time of the airport. */
export function blankHit(occurred: string): HitForm {
  return { kind: 'hit', ...begin(occurred), database: '', concern: '', verification: 'possible', action: '', direction: '', carrier: '', flight_number: '' }
}

/** Begin an incident at a wall time of the airport. */
export function blankIncident(occurred: string): IncidentForm {
  return { kind: 'incident', ...begin(occurred), type: '', severity: '' }
}

function foldOf(fold: Timed['fold']): 0 | 1 | null {
  return fold === '' ? null : fold === '0' ? 0 : 1
}

/** Read a hit. */
export function readHit(form: HitForm, problems: Problem[]): Hit {
  for (const path of ['occurred', 'database'] as const) if (!form[path]) problems.push({ path, code: 'missing' })
  const [carrier, flight] = [readCarrier(form.carrier), readFlight(form.flight_number)]
  if (carrier === null) problems.push({ path: 'carrier', code: 'carrier' })
  const airline = (flight?.carrier ?? '') || (carrier ?? '')
  if (flight === null || (flight.number && !airline && carrier !== null)) problems.push({ path: 'flight_number', code: 'flight' })
  return {
    kind: 'hit',
    occurred: form.occurred,
    fold: foldOf(form.fold),
    database: form.database || 'national',
    concern: form.concern || 'unknown',
    verification: form.verification,
    action: form.action || 'unknown',
    direction: form.direction || null,
    place: form.place || null,
    terminal: form.terminal || null,
    carrier: airline || null,
    flight_number: (flight?.number ?? '') || null,
  }
}

/** Begin with what the airport's last hit lends; what was typed already stays. */
export function withLastHit(form: HitForm, last: CopiedHit): HitForm {
  return {
    ...form,
    database: form.database || last.database,
    direction: form.direction || (last.direction ?? ''),
    place: form.place || (last.place ?? ''),
    terminal: form.terminal || (last.terminal ?? ''),
    carrier: form.carrier || (last.carrier ?? ''),
    flight_number: form.flight_number || (last.flight_number ?? ''),
  }
}

/** Read an incident. */
export function readIncident(form: IncidentForm, problems: Problem[]): Incident {
  for (const path of ['occurred', 'type', 'severity'] as const) if (!form[path]) problems.push({ path, code: 'missing' })
  const { occurred, fold, type, severity, place, terminal } = form
  return { kind: 'incident', occurred, fold: foldOf(fold), type: type || 'other', severity: severity || 'minor', place: place || null, terminal: terminal || null }
}

/** Write a hit back into its form. */
export function hitForm(body: Hit, words: { note: string; reason: string }): HitForm {
  return {
    ...blankHit(body.occurred),
    fold: body.fold === null ? '' : body.fold === 0 ? '0' : '1',
    database: body.database,
    concern: body.concern === 'unknown' ? '' : body.concern,
    verification: body.verification,
    action: body.action === 'unknown' ? '' : body.action,
    direction: body.direction ?? '',
    place: body.place ?? '',
    terminal: body.terminal ?? '',
    carrier: body.carrier ?? '',
    flight_number: body.flight_number ?? '',
    ...words,
  }
}

/** Write an incident back into its form. */
export function incidentForm(body: Incident, words: { note: string; reason: string }): IncidentForm {
  const fold = body.fold === null ? '' : body.fold === 0 ? '0' : '1'
  return { ...blankIncident(body.occurred), fold, type: body.type, severity: body.severity, place: body.place ?? '', terminal: body.terminal ?? '', ...words }
}

/** Say what a form says so far, for counting how complete it is. */
export function eventSoFar(form: HitForm | IncidentForm): Record<string, unknown> {
  return form.kind === 'hit' ? { ...readHit(form, []), database: form.database } : { ...readIncident(form, []), type: form.type, severity: form.severity }
}

/** Whether anything has been typed that would be a pity to lose. */
export function isEventTouched(form: HitForm | IncidentForm): boolean {
  const own = form.kind === 'hit' ? [form.database, form.concern, form.action, form.direction, form.carrier, form.flight_number] : [form.type, form.severity]
  return [...own, form.place, form.note].some((text) => text.trim() !== '')
}
