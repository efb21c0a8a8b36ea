import { cleanup, render, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { hear } from '../../feed/byHand'
import { follow } from '../../feed/feed.svelte'
import { empty, type Feed } from '../../feed/reducer'
import type { Twins, TwinsPage } from '../../reporting/types'
import { api, Unreachable } from '../../shell/api'
import { learn, speak, t } from '../../shell/words.svelte'
import TwinsPart from './TwinsPart.svelte'

vi.mock('../../feed/link', () => import('../../feed/byHand'))

/** Longer than any machine takes: what is waited for comes, or the test fails. */
const WITHIN = { timeout: 15_000 }

/** Four stretches of a hundred days, the newest first, each with a pair; news bring a pair of the newest. */
const STRETCHES: Record<string, TwinsPage> = {
  '': { items: [pair(40)], total: 1, earlier: '2026-03-01T00:00:00Z' },
  '2026-03-01T00:00:00Z': { items: [pair(30)], total: 1, earlier: '2026-02-01T00:00:00.5Z' },
  '2026-02-01T00:00:00.5Z': { items: [pair(20)], total: 1, earlier: '2026-01-01T00:00:00Z' },
  '2026-01-01T00:00:00Z': { items: [pair(10)], total: 1, earlier: null },
}

function pair(number: number): Twins {
  const claim = { airport: 'GRU', country: 'BR', zone: null, state: 'validated', version: 1, edition: 1, occurred_at: null, received_at: '2026-01-01T00:00:00Z', body: { kind: 'nil' } }
  return { stays: { ...claim, id: `a${number}`, number }, other: { ...claim, id: `b${number}`, number: number + 1 }, bond: 'same_airport', apart_for: 60, refused: null } as unknown as Twins
}

let stretches: Record<string, TwinsPage> = {}
let asked: string[] = []

beforeAll(async () => {
  await speak('en')
  await learn(['reports', 'codes'])
})
beforeEach(async () => {
  stretches = { ...STRETCHES }
  asked = []
  vi.spyOn(api, 'get').mockImplementation(async (_path, query) => {
    const before = String(query?.['before'] ?? '')
    asked.push(before)
    return stretches[before] as never
  })
  await follow('OP', true, true)
  hear('live')
})
afterEach(async () => {
  cleanup()
  await follow(null)
  vi.restoreAllMocks()
})

async function news(seq: number): Promise<void> {
  const feed: Feed = { ...empty(), seq, rows: new Map([[`log:${seq}`, { seq, at: '2026-11-23T12:00:00Z', kind: 'report_filed' }]]) as unknown as Feed['rows'] }
  hear('live', feed)
  await tick()
}

/** List the pairs that are shown, by the numbers of those that stay. */
function shown(): string[] {
  return screen.queryAllByRole('link').map((each) => each.textContent).filter((each) => each.endsWith('0'))
}

async function stand(numbers: string[]): Promise<void> {
  await vi.waitFor(() => expect(shown()).toEqual(numbers), WITHIN)
}

function earlier(): void {
  screen.getByRole('button', { name: t('reports:twins.earlier') }).click()
}

test('news put away nothing of what was compared further back, and compare no further than was asked', async () => {
  render(TwinsPart, { code: 'OP', unit: null })
  await stand(['#40'])
  earlier()
  await stand(['#30', '#40'])
  earlier()
  await stand(['#20', '#30', '#40'])
  stretches[''] = { items: [pair(40), pair(50)], total: 2, earlier: '2026-03-01T00:00:00Z' }
  asked = []
  await news(7)
  await stand(['#20', '#30', '#40', '#50'])
  expect(asked).toEqual(['', '2026-03-01T00:00:00Z', '2026-02-01T00:00:00.5Z'])
  expect(screen.getByRole('heading').textContent).toContain('4')
})

test('without a wish to look further back, news compare the newest alone', async () => {
  render(TwinsPart, { code: 'OP', unit: null })
  await stand(['#40'])
  stretches[''] = { items: [pair(50)], total: 1, earlier: '2026-03-01T00:00:00Z' }
  await news(7)
  await stand(['#50'])
  expect(asked).toEqual(['', ''])
})

test('news that come while one looks further back put away neither', async () => {
  render(TwinsPart, { code: 'OP', unit: null })
  await stand(['#40'])
  let answer: (page: TwinsPage) => void = () => undefined
  vi.mocked(api.get).mockReturnValueOnce(new Promise((resolve) => (answer = resolve as typeof answer)) as never)
  earlier()
  stretches[''] = { items: [pair(50)], total: 1, earlier: '2026-03-02T00:00:00Z' }
  stretches['2026-03-02T00:00:00Z'] = { items: [pair(30), pair(40)], total: 2, earlier: '2026-02-01T00:00:00.5Z' }
  await news(7)
  await stand(['#50'])
  answer(STRETCHES['2026-03-01T00:00:00Z'] as TwinsPage)
  await stand(['#30', '#40', '#50'])
})

test('what could not be read is read once the link is back', async () => {
  vi.mocked(api.get).mockRejectedValueOnce(new Unreachable())
  hear('stale')
  render(TwinsPart, { code: 'OP', unit: null })
  expect(await screen.findByText(t('errors:network.unreachable'), {}, WITHIN)).toBeTruthy()
  hear('live')
  await stand(['#40'])
})
