import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import type { PlanView } from './calls'
import { emptyPlan, type Plan } from './document'
import { PlanDraft } from './draft.svelte'
import { kept } from './kept'

function view(version: number, plan: Partial<Plan> = {}): PlanView {
  const nothing = { edition: 0, published_at: null, cancelled_at: null, stood_down_at: null, stop_reason: null, starts_at: null, ends_at: null }
  const drawn = { phases: [], places: [], problems: [], conflicts: [], gantt: [], expected_returns: 0, returns_if_all_accept: 0, unanswered: [], declined: [] }
  return { ...nothing, ...drawn, code: 'COCAIR', name: 'Sample', version, saved_at: '2026-11-23T14:00:00Z', plan: { ...emptyPlan(), ...plan } }
}

type Answer = { status: number; body: unknown } | 'unreachable'
let answers: Answer[] = []
let sent: { method: string; key: string | null; body: { version: number; plan: Plan } | null }[] = []

async function server(_: string, request: RequestInit = {}): Promise<Response> {
  const headers = new Headers(request.headers)
  sent.push({ method: request.method ?? 'GET', key: headers.get('Idempotency-Key'), body: request.body ? JSON.parse(String(request.body)) : null })
  const answer = answers.shift()
  if (answer === undefined || answer === 'unreachable') throw new TypeError('no network')
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers: { 'Content-Type': 'application/json' } })
}

const saved = (version: number): Answer => ({ status: 200, body: view(version) })
const OUTDATED: Answer = { status: 409, body: { error: { code: 'outdated', params: { version: 9 }, message: '' } } }
const LONG = 'x'.repeat(4001)
const TOO_LONG: Answer = { status: 422, body: { error: { code: 'invalid', message: '', fields: [{ path: 'aim', code: 'invalid:string_too_long', params: {}, message: '' }] } } }
const here = (): ReturnType<typeof kept> => kept(localStorage, 'ann', 'COCAIR')

let draft: PlanDraft
let closed = 0
function open(of = view(3)): PlanDraft {
  draft = new PlanDraft('ann', of, () => (closed += 1))
  return draft
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', server)
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  localStorage.clear()
  answers = []
  sent = []
  closed = 0
})
afterEach(() => {
  draft.leave()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('a draft on the page', () => {
  test('is kept on the device at once, and on the server after a rest', async () => {
    answers = [saved(4)]
    open().set('aim', 'Find couriers')
    expect(here()?.draft.plan.aim).toBe('Find couriers')
    expect(sent).toEqual([])
    await vi.advanceTimersByTimeAsync(1000)
    expect(sent.map(({ method, body }) => [method, body?.version, body?.plan.aim])).toEqual([['PUT', 3, 'Find couriers']])
    expect([draft.line, draft.saving.version, here()]).toEqual(['saved', 4, null])
  })

  test('is saved, for whoever publishes while a save is under way, once that one is answered', async () => {
    answers = [saved(4), saved(5)]
    open().set('aim', 'Find couriers')
    vi.advanceTimersByTime(1000)
    expect(draft.line).toBe('saving')
    const [one, other] = [draft.flush(), draft.flush()]
    draft.set('lead', 'UNODC')
    await vi.advanceTimersByTimeAsync(0)
    expect([await one, await other]).toEqual([true, true])
    expect(sent.map(({ body }) => [body?.version, body?.plan.lead])).toEqual([[3, ''], [4, 'UNODC']])
  })

  test('is sent again under the same key when no answer came', async () => {
    answers = ['unreachable', saved(4)]
    open().set('aim', 'Find couriers')
    await vi.advanceTimersByTimeAsync(1000)
    expect(draft.line).toBe('network')
    expect(here()?.draft.plan.aim).toBe('Find couriers')
    draft.again()
    await vi.advanceTimersByTimeAsync(100)
    expect(draft.line).toBe('saved')
    expect(new Set(sent.map((each) => each.key)).size).toBe(1)
  })

  test('saves all but the part that the server refuses, and keeps that one on the device until it fits', async () => {
    answers = [TOO_LONG, saved(4), TOO_LONG, saved(5)]
    open().set('lead', 'UNODC')
    draft.set('aim', LONG)
    await vi.advanceTimersByTimeAsync(1000)
    expect(sent.map(({ body }) => [body?.version, body?.plan.lead, body?.plan.aim])).toEqual([
      [3, 'UNODC', LONG],
      [3, 'UNODC', ''],
    ])
    expect([draft.line, draft.keptBack, draft.saving.version, draft.plan.aim]).toEqual(['refused', ['aim'], 4, LONG])
    expect([here()?.draft.plan.aim, here()?.base.plan.lead, here()?.version]).toEqual([LONG, 'UNODC', 4])
    // What is there already is not saved a second time, and what is mended is.
    draft.set('aim', `${LONG}!`)
    await vi.advanceTimersByTimeAsync(1000)
    expect([draft.line, draft.keptBack, sent.length]).toEqual(['refused', ['aim'], 3])
    draft.set('aim', 'Find couriers')
    await vi.advanceTimersByTimeAsync(1000)
    expect([draft.line, draft.keptBack, draft.saving.version, here()]).toEqual(['saved', [], 5, null])
  })

  test('has what was refused again after the browser was closed', async () => {
    answers = [TOO_LONG, saved(4)]
    open().set('lead', 'UNODC')
    draft.set('aim', LONG)
    await vi.advanceTimersByTimeAsync(1000)
    draft.leave()
    answers = [TOO_LONG]
    expect(open(view(4, { lead: 'UNODC' })).plan.aim).toBe(LONG)
    await vi.advanceTimersByTimeAsync(1000)
    expect([draft.line, draft.keptBack]).toEqual(['refused', ['aim']])
  })

  test('comes back after the browser was closed, and is saved then', async () => {
    open().set('lead', 'UNODC')
    await vi.advanceTimersByTimeAsync(1000)
    draft.leave()
    answers = [saved(4)]
    expect(open().plan.lead).toBe('UNODC')
    await vi.advanceTimersByTimeAsync(1000)
    expect(draft.line).toBe('saved')
  })

  test('takes in what somebody else changed elsewhere in it', async () => {
    answers = [OUTDATED, { status: 200, body: view(9, { lead: 'WCO' }) }, saved(10)]
    open().set('aim', 'Find couriers')
    await vi.advanceTimersByTimeAsync(3000)
    expect([draft.plan.aim, draft.plan.lead, draft.takenIn, draft.saving.version]).toEqual(['Find couriers', 'WCO', ['lead'], 10])
  })

  test('asks where both changed the same, and sends nothing before it is answered', async () => {
    answers = [OUTDATED, { status: 200, body: view(9, { aim: 'Theirs' }) }]
    open().set('aim', 'Mine')
    await vi.advanceTimersByTimeAsync(20_000)
    expect([draft.line, draft.crossing?.asked, sent.length]).toEqual(['conflict', ['aim'], 2])
    answers = [saved(10)]
    draft.settle({ aim: 'mine' })
    await vi.advanceTimersByTimeAsync(1000)
    expect([draft.line, sent.at(-1)?.body?.version, sent.at(-1)?.body?.plan.aim]).toEqual(['saved', 9, 'Mine'])
  })

  test('asks about what is typed while it asks, rather than lose it', async () => {
    answers = [OUTDATED, { status: 200, body: view(9, { aim: 'Theirs', lead: 'Theirs' }) }]
    open().set('aim', 'Mine')
    await vi.advanceTimersByTimeAsync(1000)
    draft.set('lead', 'Mine')
    expect(draft.crossing?.asked).toEqual(['aim', 'lead'])
  })

  test('is the other one, and sends nothing, where that is chosen throughout', async () => {
    answers = [OUTDATED, { status: 200, body: view(9, { aim: 'Theirs' }) }]
    open().set('aim', 'Mine')
    await vi.advanceTimersByTimeAsync(1000)
    draft.settle({ aim: 'theirs' })
    await vi.advanceTimersByTimeAsync(1000)
    expect([draft.plan.aim, draft.line, draft.saving.version, sent.length, here()]).toEqual(['Theirs', 'saved', 9, 2, null])
  })

  test('is read again when somebody comes back to it, for there may be a newer one', async () => {
    answers = [{ status: 200, body: view(9, { lead: 'WCO' }) }]
    await open().again()
    expect([draft.plan.lead, draft.takenIn, draft.saving.version, draft.line]).toEqual(['WCO', ['lead'], 9, 'saved'])
  })

  test('that was published meanwhile is closed, and what was typed stays on the device', async () => {
    const published: Answer = { status: 409, body: { error: { code: 'operation:published', params: {}, message: '' } } }
    answers = [published, { status: 200, body: { ...view(9), published_at: '2026-11-23T14:05:00Z' } }]
    open().set('aim', 'Mine')
    await vi.advanceTimersByTimeAsync(1000)
    expect([closed, here()?.draft.plan.aim]).toEqual([1, 'Mine'])
  })

  test('says so when the newer one is refused to this reader', async () => {
    answers = [OUTDATED, { status: 404, body: { error: { code: 'not_found', params: {}, message: '' } } }]
    open().set('aim', 'Mine')
    await vi.advanceTimersByTimeAsync(1000)
    expect([draft.line, draft.refusal !== null]).toEqual(['refused', true])
  })
})
