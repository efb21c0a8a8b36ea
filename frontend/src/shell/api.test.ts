import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { api, ApiError, explain, keepCsrfToken, PATIENCE_MS, Unreachable, whenSignedOut } from './api'
import { speak } from './words.svelte'

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

test('an answer from before somebody signed in signs nobody out', async () => {
  vi.useRealTimers()
  const out = vi.fn()
  whenSignedOut(out)
  const gone = { error: { code: 'session:gone', message: 'Sign in.' } }
  const waiting: ((response: Response) => void)[] = []
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => waiting.push(resolve)))
  const [before, after] = [api.get('/session'), (keepCsrfToken('of the new session'), api.get('/session'))]
  waiting[0]?.(Response.json(gone, { status: 401 }))
  await expect(before).rejects.toMatchObject({ status: 401 })
  expect(out).not.toHaveBeenCalled()
  waiting[1]?.(Response.json(gone, { status: 401 }))
  await expect(after).rejects.toMatchObject({ status: 401 })
  expect(out).toHaveBeenCalledTimes(1)
  keepCsrfToken(null)
  whenSignedOut(() => undefined)
})

test('what is counted in a refusal has its digits in groups, the number of a report has none', async () => {
  vi.useRealTimers()
  await speak('en')
  const said = (code: string, params: Record<string, unknown>): string => explain(new ApiError(409, { code, params, message: '' }))
  expect(said('too_many', { retry_after: 3600 })).toContain('3\u202f600 s')
  expect(said('report:already_nil', { number: 12_345 })).toContain('No. 12345')
})
