import { describe, expect, test } from 'vitest'

import { columnsFor, counterOf, countersOf, reached } from './counters'
import type { CountRow, Rows } from './rows'

function count(circle: string, validated: string | null, more: Partial<CountRow> = {}): [string, Readonly<Record<string, unknown>>] {
  const row: CountRow = { measure: 'persons', cell: {}, unit: 'person', circle, validated, submitted: '0', suppressed: validated === null, at_least: false, ...more }
  return [`count:${row.measure}:all:${row.unit}:${circle}`, { ...row }]
}

const TARGET = { objective: 0, index: 0, measure: 'quantity', cell: { commodity: 'cocaine' }, unit: 'kg', value: '300', quiet: false }

function rows(...given: [string, Readonly<Record<string, unknown>>][]): Rows {
  return new Map(given)
}

describe('the tiles of a board', () => {
  test('fill their rows evenly, so that none stands alone', () => {
    const columns = (width: number): number => columnsFor(7, width, 128, 10)
    expect([960, 890, 560, 330, 100].map(columns)).toEqual([7, 4, 4, 2, 1])
    expect(columnsFor(0, 890, 128, 10)).toBe(0)
  })
})

describe('counters', () => {
  test('a figure is the sum over the circles of its reader', () => {
    const seen = rows(count('operation', '30'), count('airport:GRU', '0', { submitted: '4' }), count('airport:CDG', '1'))
    expect(counterOf(seen, 'persons:all:person')).toMatchObject({ validated: 31n, submitted: 4n })
  })
  test('the exact row of the OCU stands for the one of the operation, which is never added to it', () => {
    expect(counterOf(rows(count('operation', null), count('ocu', '3')), 'persons:all:person')?.validated).toBe(3n)
    expect(counterOf(rows(count('operation', '12'), count('ocu', '12')), 'persons:all:person')?.validated).toBe(12n)
  })
  test('those who know no case read fives, and those who know a part are told no whole', () => {
    expect(counterOf(rows(count('operation', null), count('fives', '20')), 'persons:all:person')?.validated).toBe(20n)
    expect(counterOf(rows(count('operation', null), count('fives', '20'), count('ocu', '21')), 'persons:all:person')?.validated).toBe(21n)
    expect(counterOf(rows(count('operation', null)), 'persons:all:person')?.validated).toBeNull()
  })
  test('a small count is kept back from everyone else', () => {
    expect(counterOf(rows(count('operation', null), count('airport:GRU', '1')), 'persons:all:person')?.validated).toBeNull()
  })
  test('a target in kilograms meets its count in milligrams', () => {
    const cocaine = count('operation', '212400000', { measure: 'quantity', cell: { commodity: 'cocaine' }, unit: 'mg' })
    const [first] = countersOf(rows(['operation', { targets: [TARGET] }], cocaine))
    expect(first).toMatchObject({ validated: 212_400_000n, target: { steps: 300_000_000n, unit: 'kg' } })
  })
  test('a commodity counts in the totals it is published under, and is named by itself where it is alone', () => {
    const kilograms = (commodity: string, validated: string, within: string[]): [string, Readonly<Record<string, unknown>>] => {
      const [, row] = count('operation', validated, { measure: 'quantity', cell: { commodity }, unit: 'mg', within })
      return [`count:quantity:commodity=${commodity}:mg:operation`, row]
    }
    const seen = rows(kilograms('cocaine', '60', []), kilograms('crack', '3', ['cocaine']), kilograms('heroin', '5', ['opiates']))
    expect(countersOf(seen).map((each) => [each.cell['commodity'], each.validated])).toEqual([
      ['cocaine', 63n],
      ['heroin', 5n],
    ])
    expect(counterOf(seen, 'quantity:commodity=cocaine:mg')?.validated).toBe(63n)
    const aimed = rows(['operation', { targets: [TARGET] }], kilograms('crack', '3', ['cocaine']))
    expect(countersOf(aimed)[0]).toMatchObject({ cell: { commodity: 'cocaine' }, validated: 3n })
  })
  test('a target nothing was counted for yet stands at zero', () => {
    expect(countersOf(rows(['operation', { targets: [TARGET] }]))[0]?.validated).toBe(0n)
  })
  test('of a figure whose few are nobody’s business, no counter means nothing only to those who may know them', () => {
    const seen = rows(['operation', { targets: [{ ...TARGET, measure: 'potential_victims', cell: {}, unit: 'person', value: '20', quiet: true }] }])
    expect(countersOf(seen, false)[0]).toMatchObject({ validated: null, submitted: null, target: { steps: 20n } })
    expect(countersOf(seen, true)[0]).toMatchObject({ validated: 0n })
  })
  test('without a target of theirs, results and what they are rated by come before the rest', () => {
    const measured = (measure: string, unit: string, validated: string, cell = {}) => {
      const [, row] = count('operation', validated, { measure, unit, cell })
      return [`count:${measure}:${JSON.stringify(cell)}:${unit}:operation`, row] as [string, typeof row]
    }
    const seen = rows(
      measured('bags_searched', 'bag', '7'),
      measured('flights_monitored', 'flight', '12'),
      measured('officers', 'officer', '5'),
      measured('passengers_checked', 'person', '50'),
      measured('persons', 'person', '1'),
      measured('seizures', 'seizure', '22'),
      measured('quantity', 'mg', '4200000', { commodity: 'cocaine' }),
      measured('quantity', 'mg', '9', { commodity: 'khat' }),
    )
    expect(countersOf(seen).map((each) => each.measure)).toEqual(['seizures', 'quantity', 'persons', 'passengers_checked'])
    expect(countersOf(rows(['operation', { targets: [TARGET] }], ...seen)).map((each) => each.measure)).toEqual([
      'quantity', 'seizures', 'persons', 'passengers_checked',
    ])
  })
  test('a target is never more than reached', () => {
    expect(reached(5n, 10n)).toBe(0.5)
    expect(reached(20n, 10n)).toBe(1)
    expect(reached(null, 10n)).toBe(0)
  })
})
