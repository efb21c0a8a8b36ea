import { describe, expect, it } from 'vitest'

import type { Hours, Number as Figure } from '../../wire'
import { momentsOf } from './pictures'

const figure = (key: string, validated: string): Figure => ({ key, code: '', validated, submitted: '0' })

describe('hours', () => {
  const hours: Hours = {
    clock: 'utc',
    hours: [
      { on: '2026-11-17', hour: '05', all: figure('a', '2'), late: figure('b', '1') },
      { on: '2026-11-19', hour: '05', all: figure('c', '1'), late: figure('d', '0') },
    ],
    of_day: [{ hour: '05', all: figure('e', '3'), late: figure('f', '1') }],
    not_known: null,
    as_of: '2026-11-20T00:00:00Z',
    position: 9,
    measures: '2026.1',
  }

  it('are all twenty-four of the day, and the days between the first and the last', () => {
    const { ofDay, days, cells } = momentsOf(hours, 'validated', String)
    expect(ofDay).toHaveLength(24)
    expect(ofDay[5]).toMatchObject({ label: '05', value: 3, hatched: 1 })
    expect(ofDay[6]).toMatchObject({ key: 'seizures/utc_hour=06/seizure', value: 0 })
    expect(days).toEqual(['2026-11-17', '2026-11-18', '2026-11-19'])
    expect(cells.get('2026-11-17:05')).toMatchObject({ value: 2, hatched: 1 })
  })
})
