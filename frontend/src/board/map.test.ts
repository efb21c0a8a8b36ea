import { geoNaturalEarth1 } from 'd3-geo'
import { describe, expect, test } from 'vitest'

import shared from '../../../tests/operations/exports/map_cases.json'
import { placeLabels } from './labels'
import { placeOn } from './projection'
import { centreLongitude } from './view'

// The paper's map is drawn by the server: both are held to the same cases.
describe('a map as the paper has it', () => {
  test.each(shared.centres)('is centred on the same longitude', ({ longitudes, centre }) => expect(centreLongitude(longitudes)).toBeCloseTo(centre, 6))
  test.each(shared.projected)('puts %j where the paper puts it', ({ degrees, point }) => {
    const found = geoNaturalEarth1().scale(1).translate([0, 0])([degrees[0] ?? 0, degrees[1] ?? 0])
    expect(found?.[0]).toBeCloseTo(point[0] ?? 0, 6)
    expect(found?.[1]).toBeCloseTo(point[1] ?? 0, 6)
  })
  test.each(shared.ways)('goes the same way from place to place', ({ begins, ends, share, place }) => {
    const found = placeOn([begins[0] ?? 0, begins[1] ?? 0], [ends[0] ?? 0, ends[1] ?? 0], share)
    expect(found[0]).toBeCloseTo(place[0] ?? 0, 6)
    expect(found[1]).toBeCloseTo(place[1] ?? 0, 6)
  })
  test.each(shared.labels)('has its labels where the paper has them', ({ points, wide, tall, scale, labels }) => {
    const found = placeLabels(points.map((point, index) => ({ id: String(index), ...point })), wide, tall, scale)
    expect(found.map(({ text, x, y, leader }) => [text, Math.round(x * 100) / 100, Math.round(y * 100) / 100, leader !== null])).toEqual(labels)
  })
})
