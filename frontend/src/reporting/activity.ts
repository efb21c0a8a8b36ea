/** The activity return as it is typed, and what it says once read. Pure. */

import { type Language, read } from './quantity'
import { openQuantity, type Problem, quantityOf, type Typed, typedOf } from './typed'
import { type Activity, COUNTS, DATABASES, type DatabaseName } from './types'

export interface ActivityForm {
  kind: 'activity'
  report_on: string
  shift: string
  counts: Record<string, string>
  checks: Partial<Record<DatabaseName, string>>
  hits: Partial<Record<DatabaseName, string>>
  officers: string
  hours: Typed
  note: string
  reason: string
}

/** Hours of the day on which clocks are turned back. */
const LONGEST_DAY = 25

/** Begin an activity return for a reporting day. */
export function blankActivity(on: string, shift = ''): ActivityForm {
  const hours = { typed: '', chosen: null }
  return { kind: 'activity', report_on: on, shift, counts: {}, checks: {}, hits: {}, officers: '', hours, note: '', reason: '' }
}

/** Read an activity return. */
export function readActivity(form: ActivityForm, language: Language, problems: Problem[]): Activity {
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
  const body = { kind: 'activity', report_on: form.report_on, shift: form.shift || null, ...counts, database_checks: checks, hits }
  const officers = whole(form.officers, 'officers')
  if (hours && officers !== null && Number(hours) > officers * LONGEST_DAY) problems.push({ path: 'officer_hours', code: 'more_hours' })
  return { ...body, officers, officer_hours: hours || null } as Activity
}

/** Write an activity return back into its form. */
export function activityForm(body: Activity, words: { note: string; reason: string }, language: Language): ActivityForm {
  const text = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value))
  const each = (values: Partial<Record<DatabaseName, number>>): Partial<Record<DatabaseName, string>> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(value)]))
  return {
    kind: 'activity',
    report_on: body.report_on,
    shift: body.shift ?? '',
    counts: Object.fromEntries(COUNTS.map((name) => [name, text(body[name])])),
    checks: each(body.database_checks),
    hits: each(body.hits),
    officers: text(body.officers),
    hours: typedOf(body.officer_hours, language),
    ...words,
  }
}

/** Whether anything has been typed that would be a pity to lose. */
export function isActivityTouched(form: ActivityForm): boolean {
  const texts = [...Object.values(form.counts), ...Object.values(form.checks), ...Object.values(form.hits)]
  return [...texts, form.officers, form.hours.typed, form.note].some((text) => text?.trim())
}
