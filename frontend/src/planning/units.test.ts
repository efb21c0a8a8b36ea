import { expect, test } from 'vitest'

import type { Seat } from '../shell/session.svelte'
import type { LinkStatus } from '../feed/status'
import { awaitsUnits, EVERYWHERE, ownUnit, unitsOf } from './units'

const DAKAR = { name: 'Dakar', countries: ['SN', 'ML'] }
const LISBON = { name: 'Lisbon', countries: ['PT'] }
const seat = (role: string, unit: string | null): Seat => ({ role, unit }) as unknown as Seat

test('a watch officer is of the unit that the seat names, and nobody else is of any', () => {
  expect(ownUnit([DAKAR, LISBON], [seat('ocu', 'Lisbon')])).toBe(LISBON)
  expect(ownUnit([DAKAR, LISBON], [seat('ocu', null)])).toBeNull()
  expect(ownUnit([DAKAR, LISBON], [seat('ocu', 'Panama')])).toBeNull()
  expect(ownUnit([DAKAR, LISBON], [seat('officer', 'Dakar')])).toBeNull()
})

test('what may be narrowed to a unit waits for the board that names it, while there is hope of one', () => {
  const coming: LinkStatus = { light: 'catching_up' }
  const awaits = (asked: string | null, role = 'ocu', seen = false, status: LinkStatus = coming): boolean =>
    awaitsUnits(asked, [seat(role, role === 'ocu' ? 'Lisbon' : null)], { seen, status })
  expect([awaits(null), awaits('Dakar'), awaits('Dakar', 'coordinator')]).toEqual([true, true, true])
  expect([awaits(EVERYWHERE), awaits(null, 'coordinator'), awaits(null, 'ocu', true)]).toEqual([false, false, false])
  expect(awaits(null, 'ocu', false, { light: 'stale', since: null })).toBe(false)
})

test('a board that tells no units has none', () => {
  expect(unitsOf(undefined)).toEqual([])
  expect(unitsOf({ code: 'COCAIR-VII' })).toEqual([])
})
