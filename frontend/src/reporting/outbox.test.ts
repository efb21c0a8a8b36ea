import 'fake-indexeddb/auto'

import { beforeEach, describe, expect, test, vi } from 'vitest'

import { blankSeizure } from './seizure'
import { type Alone, isFinal, pauseAfter, referralsUntold, sendAll, type Sent, waitingSince } from './outbox'
import { type Draft, drafts, type Filed, keepForSending, openStore, outbox, putAtOnce, type Store, takeBack, type Waiting, waits } from './store'
import type { Receipt } from './types'
import { storeOfThisPage } from './unkept'

let db: Store
let databases = 0

beforeEach(async () => {
  db = await openStore(`test-${++databases}`)
})

function draft(key: string, over: Partial<Draft> = {}): Draft {
  const form = { ...blankSeizure('2026-11-23T11:20'), note: 'half a' }
  return {
    key,
    report_id: key,
    account: 'a',
    operation: 'OP',
    airport: 'GRU',
    kind: 'seizure',
    form,
    version: null,
    touched_at: 1,
    refusal: null,
    ...over,
  }
}

function item(submission: string, kept_at: number, from: Draft | null = null): Waiting {
  return {
    submission,
    report_id: submission,
    account: 'a',
    operation: 'OP',
    airport: 'GRU',
    kind: 'seizure',
    report_on: null,
    path: '/operations/OP/reports',
    body: {},
    kept_at,
    state: 'waiting',
    refusal: null,
    draft: from,
  }
}

const receipt = (id: string): Receipt => ({ id, number: 7, state: 'submitted', received_at: '2026-11-23T14:05:00Z', version: 1 })
const REFUSAL = { status: 422, code: 'invalid', params: {}, message: '', fields: [] }
const alone: Alone = (work) => work()

describe('drafts', () => {
  test('outlive the page and are found again by their account only', async () => {
    await db.put('drafts', draft('one', { touched_at: 5 }))
    await db.put('drafts', draft('two', { touched_at: 9 }))
    await db.put('drafts', draft('other', { account: 'b' }))
    const again = await openStore(`test-${databases}`)
    expect((await drafts(again, 'a', 'OP')).map((each) => each.key)).toEqual(['two', 'one'])
    expect((await drafts(again, 'b', 'OP')).map((each) => each.key)).toEqual(['other'])
  })

  test('are given over in the moment they are written: a page that is left then keeps them all the same', () => {
    const given = vi.spyOn(IDBTransaction.prototype, 'commit')
    void putAtOnce(db, 'drafts', draft('one'))
    void putAtOnce(db, 'seen', 'Call from GRU.', 'a watch OP')
    void keepForSending(db, item('s1', 1, draft('one')))
    expect(given).toHaveBeenCalledTimes(3)
    given.mockRestore()
  })

  test('are never both a draft and on their way', async () => {
    const written = draft('one')
    await db.put('drafts', written)
    await keepForSending(db, item('s1', 1, written))
    expect(await drafts(db, 'a', 'OP')).toEqual([])
    const back = await takeBack(db, 's1')
    expect(back?.form).toEqual(written.form)
    expect(await outbox(db, 'a')).toEqual([])
    expect(await drafts(db, 'a', 'OP')).toHaveLength(1)
  })
})

describe('the outbox', () => {
  test('keeps everything when there is no network, and says since when', async () => {
    await keepForSending(db, item('s2', 20))
    await keepForSending(db, item('s1', 10))
    await sendAll(db, 'a', async () => ({ is: 'unsent' }), alone, () => 0)
    expect(waitingSince(await outbox(db, 'a'))).toEqual({ count: 2, oldest: 10 })
    expect(await waits(db)).toBe(true)
  })

  test('sends the oldest first, under the key made when it was kept', async () => {
    await keepForSending(db, item('s2', 20))
    await keepForSending(db, item('s1', 10))
    const sent: string[] = []
    await sendAll(db, 'a', async (each) => (sent.push(each.submission), { is: 'filed', receipt: receipt(each.report_id) }), alone, () => 99)
    expect(sent).toEqual(['s1', 's2'])
    expect(await waits(db)).toBe(false)
    expect(await outbox(db, 'a')).toEqual([])
    expect((await db.getAll('filed')).map((each) => each.receipt.number)).toEqual([7, 7])
  })

  test('gives a refused report back with its reason, and goes on with the next', async () => {
    await keepForSending(db, item('s1', 10, draft('one')))
    await keepForSending(db, item('s2', 20))
    const answers: Record<string, Sent> = { s1: { is: 'refused', refusal: REFUSAL }, s2: { is: 'filed', receipt: receipt('s2') } }
    await sendAll(db, 'a', async (each) => answers[each.submission] ?? { is: 'unsent' }, alone, () => 0)
    expect((await outbox(db, 'a')).map((each) => [each.submission, each.state])).toEqual([['s1', 'refused']])
    expect((await takeBack(db, 's1'))?.refusal?.code).toBe('invalid')
  })

  test('does not send twice from two tabs', async () => {
    for (const submission of ['s1', 's2', 's3']) await keepForSending(db, item(submission, 1))
    let tail: Promise<unknown> = Promise.resolve()
    const locked: Alone = (work) => {
      const next = tail.then(work)
      tail = next
      return next
    }
    const sent: string[] = []
    const send = async (each: Waiting): Promise<Sent> => {
      await new Promise((resolve) => setTimeout(resolve, 2))
      sent.push(each.submission)
      return { is: 'filed', receipt: receipt(each.report_id) }
    }
    await Promise.all([sendAll(db, 'a', send, locked, () => 0), sendAll(db, 'a', send, locked, () => 0)])
    expect([...sent].sort()).toEqual(['s1', 's2', 's3'])
  })

  test('does not bring back what was taken back while it travelled', async () => {
    await keepForSending(db, item('s1', 10, draft('one')))
    const send = async (): Promise<Sent> => {
      await takeBack(db, 's1')
      return { is: 'refused', refusal: REFUSAL }
    }
    await sendAll(db, 'a', send, alone, () => 0)
    expect(await outbox(db, 'a')).toEqual([])
    expect(await drafts(db, 'a', 'OP')).toHaveLength(1)
  })

  test('sends nothing of another account on the same phone', async () => {
    await keepForSending(db, { ...item('s1', 10), account: 'b' })
    await sendAll(db, 'a', async () => ({ is: 'filed', receipt: receipt('s1') }), alone, () => 0)
    expect(await outbox(db, 'b')).toHaveLength(1)
  })

  test('takes a signed-out, hurried or broken server for a reason to wait', () => {
    for (const status of [401, 429, 500, 503]) expect(isFinal(status, 'x')).toBe(false)
    for (const status of [403, 404, 409, 422]) expect(isFinal(status, 'report:x')).toBe(true)
  })
})

test('what no answer came to is tried again by itself, ever more rarely, and never given up', () => {
  const pauses = [0, 1, 2, 3, 4, 20].map(pauseAfter)
  expect(pauses).toEqual([10_000, 20_000, 40_000, 80_000, 120_000, 120_000])
})

describe('a device that keeps nothing', () => {
  test('has a store that lasts as long as the page, in which nothing is lost on the way out', async () => {
    const page = await storeOfThisPage(null)
    await page.put('drafts', draft('one'))
    await keepForSending(page, item('s', 1, draft('one')))
    expect(await page.getAll('drafts')).toEqual([])
    await sendAll(page, 'a', () => Promise.resolve<Sent>({ is: 'filed', receipt: receipt('s') }), alone, () => 9)
    expect(await outbox(page, 'a')).toEqual([])
    expect((await page.getAll('filed')).map((each) => each.receipt.number)).toEqual([7])
  })

  test('goes on with what it still holds, and forgets there what went out from here', async () => {
    await keepForSending(db, item('old', 1))
    await db.put('seen', { zone: 'Atlantic/Cape_Verde' }, 'a today')
    const page = await storeOfThisPage(db)
    expect(await page.get('seen', 'a today')).toEqual({ zone: 'Atlantic/Cape_Verde' })
    await sendAll(page, 'a', () => Promise.resolve<Sent>({ is: 'filed', receipt: receipt('old') }), alone, () => 9)
    expect(await outbox(db, 'a')).toEqual([])
  })
})

describe('referrals of what went out by itself', () => {
  const DUE = '2026-11-24T14:05:00Z'
  const filed = (id: string, due: string | null, over: Partial<Filed> = {}): Filed => ({
    submission: `${id} ${due}`, account: 'a', operation: 'OP', airport: 'GRU', kind: 'victims', report_on: null, correction: false, filed_at: 1,
    receipt: { ...receipt(id), referral_due_at: due }, ...over,
  })
  const untold = (...all: Filed[]): string[] => referralsUntold(all, 'OP').map((each) => each.receipt.id)

  test('are told of until the reader was told', () => {
    expect(untold(filed('one', DUE), filed('two', DUE, { told: true }), filed('three', null))).toEqual(['one'])
  })

  test('are due no longer when a correction says so, and only in their own operation', () => {
    expect(untold(filed('one', null), filed('one', DUE), filed('two', DUE, { operation: 'OTHER' }))).toEqual([])
  })
})
