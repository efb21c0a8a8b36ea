import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { api, ApiError, PATIENCE_MS, Unreachable } from './api'

/** A line that takes everything and never answers. */
function silent(_url: unknown, { signal }: RequestInit): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
}

beforeEach(() => void vi.useFakeTimers())

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a line that takes a report and answers nothing is given up, as one that is not there', async () => {
  const fetched = vi.fn(silent)
  vi.stubGlobal('fetch', fetched)
  const told = expect(api.post('/operations/OP/reports', { id: 'one' }, 'key')).rejects.toBeInstanceOf(Unreachable)
  await vi.advanceTimersByTimeAsync(4 * PATIENCE_MS)
  await told
  expect(fetched).toHaveBeenCalledTimes(3)
})

test('whoever called for an answer and no longer wants it is not told that the server is away', async () => {
  vi.stubGlobal('fetch', silent)
  const asked = new AbortController()
  const told = expect(api.get('/airports', { q: 'gru' }, asked.signal)).rejects.toMatchObject({ name: 'AbortError' })
  asked.abort()
  await told
})

test('an answer that has begun may take its time', async () => {
  const slow = new ReadableStream<Uint8Array>({
    start: (stream) =>
      void setTimeout(() => {
        stream.enqueue(new TextEncoder().encode('{"number":7}'))
        stream.close()
      }, 3 * PATIENCE_MS),
  })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(slow, { headers: { 'Content-Type': 'application/json' } })))
  const told = api.get<{ number: number }>('/reports')
  await vi.advanceTimersByTimeAsync(3 * PATIENCE_MS)
  expect(await told).toEqual({ number: 7 })
})

test('a refusal is the server’s, however late', async () => {
  const refused = { error: { code: 'forbidden', message: 'No.' } }
  const answer = (): Promise<Response> => new Promise((resolve) => setTimeout(() => resolve(Response.json(refused, { status: 403 })), PATIENCE_MS - 1))
  vi.stubGlobal('fetch', answer)
  const told = expect(api.get('/reports')).rejects.toBeInstanceOf(ApiError)
  await vi.advanceTimersByTimeAsync(PATIENCE_MS)
  await told
})
