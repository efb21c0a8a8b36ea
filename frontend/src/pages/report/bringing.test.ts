import 'fake-indexeddb/auto'
import { cleanup, render, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { hear } from '../../feed/byHand'
import { follow } from '../../feed/feed.svelte'
import { empty, type Feed } from '../../feed/reducer'
import { api } from '../../shell/api'
import { go, goQuery } from '../../shell/router.svelte'
import { loadSession } from '../../shell/session.svelte'
import { learn, speak, t } from '../../shell/words.svelte'
import Report from './Report.svelte'

vi.mock('../../feed/link', () => import('../../feed/byHand'))

/** Longer than any machine takes: what is waited for comes, or the test fails. */
const WITHIN = { timeout: 15_000 }

const seat = (airport: string): object => ({ role: 'officer', airport, country: 'BR', actions: ['report:file'], operation: { code: 'OP', name: 'OP' } })
const row = (iata: string): [string, object] => [
  `airport:${iata}`,
  { iata, name: iata, city: iata, country: 'BR', lat: 0, lon: 0, zone: 'UTC', participation: 'accepted', limits: null, phases: [], confirmed: {}, suspensions: [], stood_down_at: null },
]
const BOARD: Feed = { ...empty(), seq: 1, status: 'following', rows: new Map([row('GRU'), row('GIG')]) as Feed['rows'] }

/** Questions of how things stand at an airport, each answered when the test says so. */
let asked: { airport: string; answer: () => void }[] = []

beforeAll(async () => {
  await speak('en')
  await learn(['reports', 'codes', 'board'])
})
beforeEach(async () => {
  asked = []
  const who = { account: { id: 'ana', name: 'Ana' }, seats: [seat('GRU'), seat('GIG')], csrf: 'c', server_now: '2026-11-26T12:00:00Z', expires_at: '2026-11-27T12:00:00Z' }
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(who)))
  await loadSession()
  vi.spyOn(api, 'get').mockImplementation((path) => {
    const airport = /airports\/(\w+)\/today/.exec(path)?.[1]
    if (!airport) return new Promise(() => undefined)
    const today = { airport: { iata: airport, zone: 'UTC' }, now: '2026-11-26T12:00:00Z', wall: '2026-11-26T12:00', turns_at: null, report_on: airport === 'GRU' ? '2026-11-25' : '2026-11-26', shift: null, shifts: [], suspension: null, stand: null, limits: null }
    return new Promise((resolve) => asked.push({ airport, answer: () => resolve(today as never) }))
  })
  await follow('OP', true, true)
  hear('live', BOARD)
})
afterEach(async () => {
  cleanup()
  await follow(null)
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const answer = (airport: string): void => asked.filter((each) => each.airport === airport).forEach((each) => each.answer())
const day = (): HTMLInputElement => screen.getByLabelText(new RegExp(t('reports:field.report_on')))

test('until the return of another airport is here nothing is typed into the one of before, nor is it sent as that', async () => {
  go('/operations/OP/report?kind=activity&airport=GRU')
  render(Report, { code: 'OP', item: null })
  await vi.waitFor(() => expect(asked.some((each) => each.airport === 'GRU')).toBe(true), WITHIN)
  await vi.waitFor(() => (answer('GRU'), expect(day().value).toBe('2026-11-25')), WITHIN)
  expect(day().closest('[inert]')).toBeNull()

  goQuery({ airport: 'GIG' }, { replace: true })
  await tick()
  expect([day().value, day().closest('[inert]') !== null]).toEqual(['2026-11-25', true])
  const send = screen.getByRole('button', { name: t('reports:form.send') })
  expect(send.getAttribute('aria-busy')).toBe('true')
  await vi.waitFor(() => (answer('GIG'), expect(day().value).toBe('2026-11-26')), WITHIN)
  await vi.waitFor(() => expect([day().closest('[inert]'), send.getAttribute('aria-busy')]).toEqual([null, 'false']), WITHIN)
})
