import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { Link } from './link'
import type { Feed } from './reducer'
import type { LinkStatus } from './status'

/** The line to the server as socket.io-client makes it, with the server's end in the test's hand. */
class Line {
  connected = false
  /** Whether the client connects anew by itself. */
  active = true
  readonly asked: { which: Record<string, unknown>; ack: (error: Error | null, told?: unknown) => void }[] = []
  readonly #handlers = new Map<string, (told: never) => void>()

  on(event: string, handler: (told: never) => void): void {
    this.#handlers.set(event, handler)
  }
  timeout(): this {
    return this
  }
  emit(_event: string, which: Record<string, unknown>, ack: (error: Error | null, told?: unknown) => void): void {
    this.asked.push({ which, ack })
  }
  connect(): void {
    this.connected = true
    this.hear('connect', undefined)
  }
  disconnect(): void {
    this.connected = false
  }
  hear(event: string, told: unknown): void {
    this.#handlers.get(event)?.(told as never)
  }
}

let line: Line
vi.mock('socket.io-client', () => ({ io: () => line }))

const NOW = '2026-11-17T12:00:00Z'

describe('the link', () => {
  let feed: Feed | undefined
  let status: LinkStatus | undefined
  let link: Link

  beforeEach(() => {
    vi.useFakeTimers()
    line = new Line()
    link = new Link('OP', {
      changed: (next, light) => {
        feed = next
        status = light
      },
      watched: () => {},
      time: () => {},
      closed: () => {},
    })
    line.connect()
  })
  afterEach(() => {
    link.close()
    vi.useRealTimers()
  })

  function step(after: number, upto: number, n: unknown = upto): Record<string, unknown> {
    return { operation: 'OP', after, upto, put: [{ key: 'a', row: { n } }], gone: [], cursor: `at ${upto}`, now: NOW }
  }
  function answers(told: unknown): void {
    line.asked.at(-1)?.ack(null, { ok: true, step: told, cursor: 'answered', now: NOW, beat_every: 5, on_watch: [] })
  }

  test('it is live once its watch is answered', () => {
    expect(line.asked.map(({ which }) => which)).toEqual([{ operation: 'OP', cursor: null, attended: true, gzip: true }])
    answers(step(0, 3))
    expect([feed?.seq, status?.light]).toEqual([3, 'live'])
  })

  test('a gap is asked about once, from where the rows are', () => {
    answers(step(0, 3))
    line.hear('step', step(5, 6))
    line.hear('step', step(6, 7))
    line.hear('beat', { operation: 'OP', upto: 7, now: NOW, on_watch: [] })
    expect(line.asked.slice(1).map(({ which }) => which)).toEqual([{ operation: 'OP', cursor: 'answered', attended: true, gzip: true }])
    expect(status?.light).toBe('catching_up')
    answers(step(3, 6))
    expect([feed?.seq, status?.light]).toEqual([7, 'live'])
  })

  test('a gap that the answer leaves behind it is asked about too', () => {
    answers(step(0, 3))
    line.hear('step', step(5, 6))
    line.hear('step', step(8, 9))
    answers(step(3, 6))
    expect(line.asked).toHaveLength(3)
    answers(step(6, 9))
    expect([feed?.seq, status?.light]).toEqual([9, 'live'])
  })

  test.each([
    ['says nothing', { operation: 'OP' }],
    ['runs backwards', { ...step(3, 2), operation: 'OP' }],
    ['takes away what is not there', { ...step(3, 4), put: [], gone: ['nothing'] }],
  ])('a step that %s is reported, and everything asked for anew', (_, wrong) => {
    answers(step(0, 3))
    line.hear('step', wrong)
    line.hear('step', wrong)
    expect([feed?.seq, status?.light]).toEqual([3, 'catching_up'])
    expect(line.asked).toHaveLength(1)
    vi.advanceTimersByTime(2_000)
    expect(line.asked.slice(1).map(({ which }) => which)).toEqual([
      { operation: 'OP', cursor: null, attended: true, because: 'impossible' },
    ])
    answers(step(0, 5))
    expect([feed?.seq, feed?.rows.get('a'), status?.light]).toEqual([5, { n: 5 }, 'live'])
  })

  test('an answer that cannot be is asked for again, at a measured pace', () => {
    for (const wrong of [undefined, step(2, 1), { after: 0, upto: 3, put: 'all', gone: [] }]) {
      const asked = line.asked.length
      answers(wrong)
      expect([line.asked.length, status?.light]).toEqual([asked, 'catching_up'])
      vi.advanceTimersByTime(2_000)
      expect(line.asked.at(-1)?.which).toMatchObject({ cursor: null, because: 'impossible' })
    }
    answers(step(0, 3))
    expect(status?.light).toBe('live')
  })

  test('what cannot even be read is reported when the line is there again', () => {
    answers(step(0, 3))
    line.connected = false
    line.hear('disconnect', 'parse error')
    line.connect()
    expect(line.asked.at(-1)?.which).toEqual({ operation: 'OP', cursor: null, attended: true, because: 'impossible' })
  })

  test('a server whose database is away is asked again, and the board is not taken for refused', () => {
    line.asked.at(-1)?.ack(null, { ok: false, error: { code: 'unavailable', message: 'Try again.' } })
    expect(status?.light).toBe('catching_up')
    vi.advanceTimersByTime(2_000)
    answers(step(0, 3))
    expect([line.asked.length, status?.light]).toEqual([2, 'live'])
  })

  test('whoever is not let in while the database is away comes again, at a moment of their own', () => {
    line.connected = line.active = false
    line.hear('connect_error', new Error('unavailable'))
    expect(line.connected).toBe(false)
    vi.advanceTimersByTime(4_000)
    answers(step(0, 3))
    expect([line.asked.length, status?.light]).toEqual([2, 'live'])
  })

  test('what one may not see is asked for no more', () => {
    line.asked.at(-1)?.ack(null, { ok: false, error: { code: 'not_found', message: 'There is none.' } })
    vi.advanceTimersByTime(9_000)
    expect([line.asked.length, status?.light]).toEqual([1, 'refused'])
  })

  test('a step of another operation, or of none, is nothing to it', () => {
    answers(step(0, 3))
    for (const told of [null, undefined, 7, { ...step(3, 4), operation: 'ANOTHER' }]) line.hear('step', told)
    expect([feed?.seq, status?.light, line.asked.length]).toEqual([3, 'live', 1])
  })

  /** As the server sends a first sight by gzip. */
  async function gzipped(told: unknown): Promise<string> {
    const small = new Blob([JSON.stringify(told)]).stream().pipeThrough(new CompressionStream('gzip'))
    return btoa(String.fromCharCode(...new Uint8Array(await new Response(small).arrayBuffer())))
  }

  test('an answer by gzip is read as any, with what was told meanwhile', async () => {
    vi.useRealTimers()
    answers(await gzipped(step(0, 3, 'São Paulo')))
    line.hear('step', step(3, 4, 'later'))
    expect([feed?.seq, status?.light]).toEqual([0, 'catching_up'])
    await vi.waitFor(() => expect([feed?.seq, feed?.rows.get('a'), status?.light]).toEqual([4, { n: 'later' }, 'live']))
  })

  test('what cannot be read as gzip is asked for as it reads', async () => {
    vi.useRealTimers()
    answers('nothing of the kind')
    await vi.waitFor(() => expect(line.asked.at(-1)?.which).toEqual({ operation: 'OP', cursor: null, attended: true, because: 'impossible' }), 4000)
  })

  test('a server that does not know of gzip, as while a release takes its place, is asked as before', () => {
    line.asked.at(-1)?.ack(null, { ok: false, error: { code: 'invalid', message: 'Say which operation.' } })
    expect(line.asked.slice(1).map(({ which }) => which)).toEqual([{ operation: 'OP', cursor: null, attended: true }])
    answers(step(0, 3))
    expect([feed?.seq, status?.light]).toEqual([3, 'live'])
    line.hear('reset', { operation: 'OP' })
    line.asked.at(-1)?.ack(null, { ok: false, error: { code: 'invalid', message: 'Say which operation.' } })
    expect([line.asked.length, status?.light], 'once').toEqual([3, 'refused'])
  })

  test('what was cut off on its way is not read as a shorter board', async () => {
    vi.useRealTimers()
    const whole = await gzipped(step(0, 3))
    answers(whole.slice(0, Math.floor(whole.length / 8) * 4))
    await vi.waitFor(() => expect(line.asked.at(-1)?.which).toMatchObject({ cursor: null, because: 'impossible' }), 4000)
    expect(feed?.seq).toBe(0)
  })

  test('an answer that is still being read when the board is left is nobody’s', async () => {
    vi.useRealTimers()
    answers(await gzipped(step(0, 3)))
    link.close()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(feed?.seq ?? 0).toBe(0)
  })
})
