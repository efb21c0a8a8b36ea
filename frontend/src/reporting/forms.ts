/** Forms as they are typed, and what they say once read. Pure: a draft is a form, whatever state it is in. */

import { lengthOf } from '../shell/room'
import { type ActivityForm, activityForm, blankActivity, isActivityTouched, readActivity } from './activity'
import { blankHit, blankIncident, eventSoFar, type HitForm, hitForm, type IncidentForm, incidentForm, isEventTouched, readHit, readIncident } from './events'
import type { Language } from './quantity'
import { blankSeizure, isSeizureTouched, readSeizure, type SeizureForm, seizureForm, seizureSoFar, wholeSeizure } from './seizure'
import { LONGEST, type Problem } from './typed'
import type { Body, Seizure, ShownBody } from './types'
import { blankVictims, isVictimsTouched, readVictims, type VictimsForm, victimsForm } from './victims'

export type Form = SeizureForm | ActivityForm | VictimsForm | HitForm | IncidentForm
export type FormKind = Form['kind']

export const FORM_KINDS: readonly FormKind[] = ['seizure', 'activity', 'victims', 'hit', 'incident']

export type ReadForm<B extends Body = Body> = { body: B; problems: [] } | { body: null; problems: Problem[] }

/** Name the kind of form that is asked for; a result where none is. */
export function formKind(asked: string | null): FormKind {
  return FORM_KINDS.find((kind) => kind === asked) ?? 'seizure'
}

/** Say whether a report of a kind can be corrected in a form. */
export function hasForm(kind: string): boolean {
  return FORM_KINDS.some((each) => each === kind)
}

/** Say whether what a reader sees of a report can be written back into a form. */
export function isWritable(body: ShownBody): body is Extract<ShownBody, { kind: FormKind }> {
  return hasForm(body.kind)
}

/** Begin a form at a wall time of the airport; an activity return is of a day. */
export function blank(kind: FormKind, occurred: string, day: string | null, shift = ''): Form {
  switch (kind) {
    case 'seizure':
      return blankSeizure(occurred)
    case 'activity':
      return blankActivity(day ?? occurred.slice(0, 10), shift)
    case 'victims':
      return blankVictims(occurred)
    case 'hit':
      return blankHit(occurred)
    case 'incident':
      return blankIncident(occurred)
  }
}

/** Read a form into what travels, or name every field that is in the way. */
export function readForm(form: Form, language: Language, correcting: boolean): ReadForm {
  const problems: Problem[] = correcting && form.reason.trim().length < 3 ? [{ path: 'reason', code: 'reason' }] : []
  for (const path of ['note', 'reason'] as const) {
    if (lengthOf(form[path]) > LONGEST[path]) problems.push({ path, code: 'too_long' })
  }
  const body = readBody(form, language, problems)
  return problems.length > 0 ? { body: null, problems } : { body, problems: [] }
}

function readBody(form: Form, language: Language, problems: Problem[]): Body {
  switch (form.kind) {
    case 'seizure':
      return readSeizure(form, language, problems)
    case 'activity':
      return readActivity(form, language, problems)
    case 'victims':
      return readVictims(form, problems)
    case 'hit':
      return readHit(form, problems)
    case 'incident':
      return readIncident(form, problems)
  }
}

/** Write a body back into a form, for its correction; `placeName` says what a place's field reads. */
export function formOf(body: Extract<ShownBody, { kind: FormKind }> | Seizure, note: string, language: Language, placeName: (code: string) => string): Form {
  const words = { note, reason: '' }
  switch (body.kind) {
    case 'seizure':
      return seizureForm(body, words, language, placeName)
    case 'activity':
      return activityForm(body, words, language)
    case 'victims':
      return victimsForm(body, words)
    case 'hit':
      return hitForm(body, words)
    case 'incident':
      return incidentForm(body, words)
  }
}

/** Give a draft that was kept by an earlier version the fields that came since. */
export function whole(form: Form): Form {
  return form.kind === 'seizure' ? wholeSeizure(form) : form
}

/** Say what a form says so far, for counting how complete it is. */
export function soFar(form: Form, language: Language): Record<string, unknown> {
  if (form.kind === 'seizure') return seizureSoFar(form, language)
  return form.kind === 'hit' || form.kind === 'incident' ? eventSoFar(form) : {}
}

/** Whether anything has been typed that would be a pity to lose; the direction a form began with was not. */
export function isTouched(form: Form, began = ''): boolean {
  if ('direction' in form && form.direction !== '' && form.direction === began) return isTouched({ ...form, direction: '' })
  if (form.kind === 'seizure') return isSeizureTouched(form)
  if (form.kind === 'activity') return isActivityTouched(form)
  return form.kind === 'victims' ? isVictimsTouched(form) : isEventTouched(form)
}
