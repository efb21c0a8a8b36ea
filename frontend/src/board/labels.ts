/** Where the labels of a map go: greedy, each beside its point, or on a line leading to it, or not at all. Pure. */

export interface Point {
  id: string
  x: number
  y: number
  text: string
}

export interface Label {
  id: string
  text: string
  /** The middle of the text. */
  x: number
  y: number
  /** Where a line leads from the point when the label stands apart. */
  leader: { x1: number; y1: number; x2: number; y2: number } | null
}

interface Box {
  x0: number
  y0: number
  x1: number
  y1: number
}

const LETTER = 7.6
const HEIGHT = 14
const SYMBOL = 7
const NEAR = [0, 180, -90, 90, -35, 35, -145, 145]
const FAR = [-60, 60, -120, 120, -25, 25, -155, 155, -90, 90, 0, 180]

/** Place labels inside a frame, in the order given; what finds no room is left out until one comes closer. */
export function placeLabels(points: readonly Point[], width: number, height: number): Label[] {
  const inside = points.filter(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height)
  const taken: Box[] = inside.map(({ x, y }) => around(x, y, SYMBOL * 2, SYMBOL * 2))
  const labels: Label[] = []
  for (const [index, point] of inside.entries()) {
    const label = placed(point, taken, index, width, height)
    if (!label) continue
    labels.push(label)
    taken.push(around(label.x, label.y, point.text.length * LETTER, HEIGHT))
  }
  return labels
}

function placed(point: Point, taken: readonly Box[], own: number, width: number, height: number): Label | null {
  const wide = point.text.length * LETTER
  for (const [ring, angles] of [[0, NEAR] as const, [22, FAR] as const, [38, FAR] as const]) {
    for (const angle of angles) {
      const turn = (angle * Math.PI) / 180
      const x = point.x + Math.cos(turn) * (SYMBOL + 4 + ring + wide / 2)
      const y = point.y + Math.sin(turn) * (SYMBOL + 4 + ring + HEIGHT / 4)
      const box = around(x, y, wide, HEIGHT)
      if (box.x0 < 0 || box.y0 < 0 || box.x1 > width || box.y1 > height) continue
      if (taken.some((other, index) => (ring > 0 || index !== own) && meet(box, other))) continue
      return { id: point.id, text: point.text, x, y, leader: ring > 0 ? leaderTo(point, x, y, wide) : null }
    }
  }
  return null
}

function leaderTo(point: Point, x: number, y: number, wide: number): Label['leader'] {
  const length = Math.hypot(x - point.x, y - point.y)
  const [dx, dy] = [(x - point.x) / length, (y - point.y) / length]
  const stop = Math.min(wide / 2 / Math.max(Math.abs(dx), 0.01), HEIGHT / 2 / Math.max(Math.abs(dy), 0.01))
  return { x1: point.x + dx * SYMBOL, y1: point.y + dy * SYMBOL, x2: x - dx * stop, y2: y - dy * stop }
}

function around(x: number, y: number, width: number, height: number): Box {
  return { x0: x - width / 2, y0: y - height / 2, x1: x + width / 2, y1: y + height / 2 }
}

function meet(a: Box, b: Box): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1
}
