import { describe, expect, test } from 'vitest'

import { HELD_MS, layoutOf, pageAt, STANDS_MS } from './turning'

describe('pages that turn on a wall', () => {
  test('rows that fit are as high as they like to be, on one page', () => {
    expect(layoutOf(10, 500, 26, 22)).toEqual({ height: 26, size: 10, pages: 1 })
  })

  test('rows become lower before a page turns', () => {
    expect(layoutOf(18, 430, 26, 22)).toEqual({ height: 23, size: 18, pages: 1 })
  })

  test('what does not fit even so is shown in even pages, whose rows have the room that is left', () => {
    expect(layoutOf(61, 430, 26, 22)).toEqual({ height: 26, size: 16, pages: 4 })
  })

  test('every row is on a page, and no page is higher than the room', () => {
    for (let rows = 0; rows < 130; rows += 1) {
      for (const room of [90, 400, 431, 900]) {
        const { height, size, pages } = layoutOf(rows, room, 26.4, 22)
        expect(size * pages).toBeGreaterThanOrEqual(rows)
        expect(size * height).toBeLessThanOrEqual(room)
        expect(size * (pages - 1)).toBeLessThan(Math.max(1, rows))
      }
    }
  })

  test('a room too low for a single row still shows one at a time', () => {
    expect(layoutOf(3, 10, 26, 22)).toMatchObject({ size: 1, pages: 3 })
  })

  test('each page stands for a while, and the first comes after the last', () => {
    const began = 0
    expect([0, 1, 2, 3].map((turn) => pageAt(began + turn * STANDS_MS, 3))).toEqual([0, 1, 2, 0])
    expect(pageAt(began + STANDS_MS - 1, 3)).toBe(0)
  })

  test('nothing turns under a hand, and a hand that left lets it turn again', () => {
    expect(pageAt(2 * STANDS_MS, 3, 10)).toBe(0)
    expect(pageAt(10 + HELD_MS, 3, 10)).toBe(pageAt(10 + HELD_MS, 3))
  })
})
