/** What a file of the world's land and countries says: outline, borders, middles. Pure; `npm run outline` reads it too. */

import { geoArea, geoCentroid } from 'd3-geo'
import type { Feature, Geometry, MultiLineString, MultiPolygon, Polygon } from 'geojson'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification'

import { mapNumber } from './countryNumbers'

type Named = { name: string; a3: string }
export type Atlas = Topology<{ land: GeometryCollection; countries: GeometryCollection<Named> }>

export interface World {
  land: MultiPolygon
  borders: MultiLineString
  /** The middle of a country's largest part by its alpha-2 code, longitude then latitude; null for one the map does not draw. */
  middleOf: (country: string) => [number, number] | null
}

// Lines that the file draws inside states of the United Nations, and the UN's maps do not.
const WITHIN: readonly (readonly [string, string])[] = [
  ['SOL', 'SOM'],
  ['CYN', 'CYP'],
]

/** Read a file of the world. */
export function worldOf(atlas: Atlas): World {
  const { countries, land } = atlas.objects
  const middles = new Map<string, [number, number]>()
  return {
    land: merged(atlas, land),
    borders: mesh(atlas, countries as GeometryCollection, (a, b) => a !== b && !within(a, b)),
    middleOf: (country) => {
      const known = middles.get(country)
      if (known) return known
      const number = mapNumber(country)
      const shape = countries.geometries.find((each) => each.id === number)
      if (number === null || !shape) return null
      const drawn = feature(atlas, shape)
      const middle = geoCentroid(drawn.type === 'Feature' ? largestPart(drawn.geometry) : drawn)
      middles.set(country, middle)
      return middle
    },
  }
}

/** The part by which one knows a country: what lies overseas would draw the middle of France into the sea. */
function largestPart(shape: Geometry): Geometry {
  if (shape.type !== 'MultiPolygon') return shape
  const parts = shape.coordinates.map((coordinates): Polygon => ({ type: 'Polygon', coordinates }))
  return parts.reduce((largest, part) => (geoArea(part) > geoArea(largest) ? part : largest))
}

function merged(atlas: Atlas, land: GeometryCollection): MultiPolygon {
  const shape = feature(atlas, land)
  const whole = shape.type === 'FeatureCollection' ? shape.features[0] : shape
  return (whole as Feature<MultiPolygon>).geometry
}

function within(a: GeometryObject, b: GeometryObject): boolean {
  const codes = [a, b].map((each) => (each.properties as Named | undefined)?.a3)
  return WITHIN.some((pair) => pair.every((code) => codes.includes(code)))
}
