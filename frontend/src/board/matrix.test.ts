import { describe, expect, test } from 'vitest'

import shared from '../../../tests/operations/statistics/matrix_cases.json'
import { dayState, reportingMetrics, soFar, worstOf } from './matrix'
import type { DayCell } from './matrix'

const DUE_AT = shared.due_at
const HOUR = 3_600_000

function cell(facts: Partial<DayCell>): DayCell {
  const nothing = { due_at: DUE_AT, received_at: null, activity: false, nil: false, voided: false }
  return { ...nothing, ...facts }
}

function hoursAfterDue(hours: number): string {
  return new Date(Date.parse(DUE_AT) + hours * HOUR).toISOString()
}

describe('a cell says the same in the browser as on the server', () => {
  test.each(shared.cases)('$says', ({ cell: facts, now, state }) => {
    expect(dayState(cell(facts), Date.parse(now))).toBe(state)
  })
})

test('the five metrics of one small operation', () => {
  const cells = [
    cell({ received_at: hoursAfterDue(-1), activity: true }),
    cell({ received_at: hoursAfterDue(-2), nil: true }),
    cell({ received_at: hoursAfterDue(1), nil: true }),
    cell({}),
    cell({ due_at: hoursAfterDue(24) }),
  ]
  const now = Date.parse(hoursAfterDue(2))
  expect(reportingMetrics(cells, now)).toEqual({
    expected: 5,
    due: 4,
    actual: 3,
    on_time: 2,
    rate: 3 / 5,
    on_time_rate: 2 / 5,
  })
  expect(reportingMetrics(soFar(cells, now), now).rate).toBe(3 / 4)
  expect(reportingMetrics([], now).rate).toBeNull()
})

test('a cell of several shifts shows what stands out most', () => {
  const now = Date.parse(hoursAfterDue(1))
  const [missing, ahead] = [cell({}), cell({ due_at: hoursAfterDue(24) })]
  const [late, nil] = [cell({ received_at: hoursAfterDue(0.5), activity: true }), cell({ received_at: hoursAfterDue(-1), nil: true })]
  const reported = cell({ received_at: hoursAfterDue(-1), activity: true })
  expect(worstOf([nil, reported], now)).toBe('reported')
  expect(worstOf([nil, ahead, reported], now)).toBe('not_due')
  expect(worstOf([nil, late, ahead], now)).toBe('late')
  expect(worstOf([late, missing], now)).toBe('missing')
  expect(worstOf([], now)).toBeNull()
})
