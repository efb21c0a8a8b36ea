/** Parts of a plan in words, for reading and for comparing. */

import { unitName } from '../../../board/onWatch'
import { controlsIn, type Moment, type Plan, type Roster, type Target } from '../../../planning/document'
import type { Draft, Part } from '../../../planning/merging'
import { readBack } from '../../../reporting/quantity'
import { hoursOf } from '../../../reporting/turns'
import { isolated } from '../../../shell/isolate'
import { countryName, DAY_TIME, moment, number } from '../../../shell/numbers.svelte'
import { code, colon, listed, t, tOr } from '../../../shell/words.svelte'

/** Say a moment as it was typed, and whose clock it is read on. */
export function momentText({ wall, clock, zone }: Moment): string {
  if (wall === '') return '—'
  const time = moment(`${wall}:00Z`, 'UTC', { ...DAY_TIME, year: 'numeric' })
  return clock === 'local' ? t('plan:moment.at_local', { time }) : t('plan:moment.at_zone', { time, zone: zone ?? '?' })
}

export function phasesText(plan: Plan): string {
  return plan.phases.map((phase) => `${code('phase', phase.kind)}${colon()} ${momentText(phase.starts)} – ${momentText(phase.ends)}`).join('\n')
}

/** Say a target: measure, cell, and value in units no separator could disguise. */
export function targetText(target: Target): string {
  if (target.measure === '' || target.unit === '' || target.value === '') return '—'
  const cells = Object.entries(target.cell).map(([dimension, value]) => code(dimension, value))
  const parts = readBack(target.value, target.unit) ?? [[target.value, target.unit] as [string, string]]
  const value = parts.map(([size, unit]) => `${number(size)} ${tOr(`codes:unit.${unit}.short`, unit)}`).join(' ')
  return `${listed([code('measure', target.measure), ...cells].filter(Boolean))}${colon()} ${value}`
}

export function daysText(plan: Plan): string {
  const { cut_off, clock, zone } = plan.report_day
  const day = clock === 'local' ? t('plan:days.said_local', { time: cut_off }) : t('plan:days.said_zone', { time: cut_off, zone: zone ?? '?' })
  return [day, t('plan:days.said_due', { hours: number(plan.expectations.due_after_hours) }), ...plan.expectations.rosters.map(rosterText)].join(' ')
}

/** Say which airports answer for which shifts. */
function rosterText({ airports, shifts }: Roster): string {
  const said = listed(shifts.map((shift) => isolated(`${code('shift', shift.code)} ${hoursOf(shift)}`)))
  return airports.length > 0 ? t('plan:rosters.said', { airports: airports.join(', '), shifts: said }) : t('plan:rosters.said_others', { shifts: said })
}

/** Say the controls of a phase: the level for all, and where it differs. */
export function controlsText(plan: Plan, phase: number): string {
  const { level, exceptions } = controlsIn(plan, phase)
  const name = (each: string | null): string => (each === null ? t('plan:controls.none') : code('level', each))
  const others = exceptions.map((each) => `${each.airport} ${name(each.level)}`)
  return [name(level), ...others].join(' · ')
}

/** Name a part of a plan; `phases` stands for all that hangs together. */
export function partName(part: Part): string {
  return t(part === 'phases' ? 'plan:crossing.together' : `plan:part.${part}`)
}

/** Return the lines of a text that another one has not. */
export function differing(text: string, other: string): string {
  const lines = other.split('\n')
  return text.split('\n').filter((line) => !lines.includes(line)).join('\n') || '—'
}

/** Say one part of a draft in words. */
export function partText({ name, plan }: Draft, part: Part): string {
  switch (part) {
    case 'name':
      return name
    case 'aim':
    case 'legal_basis':
    case 'purpose':
    case 'lead':
      return plan[part] || '—'
    case 'handling':
      return `TLP:${plan.handling}`
    case 'access_days':
      return t('plan:basics.days', { days: number(plan.access_days) })
    case 'retention_days':
      return t('plan:basics.days', { days: number(plan.retention_days) })
    case 'partners':
      return plan.partners.join(', ') || '—'
    case 'languages':
      return listed(plan.languages.map((each) => code('language', each)))
    case 'objectives':
      return plan.objectives.map((each) => [each.text, ...each.targets.map(targetText), ...each.indicators].join('\n')).join('\n\n') || '—'
    case 'report_day':
    case 'expectations':
      return daysText(plan)
    case 'countries':
    case 'airports':
    case 'units':
    case 'phases':
    case 'deviations':
    case 'controls':
      return togetherText(plan)
    case 'taxonomy_version':
      return plan.taxonomy_version
  }
}

/** Say which countries a coordination unit looks after. */
export function unitText({ name, countries }: Plan['units'][number]): string {
  return `${unitName(name || '?')}${colon()} ${listed(countries.map(countryName)) || '—'}`
}

function togetherText(plan: Plan): string {
  const where = [
    `${t('plan:places.countries')}${colon()} ${listed(plan.countries.map(countryName)) || '—'}`,
    `${t('plan:places.airports')}${colon()} ${listed(plan.airports.map(isolated)) || '—'}`,
  ]
  const units = plan.units.map(unitText)
  const controls = plan.phases.map((phase, index) => `${code('phase', phase.kind)} · ${controlsText(plan, index)}`)
  const deviations = plan.deviations.map(
    ({ airport, phase, edge, moment }) =>
      `${code('phase', plan.phases[phase]?.kind ?? '')}, ${t(`plan:phases.${edge}s`)} · ${t('plan:changes.deviates')} ${isolated(airport)}${colon()} ${momentText(moment)}`,
  )
  return [...where, ...units, phasesText(plan), ...deviations, ...controls].filter(Boolean).join('\n')
}
