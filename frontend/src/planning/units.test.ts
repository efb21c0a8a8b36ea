import { expect, test } from 'vitest'

import type { Seat } from '../shell/session.svelte'
import { ownUnit, unitsOf } from './units'

const DAKAR = { name: 'Dakar', countries: ['SN', 'ML'] }
const LISBON = { name: 'Lisbon', countries: ['PT'] }
const seat = (role: string, unit: string | null): Seat => ({ role, unit }) as unknown as Seat

test('a watch officer is of the unit that the seat names, and nobody else is of any', () => {
  expect(ownUnit([DAKAR, LISBON], [seat('ocu', 'Lisbon')])).toBe(LISBON)
  expect(ownUnit([DAKAR, LISBON], [seat('ocu', null)])).toBeNull()
  expect(ownUnit([DAKAR, LISBON], [seat('ocu', 'Panama')])).toBeNull()
  expect(ownUnit([DAKAR, LISBON], [seat('officer', 'Dakar')])).toBeNull()
})

test('a board that tells no units has none', () => {
  expect(unitsOf(undefined)).toEqual([])
  expect(unitsOf({ code: 'COCAIR-VII' })).toEqual([])
})
