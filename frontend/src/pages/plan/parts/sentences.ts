/** Say problems of a plan in the reader's language; codes and places inside them by their names. */

import type { Plan } from '../../../planning/document'
import { type Problem, problemsIn, sectionOf } from '../../../planning/problems'
import { countryName, DAY_TIME, moment } from '../../../shell/numbers.svelte'
import { code, t, tOr } from '../../../shell/words.svelte'

export function sentence(problem: Problem): string {
  return tOr(`plan:problem.${problem.code.replace(/^plan:/, '')}`, problem.code, worded(problem.params))
}

/** Name the place of the plan a path leads to: the section, and in it the phase or the objective. */
export function placeOf(path: string, plan: Plan): string {
  const [first = '', index = '', edge = ''] = path.split('.')
  const section = t(`plan:section.${sectionOf(path)}`)
  const phase = first === 'phases' ? plan.phases[Number(index)] : undefined
  if (phase && index !== '') return [section, code('phase', phase.kind), edge && t(`plan:phases.${edge}`)].filter(Boolean).join(' · ')
  if (first === 'objectives' && index !== '') return `${section} · ${t('plan:objectives.text', { number: Number(index) + 1 })}`
  return section
}

/** Say the first thing wrong at a path itself; blanks are no error while one types. */
export function errorAt(problems: readonly Problem[], path: string): string | null {
  const found = problems.find((problem) => problem.path === path && !problem.unfinished)
  return found ? sentence(found) : null
}

/** Say the first thing wrong at a path or inside it. */
export function errorIn(problems: readonly Problem[], path: string): string | null {
  const found = problemsIn(problems, path).find((problem) => !problem.unfinished)
  return found ? sentence(found) : null
}

function worded(params: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value]
      if (name === 'country') return [name, countryName(value)]
      if (name === 'measure') return [name, tOr(`codes:measure.${value}`, code('control_measure', value))]
      if (name === 'unit') return [name, tOr(`codes:unit.${value}.name`, value)]
      if (name === 'wall' || name === 'next') return [name, /^\d{4}-/.test(value) ? moment(`${value}:00Z`, 'UTC', DAY_TIME) : value]
      if (name === 'first' || name === 'second') return [name, `${moment(value, 'UTC', DAY_TIME)} UTC`]
      return [name, value]
    }),
  )
}
