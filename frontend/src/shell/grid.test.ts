import { describe, expect, test } from 'vitest'

import { type Cell, cellAfter } from './grid'

const SIZE = { rows: 8, columns: 4 }
const AT: Cell = { row: 2, column: 1 }

describe('a key leads through a grid', () => {
  test.each([
    ['ArrowUp', { row: 1, column: 1 }],
    ['ArrowDown', { row: 3, column: 1 }],
    ['ArrowRight', { row: 2, column: 2 }],
    ['ArrowLeft', { row: 2, column: 0 }],
    ['Home', { row: 2, column: 0 }],
    ['End', { row: 2, column: 3 }],
    ['PageDown', { row: 7, column: 1 }],
    ['PageUp', { row: 0, column: 1 }],
  ])('%s', (key, to) => {
    expect(cellAfter(key, AT, SIZE)).toEqual(to)
  })

  test('with Control to the corners', () => {
    expect(cellAfter('Home', AT, SIZE, { control: true })).toEqual({ row: 0, column: 0 })
    expect(cellAfter('End', AT, SIZE, { control: true })).toEqual({ row: 7, column: 3 })
  })

  test('where columns run from the right, left goes on and right goes back', () => {
    expect(cellAfter('ArrowLeft', AT, SIZE, { mirrored: true })).toEqual({ row: 2, column: 2 })
    expect(cellAfter('ArrowRight', AT, SIZE, { mirrored: true })).toEqual({ row: 2, column: 0 })
    expect(cellAfter('ArrowUp', AT, SIZE, { mirrored: true })).toEqual({ row: 1, column: 1 })
  })
})

test('an edge holds: nothing leads out of the grid', () => {
  const corner = { row: 0, column: 0 }
  for (const key of ['ArrowUp', 'ArrowLeft', 'Home', 'PageUp']) expect(cellAfter(key, corner, SIZE)).toEqual(corner)
})

test('other keys mean nothing to a grid', () => {
  for (const key of ['Enter', ' ', 'Tab', 'Escape', 't', '/']) expect(cellAfter(key, AT, SIZE)).toBeNull()
})
