import { expect, test } from 'vitest'

import { begunAt, draftAddress } from './drafts'
import type { Draft, Waiting } from './store'

const draft = (key: string, more: Partial<Draft> = {}): Draft =>
  ({ key, report_id: key, operation: 'COCAIR-VII', airport: 'GRU', kind: 'seizure', version: null, touched_at: 1, ...more }) as Draft

test('what was begun at an airport is listed, the newest first, without what waits in the queue', () => {
  const drafts = [draft('old'), draft('new', { touched_at: 2 }), draft('elsewhere', { airport: 'LIS' }), draft('queued')]
  const queue = [{ report_id: 'queued' }] as Waiting[]
  expect(begunAt('GRU', drafts, queue).map(({ key }) => key)).toEqual(['new', 'old'])
})

test('a correction is gone on with at its report, a new one by its own key and at its airport', () => {
  expect(draftAddress(draft('correction:7', { version: 2, report_id: '7' }))).toBe('/operations/COCAIR-VII/report/7?draft=correction%3A7')
  expect(draftAddress(draft('a b', { kind: 'activity' }))).toBe('/operations/COCAIR-VII/report?draft=a%20b&kind=activity&airport=GRU')
})
