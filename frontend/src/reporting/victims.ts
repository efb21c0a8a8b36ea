/** Victims and migrants as they are typed: counts only, and the referrals made of them. Pure. */

import type { AgeBand, CountedInput as Counted, Exploitation, Met, Referral, ReferredTo, Sex } from '../wire'
import type { Problem } from './typed'
import type { Victims } from './types'

export interface CountedForm {
  met: Met
  count: string
  sex: Sex
  age_band: AgeBand
  exploitation: '' | Exploitation
  citizenship: string
}

export interface ReferralForm {
  to: '' | ReferredTo
  count: string
}

export interface VictimsForm {
  kind: 'victims'
  occurred: string
  fold: '' | '0' | '1'
  terminal: string
  persons: CountedForm[]
  referrals: ReferralForm[]
  note: string
  reason: string
}

export function blankCounted(): CountedForm {
  return { met: 'potential_victim', count: '1', sex: 'unknown', age_band: 'unknown', exploitation: '', citizenship: '' }
}

export function blankReferral(): ReferralForm {
  return { to: '', count: '1' }
}

/** Begin a report on persons met at a wall time of the airport. */
export function blankVictims(occurred: string): VictimsForm {
  return { kind: 'victims', occurred, fold: '', terminal: '', persons: [blankCounted()], referrals: [], note: '', reason: '' }
}

/** Read how many; what is no number is in the way. */
function readCount(typed: string, path: string, problems: Problem[]): number {
  const text = typed.trim()
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 1000) return Number(text)
  problems.push({ path, code: 'count' })
  return 1
}

/** Read a report on persons met. */
export function readVictims(form: VictimsForm, problems: Problem[]): Victims {
  if (!form.occurred) problems.push({ path: 'occurred', code: 'missing' })
  const persons = form.persons.map((each, index): Counted => ({
    met: each.met,
    count: readCount(each.count, `persons.${index}.count`, problems),
    sex: each.sex,
    age_band: each.age_band,
    exploitation: each.met === 'smuggled_migrant' ? null : each.exploitation || null,
    citizenship: each.citizenship || null,
  }))
  const referrals = readReferrals(form.referrals, persons.reduce((sum, each) => sum + each.count, 0), problems)
  const fold = form.fold === '' ? null : form.fold === '0' ? 0 : 1
  return { kind: 'victims', occurred: form.occurred, fold, terminal: form.terminal || null, persons, referrals }
}

/** Read referrals, of at most so many persons. */
export function readReferrals(forms: readonly ReferralForm[], left: number, problems: Problem[]): Referral[] {
  const found = forms.map(({ to, count }, index): Referral => {
    if (!to) problems.push({ path: `referrals.${index}.to`, code: 'missing' })
    return { to: to || 'organisation', count: readCount(count, `referrals.${index}.count`, problems) }
  })
  const last = found.length - 1
  if (found.reduce((sum, each) => sum + each.count, 0) > left) problems.push({ path: `referrals.${last}.count`, code: 'too_many_referred' })
  return found
}

/** How many of the persons met nobody has referred yet. */
export function unreferred(body: Pick<Victims, 'referrals'> & { persons: readonly { count: number }[] }): number {
  const sum = (each: readonly { count: number }[]): number => each.reduce((total, { count }) => total + count, 0)
  return Math.max(0, sum(body.persons) - sum(body.referrals))
}

/** Write a report on persons met back into its form. */
export function victimsForm(body: Victims, words: { note: string; reason: string }): VictimsForm {
  return {
    kind: 'victims',
    occurred: body.occurred,
    fold: body.fold === null ? '' : body.fold === 0 ? '0' : '1',
    terminal: body.terminal ?? '',
    persons: body.persons.map((each) => ({
      met: each.met,
      count: String(each.count),
      sex: each.sex ?? 'unknown',
      age_band: each.age_band ?? 'unknown',
      exploitation: each.exploitation ?? '',
      citizenship: each.citizenship ?? '',
    })),
    referrals: body.referrals.map(({ to, count }) => ({ to, count: String(count) })),
    ...words,
    note: '',
  }
}

/** Whether anything has been typed that would be a pity to lose. */
export function isVictimsTouched(form: VictimsForm): boolean {
  const blank = JSON.stringify(blankCounted())
  return form.persons.length !== 1 || form.referrals.length > 0 || JSON.stringify(form.persons[0]) !== blank
}
