/** The figures a board shows: sums over the circles the reader has, beside their targets. Pure, in whole steps. */

import { toSteps, unitOf } from '../shell/units'
import { operationOf, rowsOf, type CellOf, type CountRow, type Rows, type TargetRow } from './rows'

export interface Counter {
  id: string
  measure: string
  cell: CellOf
  /** The unit of the steps: `mg` for kilograms. */
  step: string
  /** Null where the figure is kept back because it is small. */
  validated: bigint | null
  submitted: bigint | null
  /** What is validated is this many or a few more. */
  atLeast: boolean
  target: { steps: bigint; unit: string } | null
  /** The totals its commodity counts in, nearest first. */
  within: readonly string[]
}

const SHOWN_WITHOUT_TARGET = 4

/** What a board says first where the plan has no target for it: results, and what they are to be rated by. */
const FIRST = ['seizures', 'quantity', 'persons', 'passengers_checked', 'bags_searched', 'database_checks']

/** Name a measure's cell in one unit, the same for counts and for targets. */
export function counterId(measure: string, cell: CellOf, step: string): string {
  const parts = Object.entries(cell).sort(([a], [b]) => (a < b ? -1 : 1))
  return [measure, parts.map(([dimension, code]) => `${dimension}=${code}`).join(',') || 'all', step].join(':')
}

/**
 * List the counters: those with a target first, in the plan's order, then those of the others that say most.
 *
 * `exact` says that the reader may know small counts: only then is a figure that is not there known to be nothing.
 */
export function countersOf(rows: Rows, exact = true): Counter[] {
  const counted = countedOf(rows)
  const targets = (operationOf(rows)?.targets ?? []).map((target) => withTarget(target, counted, exact))
  const taken = new Set(targets.map((counter) => counter.id))
  const others = ranked(
    grouped([...counted.values()].filter(plain), counted).filter((counter) => !taken.has(counter.id)),
    new Set(targets.map((counter) => counter.measure)),
  )
  return [...targets, ...others.slice(0, Math.max(SHOWN_WITHOUT_TARGET - targets.length, 2))]
}

/** List the counters of a part: those there is something of, in the same order. A target is the whole operation's, not a part's. */
export function countersOfPart(rows: Rows): Counter[] {
  return countersOf(rows)
    .map((counter) => ({ ...counter, target: null }))
    .filter(({ validated, submitted }) => validated !== 0n || submitted !== 0n)
}

/** List the commodities that anything was counted of, and the totals they count in. */
export function commoditiesIn(rows: Rows): string[] {
  return [...new Set(rowsOf(rows, 'count').flatMap(({ row }) => (row.measure === 'quantity' ? [row.cell['commodity'] ?? '', ...(row.within ?? [])] : [])))].filter(Boolean).sort()
}

/** Find one counter by its id, with its target if it has one. */
export function counterOf(rows: Rows, id: string, exact = true): Counter | null {
  const counted = countedOf(rows)
  const target = (operationOf(rows)?.targets ?? []).map((each) => withTarget(each, counted, exact)).find((each) => each.id === id)
  return target ?? rolled(id, counted) ?? null
}

function withTarget(target: TargetRow, counted: ReadonlyMap<string, Counter>, exact: boolean): Counter {
  const { step } = unitOf(target.unit)
  const id = counterId(target.measure, target.cell, step)
  const nothing = target.quiet && !exact ? null : 0n
  const none: Counter = { id, measure: target.measure, cell: target.cell, step, validated: nothing, submitted: nothing, atLeast: false, target: null, within: [] }
  const steps = toSteps(target.value, target.unit)
  return { ...(rolled(id, counted) ?? none), target: steps === null ? null : { steps, unit: target.unit } }
}

function countedOf(rows: Rows): Map<string, Counter> {
  const groups = new Map<string, CountRow[]>()
  for (const { row } of rowsOf(rows, 'count')) {
    const id = counterId(row.measure, row.cell, unitOf(row.unit).step)
    groups.set(id, [...(groups.get(id) ?? []), row])
  }
  return new Map([...groups].map(([id, group]) => [id, summed(id, group)]))
}

/** Circles whose row is a figure's whole, what is kept back apart: the first that a reader has stands for all. */
const WHOLE = ['ocu', 'fives', 'operation']

/** Add the rows of all circles. The OCU's own row is the operation's without anything kept back, and stands for it. */
function summed(id: string, group: readonly CountRow[]): Counter {
  const [first] = group
  if (first === undefined) throw new Error('a counter needs a row')
  const whole = WHOLE.find((circle) => group.some((row) => row.circle === circle))
  const used = group.filter((row) => row.circle === whole || !WHOLE.includes(row.circle))
  const kept = used.some((row) => row.suppressed)
  const sum = (stage: 'validated' | 'submitted'): bigint | null =>
    kept ? null : used.reduce((total, row) => total + BigInt(row[stage] ?? '0'), 0n)
  return {
    id,
    measure: first.measure,
    cell: first.cell,
    step: unitOf(first.unit).step,
    validated: sum('validated'),
    submitted: sum('submitted'),
    atLeast: used.some((row) => row.at_least && row.validated !== '0'),
    target: null,
    within: first.within ?? [],
  }
}

/** Find a counter with everything its total counts: cocaine is salts, base and crack as well as what is just cocaine. */
function rolled(id: string, counted: ReadonlyMap<string, Counter>): Counter | undefined {
  const own = counted.get(id)
  const parts = [...counted.values()].filter((each) =>
    each.within.some((root) => counterId(each.measure, { ...each.cell, commodity: root }, each.step) === id),
  )
  const [first] = parts
  if (first === undefined) return own
  const all = own ? [own, ...parts] : parts
  const sum = (stage: 'validated' | 'submitted'): bigint => all.reduce((total, each) => total + (each[stage] ?? 0n), 0n)
  const root = first.within.find((each) => counterId(first.measure, { ...first.cell, commodity: each }, first.step) === id)
  return { ...first, ...own, id, cell: { ...first.cell, commodity: root ?? '' }, validated: sum('validated'), submitted: sum('submitted'), within: own?.within ?? [] }
}

/**
 * Show commodities under the totals they are published in, as the after-action report does: their group's where others
 * of it are there too. A group of one is better named by what it is: heroin, not opiates.
 */
function grouped(counters: readonly Counter[], counted: ReadonlyMap<string, Counter>): Counter[] {
  const shown = new Map<string, Counter>()
  for (const counter of counters) {
    const root = [...counter.within].reverse().find((each) => active(counter, each, counters))
    const id = root === undefined ? counter.id : counterId(counter.measure, { ...counter.cell, commodity: root }, counter.step)
    const total = rolled(id, counted)
    if (total) shown.set(id, total)
  }
  return [...shown.values()]
}

function active(counter: Counter, root: string, counters: readonly Counter[]): boolean {
  const same = counters.filter((each) => each.measure === counter.measure && each.step === counter.step)
  return same.some((each) => each.cell['commodity'] === root) || same.filter((each) => each.within[0] === root).length > 1
}

/** Say whether a counter can stand alone on a board: a total, or a quantity of one commodity. */
function plain(counter: Counter): boolean {
  const dimensions = Object.keys(counter.cell)
  // Cases by commodity may stand under several; beside the total of cases they would only confuse.
  if (counter.measure === 'seizures_with') return false
  return dimensions.length === 0 || (dimensions.length === 1 && dimensions[0] === 'commodity')
}

/** Put them in order. A measure that the plan aims at is on the board already, cut as the plan cuts it; of the others the largest leads. */
function ranked(counters: readonly Counter[], aimed: ReadonlySet<string>): Counter[] {
  const sorted = counters.toSorted(bySize)
  const leading = new Set(FIRST.map((measure) => (aimed.has(measure) ? undefined : sorted.find((counter) => counter.measure === measure))))
  const place = (counter: Counter): number => (leading.has(counter) ? FIRST.indexOf(counter.measure) : FIRST.length + (counter.measure === 'quantity' ? 1 : 0))
  return sorted.sort((a, b) => place(a) - place(b))
}

/** Masses first, for they are what amounts are known by; within a unit the largest. */
function bySize(a: Counter, b: Counter): number {
  if (a.step !== b.step) return a.step === 'mg' ? -1 : b.step === 'mg' ? 1 : a.step < b.step ? -1 : 1
  const size = (counter: Counter): bigint => (counter.validated ?? 0n) + (counter.submitted ?? 0n)
  return size(a) === size(b) ? (a.id < b.id ? -1 : 1) : size(a) > size(b) ? -1 : 1
}

/** Spread tiles over as few rows as hold them, evenly: none stands alone below the others. Lengths in pixels. */
export function columnsFor(tiles: number, width: number, least: number, gap: number): number {
  const most = Math.max(1, Math.floor((width + gap) / (least + gap)))
  return Math.ceil(tiles / Math.max(1, Math.ceil(tiles / most)))
}

/** Say how much of a target is reached, in thousandths, at most the whole. */
export function reached(steps: bigint | null, target: bigint): number {
  if (steps === null || target <= 0n) return 0
  const share = (steps * 1000n) / target
  return Number(share > 1000n ? 1000n : share) / 1000
}
