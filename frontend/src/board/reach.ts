/** How near to a symbol of the map a pointer has to come: pure. */

export interface Spot {
  id: string
  x: number
  y: number
}

/** As far as a finger misses, where nothing else is near; and no less than the symbol itself. */
const [FAR, NEAR] = [13, 5]

/** Give each symbol its reach in pixels: half the way to its nearest neighbour, so that none is hidden under another's. */
export function reachesOf(spots: readonly Spot[], scale: number): ReadonlyMap<string, number> {
  const half = (spot: Spot): number => Math.min(...spots.map((other) => (other.id === spot.id ? Infinity : Math.hypot(other.x - spot.x, other.y - spot.y) / 2)))
  return new Map(spots.map((spot) => [spot.id, Math.max(NEAR, Math.min(FAR, half(spot) / scale))]))
}
