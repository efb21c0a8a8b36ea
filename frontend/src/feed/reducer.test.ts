import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { answer, applyStep, ask, beat, empty, receive, type Feed, type Row, type Step } from './reducer'

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
    expect(gap.status).toBe('asking')
    const still = receive(gap, since(history, 3, 4))
    expect(still.status).toBe('asking')
    expect(answer(still, since(history, 1, 3)).rows).toEqual(stateAt(history, 4))
  })

  test('a beat exposes a lost last step', () => {
    const feed = following([{ key: 'a', row: 1 }], 1)
    expect(beat(feed, 1)).toBe(feed)
    expect(beat(feed, 2).status).toBe('asking')
  })

  test('whatever is dropped, doubled or reordered, the board never shows a state that was not', () => {
    const deliveries = fc.array(fc.record({ at: fc.nat({ max: 60 }), width: fc.integer({ min: 1, max: 5 }), answers: fc.boolean() }))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), deliveries, fc.nat(), (history, order, start) => {
        const head = history.length
        let feed = following(history, start % (head + 1))
        for (const { at, width, answers } of order) {
          const after = at % head
          feed = receive(feed, since(history, after, Math.min(head, after + width)))
          if (feed.status === 'asking' && answers) feed = answer(feed, since(history, feed.seq, Math.min(head, feed.seq + width)))
          expect(feed.rows).toEqual(stateAt(history, feed.seq))
        }
        feed = beat(feed, head)
        if (feed.status === 'asking') feed = answer(feed, since(history, feed.seq, head))
        expect(feed.seq).toBe(head)
        expect(feed.rows).toEqual(stateAt(history, head))
      }),
      { numRuns: 500 },
    )
  })
})
