/** From longitude and latitude to the frame of a map: centred on the operation's airports. Pure. */

import { geoInterpolate, geoNaturalEarth1, geoPath, type GeoProjection } from 'd3-geo'
import type { MultiLineString, MultiPolygon } from 'geojson'

import { centreLongitude } from './view'

export type Place = readonly [longitude: number, latitude: number]

/** A lone airport is shown with about this many degrees of the world around it. */
const LEAST_DEGREES = 24

/** Fit a projection to the places, or to the whole world when there are none. */
export function projectionFor(places: readonly Place[], width: number, height: number): GeoProjection {
  const projection = geoNaturalEarth1().precision(0.2).rotate([-centreLongitude(places.map(([longitude]) => longitude)), 0])
  const edge = Math.min(72, width / 8, height / 6)
  const frame: [[number, number], [number, number]] = [
    [edge, edge],
    // Room for the tools at the right and the legend at the foot.
    [width - Math.max(edge, 84), height - Math.max(edge, 72)],
  ]
  if (places.length === 0) return projection.fitExtent(frame, { type: 'Sphere' })
  projection.fitExtent(frame, { type: 'MultiPoint', coordinates: widened(places) })
  return projection
}

function widened(places: readonly Place[]): [number, number][] {
  const middle = places.reduce((sum, [, latitude]) => sum + latitude, 0) / places.length
  const longitude = centreLongitude(places.map(([each]) => each))
  const half = LEAST_DEGREES / 2
  const around: [number, number][] = [-half, half].map((turn) => [longitude, Math.max(-85, Math.min(85, middle + turn))])
  return [...places.map(([x, y]): [number, number] => [x, y]), ...around]
}

/** Draw a shape part by part: land by land, line by line. Together the parts are what the whole would be drawn as. */
export function* partsDrawn(projection: GeoProjection, shape: MultiPolygon | MultiLineString): Generator<string> {
  const path = geoPath(projection).digits(1)
  if (shape.type === 'MultiPolygon') for (const coordinates of shape.coordinates) yield path({ type: 'Polygon', coordinates }) ?? ''
  else for (const coordinates of shape.coordinates) yield path({ type: 'LineString', coordinates }) ?? ''
}

/** Draw the way between two places, along the earth's surface. */
export function arcPath(projection: GeoProjection, from: Place, to: Place): string {
  return geoPath(projection).digits(1)({ type: 'LineString', coordinates: [[...from], [...to]] }) ?? ''
}

/** Find the place that is so far on the way between two. */
export function placeOn(from: Place, to: Place, share: number): Place {
  return geoInterpolate([...from], [...to])(share)
}
