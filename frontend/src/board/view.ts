/** Looking at a map: how near and where, in pixels of its frame. Pure. */

export interface View {
  k: number
  x: number
  y: number
}

export const WHOLE: View = { k: 1, x: 0, y: 0 }
const NEAREST = 24

/** Come nearer or go farther about a point of the frame that stays where it is. */
export function zoomed(view: View, by: number, at: readonly [number, number], size: readonly [number, number]): View {
  const k = Math.min(NEAREST, Math.max(0.6, view.k * by))
  const grown = k / view.k
  return kept({ k, x: at[0] - (at[0] - view.x) * grown, y: at[1] - (at[1] - view.y) * grown }, size)
}

/** Move the map by pixels. */
export function moved(view: View, dx: number, dy: number, size: readonly [number, number]): View {
  return kept({ ...view, x: view.x + dx, y: view.y + dy }, size)
}

/** Keep the middle of the frame over the map, so that nobody gets lost in the sea. */
function kept(view: View, [width, height]: readonly [number, number]): View {
  const hold = (value: number, length: number): number => Math.min(length / 2, Math.max(length / 2 - length * view.k, value))
  return { k: view.k, x: hold(view.x, width), y: hold(view.y, height) }
}

/** Find the longitude to centre on: the middle of the shortest arc that holds all points. */
export function centreLongitude(longitudes: readonly number[]): number {
  const sorted = [...longitudes].sort((a, b) => a - b)
  const [first] = sorted
  if (first === undefined) return 0
  let widest = { gap: -1, after: first }
  for (const [index, longitude] of sorted.entries()) {
    const next = sorted[index + 1] ?? first + 360
    if (next - longitude > widest.gap) widest = { gap: next - longitude, after: longitude }
  }
  const middle = widest.after + widest.gap / 2 + 180
  return ((((middle + 180) % 360) + 360) % 360) - 180
}
