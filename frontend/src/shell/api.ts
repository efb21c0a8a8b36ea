/** The one way to `/api/v1`: typed errors in the reader's words, and writes that are safe to send again. */

import type { ErrorBody, ErrorView, FieldError } from '../wire'
import { address, type Query } from './address'
import { asked } from './answered'
import { type Early, takeEarly } from './early'
import { countryName, number } from './numbers.svelte'
import { code, listed, t, tOr } from './words.svelte'

const TRIES_AFTER_MS = [400, 1600]
/** A line that takes everything and answers nothing is as good as none: how long an answer may take to begin. */
export const PATIENCE_MS = 25_000
/** What is larger may need longer than that to go up a slow line. */
const SMALL = 64_000

export { address, type Query } from './address'
export type { FieldError }

/** What was refused; in an answer that is not the server's own, only a code and a message. */
type Refused = Pick<ErrorView, 'code' | 'message'> & Partial<ErrorView>

/** The server understood and refused, or failed and said so. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly params: Record<string, unknown>
  readonly fields: readonly FieldError[]
  readonly requestId: string | null
  /** What the server said, in English, for codes we have no words for. */
  readonly said: string

  constructor(status: number, body: Refused) {
    super(body.code)
    this.name = 'ApiError'
    this.status = status
    this.code = body.code
    this.params = body.params ?? {}
    this.fields = body.fields ?? []
    this.requestId = body.request_id ?? null
    this.said = body.message
  }
}

/** No answer came: nobody knows whether the server got the message. The same key may be sent again. */
export class Unreachable extends Error {
  constructor() {
    super('unreachable')
    this.name = 'Unreachable'
  }
}

/** Say a refusal, a lost connection or anything else thrown by a call, in the reader's language. */
export function explain(error: unknown): string {
  if (error instanceof Unreachable) return tOr('errors:network.unreachable', 'The server cannot be reached.')
  if (error instanceof ApiError) return explainCode(error.code, error.params, error.said)
  return tOr('errors:internal', 'Something went wrong on this page.')
}

/** Say the error at one field, by its path like `goods.0.quantity`; null when there is none. */
export function explainField(error: unknown, path: string): string | null {
  if (!(error instanceof ApiError)) return null
  const field = error.fields.find((each) => each.path === path)
  return field ? explainCode(field.code, field.params, field.message) : null
}

function explainCode(code: string, params: Record<string, unknown>, said: string): string {
  const named = spoken(params)
  if (code === 'invalid') return t('errors:invalid.form')
  if (code.startsWith('invalid:')) return tOr(`errors:invalid.${code.slice('invalid:'.length)}`, t('errors:invalid.value'), named)
  const problem = code.startsWith('plan:') ? tOr(`plan:problem.${code.slice('plan:'.length)}`, '', named) : ''
  return problem || tOr(`errors:${code.replaceAll(':', '.')}`, said, named)
}

/** What is counted or measured among an error's parameters; the number of a report or of a row has no groups. */
const SIZES: ReadonlySet<string> = new Set(['max', 'min', 'most', 'retry_after'])

/** Say the codes among an error's parameters, so that its sentence reads like one. */
function spoken(params: Record<string, unknown>): Record<string, unknown> {
  const said = Object.entries(params).map(([name, value]): [string, unknown] => {
    if (typeof value === 'number' && SIZES.has(name)) return [name, number(value)]
    if (typeof value !== 'string') return [name, Array.isArray(value) ? value.join(', ') : value]
    if (name === 'country') return [name, countryName(value)]
    if (name === 'shift' || name === 'shifts') return [name, listed(value.split(', ').map((each) => code('shift', each)))]
    if (name === 'commodity') return [name, code('commodity', value)]
    if (name === 'unit' || name === 'usual_unit') return [name, tOr(`codes:unit.${value}.short`, value)]
    return [name, value]
  })
  return Object.fromEntries(said)
}

let csrfToken: string | null = null
let onSignedOut: () => void = () => undefined

/** Keep the token that every write must show. */
export function keepCsrfToken(token: string | null): void {
  csrfToken = token
}

/** Name what happens when the server no longer knows us. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act
}

/** Make a key for one write; keep it while the write is tried again. */
export function newKey(): string {
  // randomUUID is missing where the page came without TLS from another machine.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export const api = {
  /** Read. */
  get: <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> =>
    asked(answer<T>(address(path, query), { ...(signal ? { signal } : {}) }, takeEarly(address(path, query)))),
  /** Read, and say when the answer came, by this device's clock. */
  heard: <T>(path: string, query: Query = {}): Promise<{ body: T; at: number }> => asked(heard<T>(address(path, query))),
  /** Read what seldom changes: null while it is what the tag of an earlier answer names. */
  newer: <T>(path: string, tag: string | null): Promise<{ tag: string; body: T } | null> => newer<T>(path, tag),
  post: <T>(path: string, body: unknown = {}, key?: string): Promise<T> => write<T>('POST', path, body, key),
  put: <T>(path: string, body: unknown, key?: string): Promise<T> => write<T>('PUT', path, body, key),
  patch: <T>(path: string, body: unknown, key?: string): Promise<T> => write<T>('PATCH', path, body, key),
  delete: <T>(path: string, body: unknown = {}, key?: string): Promise<T> => write<T>('DELETE', path, body, key),
}

/**
 * Change something, under one key however often it has to be sent.
 *
 * Throws ApiError for a refusal and Unreachable when no try was answered; after Unreachable the caller may write again
 * with the same key and will get the first answer's receipt.
 */
async function write<T>(method: Method, path: string, body: unknown, key = newKey()): Promise<T> {
  const request: RequestInit = {
    method,
    body: JSON.stringify(body),
    // Whoever signs out and closes the page at once is out. Not for larger bodies: browsers limit what outlives a page.
    keepalive: method === 'DELETE',
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': key,
      ...(csrfToken === null ? {} : { 'X-CSRF-Token': csrfToken }),
    },
  }
  for (const pause of TRIES_AFTER_MS) {
    try {
      return await answer<T>(address(path), request)
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error
      if (!navigator.onLine) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  return answer<T>(address(path), request)
}

async function newer<T>(path: string, tag: string | null): Promise<{ tag: string; body: T } | null> {
  const response = await respond(address(path), tag === null ? {} : { headers: { 'If-None-Match': tag } })
  return response.status === 304 ? null : { tag: response.headers.get('ETag') ?? '', body: (await response.json()) as T }
}

async function heard<T>(url: string): Promise<{ body: T; at: number }> {
  const early = takeEarly(url)
  const body = await answer<T>(url, {}, early)
  return { body, at: early?.cameAt ?? Date.now() }
}

async function answer<T>(url: string, request: RequestInit, early: Early | null = null): Promise<T> {
  const response = await respond(url, request, early)
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

async function respond(url: string, request: RequestInit, early: Early | null = null): Promise<Response> {
  let response: Response
  const sentAs = csrfToken
  const patience = new Patience(request)
  const ask = (): Promise<Response> => fetch(url, { credentials: 'same-origin', ...request, signal: patience.signal })
  try {
    response = await (early ? Promise.race([early.answer.then((came) => (isOurs(came) ? came : ask()), ask), patience.lost]) : ask())
  } catch (error) {
    if (error instanceof TypeError || patience.ended) throw new Unreachable()
    throw error
  } finally {
    patience.enough()
  }
  // What stands before the server when it is away answers in its own words, and knows nothing of our write.
  if (response.status === 502 || response.status === 503 || response.status === 504) {
    if (!isJson(response)) throw new Unreachable()
  }
  // An answer to what was asked before somebody signed in says nothing of who is here now.
  if (response.status === 401 && sentAs === csrfToken) onSignedOut()
  if (!response.ok && response.status !== 304) throw new ApiError(response.status, await errorBody(response))
  return response
}

/** Gives a request up when its answer does not begin; what comes slowly once it has begun is waited for. */
class Patience {
  ended = false
  readonly #own = new AbortController()
  readonly #timer: ReturnType<typeof setTimeout> | undefined

  constructor({ body, signal }: RequestInit) {
    signal?.addEventListener('abort', () => this.#own.abort(signal.reason))
    if (signal?.aborted) this.#own.abort(signal.reason)
    if (typeof body === 'string' && body.length > SMALL) return
    this.#timer = setTimeout(() => {
      this.ended = true
      this.#own.abort()
    }, PATIENCE_MS)
  }

  get signal(): AbortSignal {
    return this.#own.signal
  }

  /** Refuses when the request is given up. */
  get lost(): Promise<never> {
    return new Promise((_, refuse) => {
      const give = (): void => refuse(this.signal.reason as Error)
      if (this.signal.aborted) give()
      else this.signal.addEventListener('abort', give)
    })
  }

  enough(): void {
    clearTimeout(this.#timer)
  }
}

/** Whether the server itself answered, and could: else what was asked early is asked again, as if it had not been. */
function isOurs(answer: Response): boolean {
  return answer.status < 500 && isJson(answer)
}

function isJson(response: Response): boolean {
  return /\bjson\b/.test(response.headers.get('Content-Type') ?? '')
}

async function errorBody(response: Response): Promise<Refused> {
  if (isJson(response)) {
    const body = (await response.json()) as Partial<ErrorBody>
    if (body.error) return body.error
  }
  return { code: `http:${response.status}`, message: response.statusText || String(response.status) }
}
