/** What keeps a plan from being published, sorted for the page that names it. The rules are the server's alone. */

import type { ProblemView } from '../wire'

/** `unfinished` is what is merely not there yet, or too late to publish: no mistake of somebody who is still typing. */
export type Problem = Omit<ProblemView, 'params'> & { params: Record<string, unknown> }

/**
 * Gather what is the same question at many places: one time that one change of clocks removes, or doubles, in several
 * zones at once is asked about once, with all its zones and airports; a target is asked to be filled in once, at the
 * first of its fields that is empty.
 */
export function gathered(problems: readonly Problem[]): Problem[] {
  const found = new Map<string, Problem>()
  for (const problem of problems) {
    const { zone, airports, next, first, ...rest } = problem.params
    const place = problem.code === 'plan:target_incomplete' ? problem.path.slice(0, problem.path.lastIndexOf('.')) : problem.path
    const same = JSON.stringify([problem.code, place, next, first, rest, zone === undefined ? airports : null])
    const before = found.get(same)
    if (before === undefined) found.set(same, problem)
    else if (zone !== undefined) found.set(same, { ...before, params: { ...before.params, zone: both(before, 'zone', zone), airports: both(before, 'airports', airports) } })
  }
  return [...found.values()]
}

function both(before: Problem, name: string, more: unknown): string {
  return [before.params[name], more].filter((each) => each !== undefined).join(', ')
}

const SECTIONS = {
  basics: ['aim', 'legal_basis', 'purpose', 'lead', 'partners', 'handling', 'retention_days', 'access_days', 'languages', 'taxonomy_version'],
  objectives: ['objectives'],
  places: ['countries', 'airports', 'units'],
  phases: ['phases', 'deviations'],
  days: ['report_day', 'expectations'],
  controls: ['controls'],
} as const

export type Section = keyof typeof SECTIONS
export const SECTION_NAMES = Object.keys(SECTIONS) as Section[]

/** Say in which section of the form a place of the plan is edited. */
export function sectionOf(path: string): Section {
  const [first = ''] = path.split('.')
  return SECTION_NAMES.find((name) => (SECTIONS[name] as readonly string[]).includes(first)) ?? 'basics'
}

/** List the problems at a place, and of what lies inside it. */
export function problemsIn(problems: readonly Problem[], path: string): Problem[] {
  return problems.filter((problem) => problem.path === path || problem.path.startsWith(`${path}.`))
}

/** List the places to look for a field in, from the very one outwards. */
export function pathsOutward(path: string): string[] {
  const parts = path.split('.')
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('.'))
}
