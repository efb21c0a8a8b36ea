/**
 * The plan as the server keeps it, and the edits that touch several of its parts at once.
 *
 * Pure: every edit returns a new plan. Controls are kept per airport and phase; people think in one level for all and
 * some exceptions, so that is what they are read as and written from.
 */

import type {
  AirportView,
  Clock,
  Handling,
  Level,
  MomentOutput,
  ObjectiveOutput,
  PhaseKind,
  PhaseOutput,
  PlanOutput,
  TargetOutput,
} from '../wire'

export type { Handling, Level, PhaseKind }
export type ClockName = Clock
export type Moment = MomentOutput
export type Phase = PhaseOutput
export type Target = TargetOutput
export type Objective = ObjectiveOutput
export type Plan = PlanOutput
export type Roster = Plan['expectations']['rosters'][number]
export type Shift = Roster['shifts'][number]
/** What one plans with of what the catalogue knows of an airport. */
export type Place = Pick<AirportView, 'iata' | 'name' | 'city' | 'country' | 'zone'>

export const KINDS = ['preparation', 'intelligence', 'operational', 'consolidation'] as const satisfies readonly PhaseKind[]
export const LEVELS = ['baseline', 'heightened', 'maximum'] as const satisfies readonly Level[]
export const HANDLINGS = ['RED', 'AMBER+STRICT', 'AMBER', 'GREEN', 'CLEAR'] as const satisfies readonly Handling[]
/** How many characters the words of a plan, of a seat and of an answer may have, as the server takes them. */
export const LONGEST = { line: 200, paragraph: 4000, unit: 80, shift: 8, name: 120, reason: 1000, note: 2000 } as const
export type EdgeName = 'starts' | 'ends'

export const NO_MOMENT: Moment = { wall: '', clock: 'local', zone: null, fold: null }

export function emptyPlan(): Plan {
  return {
    aim: '',
    legal_basis: '',
    purpose: '',
    retention_days: 1826,
    access_days: 90,
    lead: '',
    partners: [],
    handling: 'AMBER',
    languages: ['en', 'fr', 'es', 'pt', 'ar'],
    countries: [],
    airports: [],
    units: [],
    phases: [],
    deviations: [],
    report_day: { clock: 'local', cut_off: '00:00', zone: null },
    expectations: { due_after_hours: 12, phases: ['operational'], rosters: [] },
    controls: [],
    objectives: [],
    taxonomy_version: '',
  }
}

/** Add airports with their countries; each gets the control level that holds for all in each phase. */
export function addAirports(plan: Plan, places: readonly Place[]): Plan {
  const fresh = places.filter((place, at) => !plan.airports.includes(place.iata) && places.findIndex((each) => each.iata === place.iata) === at)
  const added = fresh.map((place) => place.iata)
  const controls = plan.phases.flatMap((_, phase) => {
    const { level, measures } = controlsIn(plan, phase)
    return level === null ? [] : added.map((airport) => ({ airport, phase, level, measures: [...measures] }))
  })
  return {
    ...plan,
    airports: [...plan.airports, ...added],
    countries: [...new Set([...plan.countries, ...places.map((place) => place.country)])],
    controls: [...plan.controls, ...controls],
  }
}

/** Take an airport out, with what was planned there, and its country when it was the last one there. */
export function removeAirport(plan: Plan, iata: string, countryOf: ReadonlyMap<string, string>): Plan {
  const airports = plan.airports.filter((each) => each !== iata)
  const country = countryOf.get(iata)
  const last = country !== undefined && !airports.some((each) => countryOf.get(each) === country)
  return {
    ...(last ? withoutCountry(plan, country) : plan),
    airports,
    controls: plan.controls.filter((control) => control.airport !== iata),
    deviations: plan.deviations.filter((own) => own.airport !== iata),
    expectations: { ...plan.expectations, rosters: withoutAirport(plan.expectations.rosters, iata) },
  }
}

/** Take an airport off the rosters. One that named only it goes with it: without airports it would be for all others. */
function withoutAirport(rosters: readonly Roster[], iata: string): Roster[] {
  return rosters.flatMap((roster) => {
    if (!roster.airports.includes(iata)) return [roster]
    const airports = roster.airports.filter((each) => each !== iata)
    return airports.length > 0 ? [{ ...roster, airports }] : []
  })
}

/** Take a country out with all its airports. */
export function removeCountry(plan: Plan, country: string, countryOf: ReadonlyMap<string, string>): Plan {
  const gone = plan.airports.filter((iata) => countryOf.get(iata) === country)
  const left = gone.reduce((rest, iata) => removeAirport(rest, iata, countryOf), plan)
  return withoutCountry(left, country)
}

/** Take a country off the list, and from the unit that looks after it. */
function withoutCountry(plan: Plan, country: string): Plan {
  const without = (codes: readonly string[]): string[] => codes.filter((each) => each !== country)
  return { ...plan, countries: without(plan.countries), units: plan.units.map((unit) => ({ ...unit, countries: without(unit.countries) })) }
}

/** Insert a phase at a place; controls and airports' own moments of later phases move with them. */
export function insertPhase(plan: Plan, at: number, phase: Phase): Plan {
  const controls = plan.controls.map((control) => (control.phase >= at ? { ...control, phase: control.phase + 1 } : control))
  const deviations = plan.deviations.map((own) => (own.phase >= at ? { ...own, phase: own.phase + 1 } : own))
  return { ...plan, phases: [...plan.phases.slice(0, at), phase, ...plan.phases.slice(at)], controls, deviations }
}

/** Add a phase of a kind where its kind belongs; it begins when the one before it ends. */
export function addPhase(plan: Plan, kind: PhaseKind): Plan {
  const rank = KINDS.indexOf(kind)
  const later = plan.phases.findIndex((phase) => KINDS.indexOf(phase.kind) > rank)
  const at = later < 0 ? plan.phases.length : later
  const starts = plan.phases[at - 1]?.ends ?? NO_MOMENT
  const ends = plan.phases[at]?.starts ?? { ...starts, wall: '', fold: null }
  return insertPhase(plan, at, { kind, starts: { ...starts }, ends: { ...ends } })
}

/** Take a phase out, with the controls and the airports' own moments planned for it. */
export function removePhase(plan: Plan, at: number): Plan {
  const without = <Each extends { phase: number }>(list: readonly Each[]): Each[] =>
    list.filter((each) => each.phase !== at).map((each) => (each.phase > at ? { ...each, phase: each.phase - 1 } : each))
  return { ...plan, phases: plan.phases.filter((_, index) => index !== at), controls: without(plan.controls), deviations: without(plan.deviations) }
}

/** Move an edge of a phase; a neighbour that touched it goes with it, as it would on paper. */
export function moveEdge(plan: Plan, index: number, edge: EdgeName, moment: Moment): Plan {
  const before = plan.phases[index]?.[edge]
  const twin: EdgeName = edge === 'ends' ? 'starts' : 'ends'
  const phases = plan.phases.map((phase, at) => {
    if (at === index) return { ...phase, [edge]: moment }
    const touches = at === (edge === 'ends' ? index + 1 : index - 1) && before && sameTime(phase[twin], before)
    return touches ? { ...phase, [twin]: moment } : phase
  })
  return { ...plan, phases }
}

function sameTime(a: Moment, b: Moment): boolean {
  return a.wall === b.wall && a.clock === b.clock && a.zone === b.zone
}

/** Lay out the four phases round a first and a last operational day, at local time; what was there is replaced. */
export function layOut(plan: Plan, firstOn: string, days: number): Plan {
  const at = (shift: number): Moment => ({ ...NO_MOMENT, wall: `${shiftDay(firstOn, shift)}T00:00` })
  const edges = [-21, -4, 0, days, days + 7]
  const phases = KINDS.map((kind, index) => ({ kind, starts: at(edges[index] ?? 0), ends: at(edges[index + 1] ?? 0) }))
  const kept = plan.phases.length === 0 ? plan.controls : []
  return { ...plan, phases, deviations: [], controls: kept }
}

function shiftDay(on: string, days: number): string {
  return new Date(Date.parse(`${on}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

export interface PhaseControls {
  /** The level that holds at most airports; null when most have none. */
  level: Level | null
  measures: string[]
  exceptions: { airport: string; level: Level | null }[]
}

/** Read the controls of a phase as one level for all, and who differs. */
export function controlsIn(plan: Plan, phase: number): PhaseControls {
  const here = new Map(plan.controls.filter((control) => control.phase === phase).map((control) => [control.airport, control]))
  const levels = plan.airports.map((airport) => here.get(airport)?.level ?? null)
  const choices: (Level | null)[] = [...LEVELS, null]
  const count = (level: Level | null): number => levels.filter((each) => each === level).length
  const level = levels.length === 0 ? null : choices.reduce((best, each) => (count(each) > count(best) ? each : best), choices[0] ?? null)
  const typical = plan.airports.map((airport) => here.get(airport)).find((control) => control !== undefined && control.level === level)
  const exceptions = plan.airports.flatMap((airport, index) => (levels[index] === level ? [] : [{ airport, level: levels[index] ?? null }]))
  return { level, measures: typical?.measures ?? [], exceptions }
}

/** Plan one level at all airports in a phase but those that differ already. */
export function setLevel(plan: Plan, phase: number, level: Level | null, bundles: Readonly<Record<Level, readonly string[]>>): Plan {
  const { exceptions } = controlsIn(plan, phase)
  const apart = new Set(exceptions.map((each) => each.airport))
  const kept = plan.controls.filter((control) => control.phase !== phase || apart.has(control.airport))
  const planned = level === null ? [] : plan.airports.filter((airport) => !apart.has(airport))
  return { ...plan, controls: [...kept, ...planned.map((airport) => ({ airport, phase, level: level as Level, measures: [...bundles[level as Level]] }))] }
}

/** Plan a level of its own at one airport in a phase. */
export function setLevelAt(
  plan: Plan,
  phase: number,
  airport: string,
  level: Level | null,
  bundles: Readonly<Record<Level, readonly string[]>>,
): Plan {
  const kept = plan.controls.filter((control) => control.phase !== phase || control.airport !== airport)
  const usual = plan.controls.find((control) => control.phase === phase && control.level === level && control.airport !== airport)
  const planned = level === null ? [] : [{ airport, phase, level, measures: [...(usual?.measures ?? bundles[level])] }]
  return { ...plan, controls: [...kept, ...planned] }
}

/** Choose the measures that go with the level for all in a phase. */
export function setMeasures(plan: Plan, phase: number, measures: readonly string[]): Plan {
  const { level } = controlsIn(plan, phase)
  const controls = plan.controls.map((control) => (control.phase === phase && control.level === level ? { ...control, measures: [...measures] } : control))
  return { ...plan, controls }
}

/** Group the airports of a plan under their countries, countries in the order of their names. */
export function byCountry(
  plan: Pick<Plan, 'airports' | 'countries'>,
  places: ReadonlyMap<string, Place>,
  nameOf: (country: string) => string,
): { country: string | null; airports: string[] }[] {
  const groups = new Map<string | null, string[]>(plan.countries.map((country) => [country, []]))
  for (const iata of plan.airports) {
    const country = places.get(iata)?.country ?? null
    groups.set(country, [...(groups.get(country) ?? []), iata])
  }
  return [...groups]
    .map(([country, airports]) => ({ country, airports: airports.sort() }))
    .sort((a, b) => (a.country === null ? 1 : b.country === null ? -1 : nameOf(a.country).localeCompare(nameOf(b.country))))
}

/** Name the airports with an operational phase in none of which controls are planned: often forgotten, now and then meant. */
export function withoutControls(plan: Pick<Plan, 'airports' | 'phases' | 'controls'>): string[] {
  const operational = plan.phases.flatMap((phase, index) => (phase.kind === 'operational' ? [index] : []))
  if (operational.length === 0) return []
  const planned = new Set(plan.controls.filter((control) => operational.includes(control.phase)).map((control) => control.airport))
  return plan.airports.filter((iata) => !planned.has(iata))
}
