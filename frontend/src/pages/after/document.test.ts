import { describe, expect, it } from 'vitest'

import { barsOf, between, columnsOf, daysWith, newer, readKey, type Day, type Figure } from './document'

const figure = (code: string, validated: string | null, submitted = '0'): Figure => ({ key: `seizures/airport=${code}/seizure`, code, validated, submitted })
const naming = { name: (code: string) => code.toLowerCase(), text: String, kept: 'kept back' }

describe('bars', () => {
  it('leave out what is nothing at this stage, and name what is kept back without a length', () => {
    const figures = [figure('GRU', '4'), figure('LIS', '0', '2'), figure('DSS', null)]
    expect(barsOf(figures, 'validated', naming).map(({ label, value, text }) => [label, value, text])).toEqual([
      ['gru', 4, '4'],
      ['dss', 0, 'kept back'],
    ])
    expect(barsOf(figures, 'submitted', naming).map(({ label, text }) => [label, text])).toEqual([['lis', '2']])
  })
})

describe('days', () => {
  const day = (on: string, all: string, late: string): Day => ({ on, all: figure(on, all), late: figure(on, late) })

  it('without a seizure stand between those with one, and what was filed late is a part of its day', () => {
    const columns = columnsOf([day('2026-11-15', '3', '1'), day('2026-11-17', '2', '0')], 'validated', (on) => on.slice(8), String)
    expect(columns.map(({ label, value, hatched }) => [label, value, hatched])).toEqual([
      ['15', 3, 1],
      ['16', 0, undefined],
      ['17', 2, undefined],
    ])
  })

  it('are named of one stage alone', () => {
    const days = [day('2026-11-17', '0', '0'), day('2026-11-15', '3', '1')]
    expect(daysWith(days, 'validated')).toEqual(['2026-11-15'])
  })

  it('run over the end of a month and of summer time', () => {
    expect(between(['2027-03-27', '2027-03-29', '2027-03-28', '2027-04-01'])).toHaveLength(6)
    expect(between([])).toEqual([])
  })
})

describe('what is newer', () => {
  it('counts changes of figures behind the position and nothing else', () => {
    const rows = new Map([
      ['log:000000000007', { seq: 7, kind: 'report_filed' }],
      ['log:000000000008', { seq: 8, kind: 'report_validated' }],
      ['log:000000000009', { seq: 9, kind: 'phase_started' }],
      ['operation', { seq: 99, kind: 'report_filed' }],
    ])
    expect(newer(rows, 7)).toBe(1)
  })
})

describe('a key', () => {
  it('says measure, cell and unit', () => {
    expect(readKey('quantity/group=cocaine/airport=GRU/mg')).toEqual({
      measure: 'quantity',
      cell: [
        ['group', 'cocaine'],
        ['airport', 'GRU'],
      ],
      unit: 'mg',
    })
    expect(readKey('persons/person')).toEqual({ measure: 'persons', cell: [], unit: 'person' })
  })
})
