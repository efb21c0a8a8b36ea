/** Which areas of words a page speaks. Pure: read by the pages, and when they are built. */

import type { PageName } from './routes'

/** Areas that are fetched by those who need them. What stands around a page, and what may go wrong on it, is always here. */
export type Area = 'after' | 'board' | 'codes' | 'identity' | 'plan' | 'reports'

export const AREAS: Readonly<Record<PageName, readonly Area[]>> = {
  account: ['identity'],
  after: ['after', 'board', 'codes', 'plan', 'reports'],
  board: ['board', 'codes'],
  donor: ['after'],
  home: [],
  import: ['board', 'codes', 'reports'],
  log: ['board', 'codes', 'reports'],
  'my-airport': ['board', 'codes', 'reports'],
  operations: ['codes', 'plan'],
  people: ['codes', 'plan'],
  plan: ['board', 'codes', 'plan', 'reports'],
  queue: ['board', 'codes', 'reports'],
  report: ['board', 'codes', 'reports'],
  reports: ['board', 'codes', 'reports'],
  sessions: ['codes', 'identity'],
  'sign-in': ['identity'],
  unknown: [],
}
