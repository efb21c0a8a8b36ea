import { expect, test } from 'vitest'

import type { AskedView } from '../wire'
import cases from '../../../tests/operations/reports/completeness_cases.json'
import { completeness } from './completeness'

// The server counts the same bodies by the same fields: one rule, held to one file from both sides.
test.each(cases.bodies)('counts $body.conveyance as the server does', ({ body, filled, of, missing }) => {
  expect(completeness(body, cases.asked as unknown as AskedView[])).toEqual({ filled, of, missing })
})
