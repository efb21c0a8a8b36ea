/** Forms as they are typed, and what they say once read. Pure: a draft is a form, whatever state it is in. */

import { type ActivityForm, activityForm, isActivityTouched, readActivity } from './activity'
import type { Language } from './quantity'
import { isSeizureTouched, readSeizure, type SeizureForm, seizureForm, seizureSoFar, wholeSeizure } from './seizure'
import type { Problem } from './typed'
import type { Body, Seizure, ShownBody } from './types'

export type Form = SeizureForm | ActivityForm

export type ReadForm<B extends Body = Body> = { body: B; problems: [] } | { body: null; problems: Problem[] }

/** Read a form into what travels, or name every field that is in the way. */
export function readForm(form: Form, language: Language, correcting: boolean): ReadForm {
  const problems: Problem[] = correcting && form.reason.trim().length < 3 ? [{ path: 'reason', code: 'reason' }] : []
  const body = form.kind === 'seizure' ? readSeizure(form, language, problems) : readActivity(form, language, problems)
  return problems.length > 0 ? { body: null, problems } : { body, problems: [] }
}

/** Write a body back into a form, for its correction; `placeName` says what a place's field reads. */
export function formOf(body: Extract<ShownBody, { kind: 'seizure' | 'activity' }> | Seizure, note: string, language: Language, placeName: (code: string) => string): Form {
  const words = { note, reason: '' }
  return body.kind === 'activity' ? activityForm(body, words, language) : seizureForm(body, words, language, placeName)
}

/** Give a draft that was kept by an earlier version the fields that came since. */
export function whole(form: Form): Form {
  return form.kind === 'seizure' ? wholeSeizure(form) : form
}

/** Say what a form says so far, for counting how complete it is. */
export function soFar(form: Form, language: Language): Record<string, unknown> {
  return form.kind === 'seizure' ? seizureSoFar(form, language) : {}
}

/** Whether anything has been typed that would be a pity to lose. */
export function isTouched(form: Form): boolean {
  return form.kind === 'activity' ? isActivityTouched(form) : isSeizureTouched(form)
}
