/** Two people edited one draft: which parts each changed, and the plan that follows from what one chooses. Pure. */

import type { Plan } from './document'

/** A plan and its name, as it is saved. */
export interface Draft {
  name: string
  plan: Plan
}

export type Part = 'name' | keyof Plan
export type Side = 'mine' | 'theirs'

function partOf(draft: Draft, part: Part): unknown {
  return part === 'name' ? draft.name : draft.plan[part]
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** Bring objects to one order of keys, so that two spellings of one value compare equal. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, each]) => [key, sorted(each)]),
  )
}

export function sameDraft(a: Draft, b: Draft): boolean {
  return same(a, b)
}

/** List the parts in which the fields lie that a refusal of a whole draft names. */
export function partsAt(paths: readonly string[], { plan }: Draft): Part[] {
  const first = new Set(paths.map((path) => path.split('.')[0]))
  return (['name', ...Object.keys(plan)] as Part[]).filter((part) => first.has(part))
}

/** Write a draft with some of its parts as they were before. */
export function without(draft: Draft, parts: readonly Part[], before: Draft): Draft {
  const plan = Object.fromEntries(Object.entries(draft.plan).map(([part, value]) => [part, parts.includes(part as Part) ? before.plan[part as keyof Plan] : value]))
  return { name: parts.includes('name') ? before.name : draft.name, plan: plan as Plan }
}

/** List the parts in which two drafts differ, in the order of the form. */
export function changes(before: Draft, after: Draft): Part[] {
  const parts: Part[] = ['name', ...(Object.keys(after.plan) as (keyof Plan)[])]
  return parts.filter((part) => !same(partOf(before, part), partOf(after, part)))
}

export interface Meeting {
  /** Changed only there, only here, and on both sides differently. */
  theirs: Part[]
  mine: Part[]
  both: Part[]
}

/** Compare what became of one draft in two places. */
export function meet(base: Draft, mine: Draft, theirs: Draft): Meeting {
  const [here, there] = [changes(base, mine), changes(base, theirs)]
  const both = here.filter((part) => there.includes(part) && !same(partOf(mine, part), partOf(theirs, part)))
  return {
    theirs: there.filter((part) => !here.includes(part)),
    mine: here.filter((part) => !there.includes(part)),
    both,
  }
}

// Controls and deviations name phases by their place and airports by their code: these are never mixed from two drafts.
const TOGETHER: readonly Part[] = ['countries', 'airports', 'units', 'phases', 'deviations', 'controls']

/** Name what hangs together once, as `phases`. */
export function together(parts: readonly Part[]): Part[] {
  const alone = parts.filter((part) => !TOGETHER.includes(part))
  return alone.length < parts.length ? [...alone, 'phases'] : alone
}

/** List what a person must decide: parts changed on both sides; what hangs together is asked as `phases`. */
export function questions(base: Draft, mine: Draft, theirs: Draft): Part[] {
  const meeting = meet(base, mine, theirs)
  const touched = (parts: readonly Part[]): boolean => parts.some((part) => TOGETHER.includes(part))
  const crossed = touched(meeting.both) || (touched(meeting.mine) && touched(meeting.theirs))
  const alone = meeting.both.filter((part) => !TOGETHER.includes(part))
  return crossed ? [...alone, 'phases'] : alone
}

/** Make one draft of two: what only one side changed is taken from it, what was asked from the side chosen. */
export function merge(base: Draft, mine: Draft, theirs: Draft, chosen: Partial<Record<Part, Side>>): Draft {
  const asked = questions(base, mine, theirs)
  const here = changes(base, mine)
  const sideOf = (part: Part): Side => {
    const question = TOGETHER.includes(part) ? 'phases' : part
    if (asked.includes(question)) return chosen[question] ?? 'theirs'
    return here.includes(part) ? 'mine' : 'theirs'
  }
  const from = (part: Part): Draft => (sideOf(part) === 'mine' ? mine : theirs)
  const keys = Object.keys(theirs.plan) as (keyof Plan)[]
  const plan = Object.fromEntries(keys.map((key) => [key, from(key).plan[key]])) as unknown as Plan
  return { name: from('name').name, plan }
}
