import { describe, expect, test } from 'vitest'

import { countables, withCell, withMeasure } from './targets'

const EMPTY = { measure: '', cell: {}, unit: '', value: '60' }
const KINDS = countables([
  { code: 'seizures', unit: 'seizure', live: [[]] },
  { code: 'quantity', unit: null, live: [['commodity']] },
  { code: 'persons', unit: 'person', live: [[], ['outcome']] },
  { code: 'nowhere_live', unit: 'person', live: [] },
])
const kind = (measure: string): (typeof KINDS)[number] => KINDS.find((each) => each.measure === measure)!

describe('a target', () => {
  test('may be set for what boards count, by commodity where there is no total', () => {
    expect(KINDS.map((each) => [each.measure, each.dimension, each.needed])).toEqual([
      ['seizures', null, false],
      ['quantity', 'commodity', true],
      ['persons', 'outcome', false],
    ])
  })

  test('gets the unit of its measure', () => {
    expect(withMeasure(EMPTY, kind('seizures'))).toEqual({ measure: 'seizures', cell: {}, unit: 'seizure', value: '60' })
  })

  test('gets the unit of its commodity, and keeps one that fits', () => {
    const cocaine = withCell(withMeasure(EMPTY, kind('quantity')), kind('quantity'), 'cocaine', ['kg', 'g'])
    expect(cocaine).toMatchObject({ cell: { commodity: 'cocaine' }, unit: 'kg' })
    expect(withCell({ ...cocaine, unit: 'g' }, kind('quantity'), 'heroin', ['kg', 'g']).unit).toBe('g')
    expect(withCell(cocaine, kind('quantity'), 'ivory', ['piece']).unit).toBe('piece')
  })

  test('lets go of a cell its new measure does not have', () => {
    const arrested = withCell(withMeasure(EMPTY, kind('persons')), kind('persons'), 'arrested')
    expect(withMeasure(arrested, kind('seizures'))).toMatchObject({ cell: {}, unit: 'seizure' })
    expect(withCell(arrested, kind('persons'), '').cell).toEqual({})
  })
})
