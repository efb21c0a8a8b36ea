import { describe, expect, test } from 'vitest'

import { withCell, withMeasure } from './targets'

const EMPTY = { measure: '', cell: {}, unit: '', value: '60' }

describe('a target', () => {
  test('gets the unit of its measure', () => {
    expect(withMeasure(EMPTY, 'seizures')).toEqual({ measure: 'seizures', cell: {}, unit: 'seizure', value: '60' })
  })

  test('gets the unit of its commodity, and keeps one that fits', () => {
    const cocaine = withCell(withMeasure(EMPTY, 'quantity'), 'cocaine', ['kg', 'g'])
    expect(cocaine).toMatchObject({ cell: { commodity: 'cocaine' }, unit: 'kg' })
    expect(withCell({ ...cocaine, unit: 'g' }, 'heroin', ['kg', 'g']).unit).toBe('g')
    expect(withCell(cocaine, 'ivory', ['piece']).unit).toBe('piece')
  })

  test('lets go of a cell its new measure does not have', () => {
    const arrested = withCell(withMeasure(EMPTY, 'persons'), 'arrested')
    expect(withMeasure(arrested, 'hits')).toMatchObject({ cell: {}, unit: 'hit' })
    expect(withCell(arrested, '').cell).toEqual({})
  })
})
