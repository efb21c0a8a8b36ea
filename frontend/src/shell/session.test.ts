import { beforeEach, expect, test, vi } from 'vitest'

import type { SessionView } from '../wire'
import { TABS } from './early'
import { hearOtherTabs, loadSession, session } from './session.svelte'

const of = (id: string): SessionView =>
  ({ account: { id, name: id }, seats: [], csrf: id, server_now: '2026-11-26T19:00:00Z', expires_at: '2026-11-27T19:00:00Z' }) as unknown as SessionView

/** Questions after who is here, each answered when the test says so. */
const asked: ((answer: Response) => void)[] = []

beforeEach(() => {
  asked.length = 0
  vi.stubGlobal('fetch', () => new Promise<Response>((answer) => asked.push(answer)))
})

test('somebody who signs out in another tab while this one does not know yet who is here is not here either', async () => {
  hearOtherTabs()
  void loadSession()
  const other = new BroadcastChannel(TABS)
  other.postMessage(null)
  await vi.waitFor(() => expect(asked).toHaveLength(2))
  other.close()
  asked[1]?.(Response.json({ error: { code: 'signed_out', message: 'Sign in.' } }, { status: 401 }))
  await vi.waitFor(() => expect(session.state).toBe('signed_out'))
  asked[0]?.(Response.json(of('ana')))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([session.state, session.current], 'what was asked before is overtaken').toEqual(['signed_out', null])

  const again = loadSession()
  asked[2]?.(Response.json(of('bob')))
  await again
  expect(session.current?.account.id).toBe('bob')
})
