import { expect, test } from 'vitest'

import type { SeatView } from '../wire'
import { address } from './address'
import { askedFirst } from './questions'
import { match } from './routes'

const seat = (role: SeatView['role'], code: string | null, airport: string | null = null): SeatView =>
  ({ role, airport, operation: code === null ? null : { code, name: code } }) as SeatView
const asked = (path: string, query: string, ...seats: SeatView[]): string[] =>
  askedFirst(match(path), new URLSearchParams(query), seats).map((question) => address(...question))

test('an officer’s pages ask for the day of the officer’s airport, or of the one that the address names', () => {
  expect(asked('/operations/OP/my-airport', '', seat('officer', 'OP', 'GRU'))).toEqual([
    '/api/v1/operations/OP/airports/GRU/today',
    '/api/v1/operations/OP/reports?airport=GRU&sort=-received_at&limit=20',
    '/api/v1/operations/OP/reports?airport=GRU&referral=open&sort=received_at&limit=20',
  ])
  expect(asked('/operations/OP/report', 'airport=DSS', seat('officer', 'OP', 'GRU'))).toEqual(['/api/v1/operations/OP/airports/DSS/today'])
})

test('nothing is asked of an airport that is no code, whatever a link says', () => {
  for (const named of ['../reports/1?', 'GRU/today', 'gru', '', '%2e%2e']) {
    expect(asked('/operations/OP/my-airport', `airport=${encodeURIComponent(named)}`, seat('officer', 'OP', 'GRU'))).toEqual([])
  }
})

test('nothing is asked of an operation that one has no seat in, nor what a page asks only once it knows more', () => {
  expect(asked('/operations/OTHER/my-airport', '', seat('officer', 'OP', 'GRU'))).toEqual([])
  expect(asked('/operations/OP/my-airport', '', seat('ncp', 'OP'))).toEqual([])
  expect(asked('/operations/OP/report/1', '', seat('officer', 'OP', 'GRU')), 'a correction').toEqual([])
  expect(asked('/operations', '', seat('coordinator', null))).toEqual([])
})

test('a donor’s after-action page is another than everybody’s', () => {
  expect(asked('/operations/OP/after', 'commodity=cocaine', seat('ncp', 'OP'))).toEqual(['/api/v1/operations/OP/after-action?commodity=cocaine'])
  expect(asked('/operations/OP/after', '', seat('donor', 'OP'))).toEqual([])
})
