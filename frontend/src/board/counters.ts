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
  target: { steps: bigint; unit: string } | null
}

const SHOWN_WITHOUT_TARGET = 4

/** Name a measure's cell in one unit, the same for counts and for targets. */
export function counterId(measure: string, cell: CellOf, step: string): string {
  const parts = Object.entries(cell).sort(([a], [b]) => (a < b ? -1 : 1))
  return [measure, parts.map(([dimension, code]) => `${dimension}=${code}`).join(',') || 'all', step].join(':')
}

/** List the counters: those with a target first, in the plan's order, then the largest of the others. */
export function countersOf(rows: Rows): Counter[] {
  const counted = countedOf(rows)
  const targets = (operationOf(rows)?.targets ?? []).map((target) => withTarget(target, counted))
  const taken = new Set(targets.map((counter) => counter.id))
  const others = [...counted.values()].filter((counter) => !taken.has(counter.id) && plain(counter)).sort(byWeight)
  return [...targets, ...others.slice(0, Math.max(SHOWN_WITHOUT_TARGET - targets.length, 2))]
}

/** Find one counter by its id, with its target if it has one. */
export function counterOf(rows: Rows, id: string): Counter | null {
  const counted = countedOf(rows)
  const target = (operationOf(rows)?.targets ?? []).map((each) => withTarget(each, counted)).find((each) => each.id === id)
  return target ?? counted.get(id) ?? null
}

function withTarget(target: TargetRow, counted: ReadonlyMap<string, Counter>): Counter {
  const { step } = unitOf(target.unit)
  const id = counterId(target.measure, target.cell, step)
  const none: Counter = { id, measure: target.measure, cell: target.cell, step, validated: 0n, submitted: 0n, target: null }
  const steps = toSteps(target.value, target.unit)
  return { ...(counted.get(id) ?? none), target: steps === null ? null : { steps, unit: target.unit } }
}

function countedOf(rows: Rows): Map<string, Counter> {
  const groups = new Map<string, CountRow[]>()
  for (const { row } of rowsOf(rows, 'count')) {
    const id = counterId(row.measure, row.cell, unitOf(row.unit).step)
    groups.set(id, [...(groups.get(id) ?? []), row])
  }
  return new Map([...groups].map(([id, group]) => [id, summed(id, group)]))
}

/** Add the rows of all circles. The OCU's own row is the operation's without anything kept back, and stands for it. */
function summed(id: string, group: readonly CountRow[]): Counter {
  const [first] = group
  if (first === undefined) throw new Error('a counter needs a row')
  const exact = group.some((row) => row.circle === 'ocu')
  const used = exact ? group.filter((row) => row.circle !== 'operation') : group
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
    target: null,
  }
}

/** Say whether a counter can stand alone on a board: a total, or a quantity of one commodity. */
function plain(counter: Counter): boolean {
  const dimensions = Object.keys(counter.cell)
  // Cases by commodity may stand under several; beside the total of cases they would only confuse.
  if (counter.measure === 'seizures_with') return false
  return dimensions.length === 0 || (dimensions.length === 1 && dimensions[0] === 'commodity')
}

function byWeight(a: Counter, b: Counter): number {
  const total = (counter: Counter): number => (Object.keys(counter.cell).length === 0 ? 0 : 1)
  if (total(a) !== total(b)) return total(a) - total(b)
  if (a.step !== b.step) return a.step === 'mg' ? -1 : b.step === 'mg' ? 1 : a.step < b.step ? -1 : 1
  const size = (counter: Counter): bigint => (counter.validated ?? 0n) + (counter.submitted ?? 0n)
  return size(a) === size(b) ? (a.id < b.id ? -1 : 1) : size(a) > size(b) ? -1 : 1
}

/** Say how much of a target is reached, in thousandths, at most the whole. */
export function reached(steps: bigint | null, target: bigint): number {
  if (steps === null || target <= 0n) return 0
  const share = (steps * 1000n) / target
  return Number(share > 1000n ? 1000n : share) / 1000
}
