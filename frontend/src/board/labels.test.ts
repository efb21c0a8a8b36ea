import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { placeLabels, type Point } from './labels'

const WIDTH = 900
const HEIGHT = 500
const point = fc.record({ x: fc.integer({ min: 0, max: WIDTH }), y: fc.integer({ min: 0, max: HEIGHT }) })

describe('labels', () => {
  test('a lone label stands beside its point without a line', () => {
    const [label] = placeLabels([{ id: 'GRU', x: 400, y: 200, text: 'GRU' }], WIDTH, HEIGHT)
    expect(label?.leader).toBeNull()
    expect(label?.x).toBeGreaterThan(400)
  })
  test('where airports crowd, a line leads to the label', () => {
    const crowd = [0, 1, 2, 3, 4, 5].map((n): Point => ({ id: String(n), x: 400 + n * 3, y: 200, text: 'AAA' }))
    expect(placeLabels(crowd, WIDTH, HEIGHT).some((label) => label.leader !== null)).toBe(true)
  })
  test('no two labels ever meet, and none leaves the frame', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), (places) => {
        const labels = placeLabels(places.map((place, index): Point => ({ id: String(index), text: 'GRU', ...place })), WIDTH, HEIGHT)
        for (const [index, a] of labels.entries()) {
          expect(a.x >= 0 && a.x <= WIDTH && a.y >= 0 && a.y <= HEIGHT).toBe(true)
          for (const b of labels.slice(index + 1)) {
            expect(Math.abs(a.x - b.x) >= 3 * 7.6 - 0.001 || Math.abs(a.y - b.y) >= 14 - 0.001).toBe(true)
          }
        }
      }),
    )
  })
  test('no label stands on another airport, whatever the scale', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), fc.constantFrom(1, 1.5, 2), (places, scale) => {
        const points = places.map((place, index): Point => ({ id: String(index), text: 'GRU', ...place }))
        for (const label of placeLabels(points, WIDTH, HEIGHT, scale)) {
          for (const other of points.filter(({ id }) => id !== label.id)) {
            const room = [(3 * 7.6) / 2 + 7, 14].map((length) => length * scale - 0.001)
            expect(Math.abs(label.x - other.x) >= (room[0] ?? 0) || Math.abs(label.y - other.y) >= (room[1] ?? 0)).toBe(true)
          }
        }
      }),
    )
  })
})
