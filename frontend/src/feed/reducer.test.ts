import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { answer, applyStep, ask, beat, doubt, empty, isStep, receive, type Feed, type Row, type Step } from './reducer'

/** One entry of a log: at its position a key gets a row, or goes. */
type Change = { key: string; row: number | null }

function stateAt(history: readonly Change[], seq: number): Map<string, Row> {
  const rows = new Map<string, Row>()
  for (const { key, row } of history.slice(0, seq)) {
    if (row === null) rows.delete(key)
    else rows.set(key, { row })
  }
  return rows
}

function since(history: readonly Change[], after: number, upto: number): Step {
  const now = stateAt(history, upto)
  const keys = [...new Set(history.slice(after, upto).map((change) => change.key))]
  return {
    after,
    upto,
    put: keys.flatMap((key) => {
      const row = now.get(key)
      return row ? [{ key, row }] : []
    }),
    gone: after === 0 ? [] : keys.filter((key) => !now.has(key)),
  }
}

const change = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  row: fc.option(fc.nat({ max: 99 }), { nil: null }),
})

/** What no server of ours would send. */
const WRONG: readonly unknown[] = [
  null, 7, 'step', [], {},
  { after: 1, upto: 2, put: [] },
  { after: 2, upto: 1, put: [], gone: [] },
  { after: -1, upto: 2, put: [], gone: [] },
  { after: 1, upto: 2.5, put: [], gone: [] },
  { after: 1, upto: '2', put: [], gone: [] },
  { after: 1, upto: 2, put: {}, gone: [] },
  { after: 1, upto: 2, put: [{ key: 'a' }], gone: [] },
  { after: 1, upto: 2, put: [{ key: 'a', row: [] }], gone: [] },
  { after: 1, upto: 2, put: [{ key: 1, row: {} }], gone: [] },
  { after: 1, upto: 2, put: [null], gone: [] },
  { after: 1, upto: 2, put: [], gone: [1] },
  { after: 1, upto: 2, put: [{ key: 'a', row: {} }], gone: ['a'] },
  { after: 0, upto: 2, put: [], gone: ['a'] },
]

function following(history: readonly Change[], seq: number): Feed {
  return answer(empty(), since(history, 0, seq))
}

describe('the board', () => {
  test('a first sight replaces everything that was there', () => {
    const feed = answer(ask({ ...empty(), rows: new Map([['old', {}]]), seq: 9 }), since([{ key: 'a', row: 1 }], 0, 1))
    expect([...feed.rows.keys()]).toEqual(['a'])
    expect(feed.seq).toBe(1)
  })

  test('a step that comes before the answer waits for it', () => {
    const history: Change[] = [
      { key: 'a', row: 1 },
      { key: 'b', row: 2 },
    ]
    const early = receive(empty(), since(history, 1, 2))
    expect(early.rows.size).toBe(0)
    const feed = answer(early, since(history, 0, 1))
    expect(feed.rows).toEqual(stateAt(history, 2))
  })

  test('an older step changes nothing', () => {
    const history: Change[] = [
      { key: 'a', row: 1 },
      { key: 'a', row: 2 },
    ]
    const feed = following(history, 2)
    expect(applyStep(feed, since(history, 0, 1))).toBe(feed)
  })

  test('a gap is asked about once', () => {
    const history: Change[] = [1, 2, 3, 4].map((row) => ({ key: 'a', row }))
    const gap = receive(following(history, 1), since(history, 2, 3))
    expect(gap.status).toBe('behind')
    const asked = receive(ask(gap), since(history, 3, 4))
    expect(asked.status).toBe('asking')
    expect(answer(asked, since(history, 1, 3)).rows).toEqual(stateAt(history, 4))
  })

  test('a beat exposes a lost last step', () => {
    const feed = following([{ key: 'a', row: 1 }], 1)
    expect(beat(feed, 1)).toBe(feed)
    expect(beat(feed, 2).status).toBe('behind')
  })

  test('a gap that an answer leaves behind it is asked about again', () => {
    const history: Change[] = [1, 2, 3, 4].map((row) => ({ key: 'a', row }))
    const kept = receive(ask(following(history, 1)), since(history, 3, 4))
    expect(answer(kept, since(history, 1, 2)).status).toBe('behind')
  })

  test.each(WRONG)('what cannot be a step is not taken for one: %j', (told) => {
    expect(isStep(told)).toBe(false)
    const feed = following([{ key: 'a', row: 1 }], 1)
    const doubting = receive(feed, told as Step)
    expect(doubting).toEqual({ ...feed, status: 'behind', doubted: true })
    expect(answer(ask(doubting), told as Step)).toMatchObject({ status: 'behind', doubted: true })
  })

  test('a step that takes away what is not there is not believed, and nothing less than everything anew is', () => {
    const history: Change[] = [
      { key: 'a', row: 1 },
      { key: 'b', row: 2 },
      { key: 'c', row: 3 },
    ]
    const feed = following(history, 1)
    const doubting = receive(feed, { after: 1, upto: 2, put: [], gone: ['b'] })
    expect(doubting).toEqual({ ...feed, status: 'behind', doubted: true })
    const replayed = answer(ask(doubting), since(history, 1, 2))
    expect(replayed).toMatchObject({ status: 'behind', doubted: true })
    const anew = answer(ask(replayed), since(history, 0, 3))
    expect(anew).toMatchObject({ rows: stateAt(history, 3), status: 'following', doubted: false })
  })

  test('a beat that names no position is not believed', () => {
    expect(beat(following([{ key: 'a', row: 1 }], 1), 'two' as unknown as number).doubted).toBe(true)
  })

  test('a doubt that comes while an answer is awaited is asked about after it', () => {
    const asking = doubt(ask(following([{ key: 'a', row: 1 }], 1)))
    expect(asking.status).toBe('asking')
    expect(answer(asking, { after: 1, upto: 1, put: [], gone: [] })).toMatchObject({ status: 'behind', doubted: true })
  })

  test('whatever is dropped, doubled, reordered or spoilt, the board never shows a state that was not', () => {
    const deliveries = fc.array(
      fc.record({
        at: fc.nat({ max: 60 }),
        width: fc.integer({ min: 1, max: 5 }),
        answers: fc.boolean(),
        spoilt: fc.option(fc.constantFrom(...WRONG), { freq: 6, nil: undefined }),
      }),
    )
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), deliveries, fc.nat(), (history, order, start) => {
        const head = history.length
        const asked = (feed: Feed, upto: number): Feed => answer(ask(feed), since(history, feed.doubted ? 0 : feed.seq, upto))
        let feed = following(history, start % (head + 1))
        for (const { at, width, answers, spoilt } of order) {
          const after = at % head
          feed = receive(feed, spoilt === undefined ? since(history, after, Math.min(head, after + width)) : (spoilt as Step))
          if (feed.status === 'behind' && answers) feed = asked(feed, Math.min(head, feed.seq + width))
          expect(feed.rows).toEqual(stateAt(history, feed.seq))
        }
        feed = beat(feed, head)
        while (feed.status === 'behind') feed = asked(feed, head)
        expect(feed.seq).toBe(head)
        expect(feed.rows).toEqual(stateAt(history, head))
      }),
      { numRuns: 500 },
    )
  })
})
