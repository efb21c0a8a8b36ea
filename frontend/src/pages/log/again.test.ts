import 'fake-indexeddb/auto'
import { cleanup, render, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { hear } from '../../feed/byHand'
import { follow } from '../../feed/feed.svelte'
import { api, Unreachable } from '../../shell/api'
import { learn, speak, t } from '../../shell/words.svelte'
import Log from './Log.svelte'
import WatchLog from './WatchLog.svelte'

vi.mock('../../feed/link', () => import('../../feed/byHand'))

/** Longer than any machine takes: what is waited for comes, or the test fails. */
const WITHIN = { timeout: 15_000 }

beforeAll(async () => {
  await speak('en')
  await learn(['reports', 'board', 'codes'])
})
beforeEach(() => follow('OP', true, true))
afterEach(async () => {
  cleanup()
  await follow(null)
  vi.restoreAllMocks()
})

const PAGES = [
  ['the log', Log, { items: [{ seq: 7, at: '2026-11-23T12:00:00Z', kind: 'told', subject: '', circle: '', said: {} }], next: null, head: 7 }, 'told'],
  ['the watch log', WatchLog, { items: [{ id: 'a', seq: 7, at: '2026-11-23T12:00:00Z', author: null, by_me: true, text: 'Call.' }], next: null }, 'Call.'],
] as const

test.each(PAGES)('%s that could not be read is read once the link is back, and no more than once', async (_, page, answer, said) => {
  const get = vi.spyOn(api, 'get').mockRejectedValueOnce(new Unreachable()).mockResolvedValue(answer)
  hear('stale')
  render(page, { code: 'OP' })
  expect(await screen.findByText(t('errors:network.unreachable'), {}, WITHIN)).toBeTruthy()
  hear('live')
  expect(await screen.findByText(said, {}, WITHIN)).toBeTruthy()
  expect(screen.queryByText(t('errors:network.unreachable'))).toBeNull()
  const asked = get.mock.calls.length
  hear('stale')
  await tick()
  expect([asked, get.mock.calls.length]).toEqual([2, 2])
})
