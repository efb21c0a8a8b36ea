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
  leader: Line | null
}

interface Line {
  x1: number
  y1: number
  x2: number
  y2: number
}

interface Box {
  x0: number
  y0: number
  x1: number
  y1: number
}

/** What is taken already: symbols first, in the order of their points, then the labels placed, and the lines to them. */
interface Taken {
  boxes: Box[]
  lines: Line[]
}

const LETTER = 7.6
const GAP = 4
const HEIGHT = 14
const SYMBOL = 7
const NEAR = [0, 180, -90, 90, -35, 35, -145, 145]
const FAR = [-60, 60, -120, 120, -25, 25, -155, 155, -90, 90, 0, 180]
const RINGS: readonly (readonly [number, readonly number[]])[] = [[0, NEAR], [20, FAR], [36, FAR], [54, FAR]]

/**
 * Place labels inside a frame, in the order given; what finds no room is left out until one comes closer.
 *
 * Lengths are pixels at `scale` 1; on a wall letters and symbols are larger. No label covers another, a symbol or a
 * line; a line may pass a symbol only where nothing else is left.
 */
export function placeLabels(points: readonly Point[], width: number, height: number, scale = 1): Label[] {
  const shrunk = points.map((point) => ({ ...point, x: point.x / scale, y: point.y / scale }))
  return placed(shrunk, width / scale, height / scale).map((label) => grown(label, scale))
}

function placed(points: readonly Point[], width: number, height: number): Label[] {
  const inside = points.filter(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height)
  const taken: Taken = { boxes: inside.map(({ x, y }) => around(x, y, SYMBOL * 2, SYMBOL * 2)), lines: [] }
  const symbols = inside.length
  const labels: Label[] = []
  for (const [index, point] of inside.entries()) {
    const choices = candidates(point, width, height).filter((label) => free(label, taken, index))
    const label = choices.find(({ leader }) => leader === null || clear(leader, taken, index, symbols)) ?? choices.find(({ leader }) => leader === null || unlabelled(leader, taken, symbols))
    if (!label) continue
    labels.push(label)
    taken.boxes.push(boxOf(label))
    if (label.leader) taken.lines.push(label.leader)
  }
  return labels
}

function candidates(point: Point, width: number, height: number): Label[] {
  const wide = widthOf(point.text)
  return RINGS.flatMap(([ring, angles]) =>
    angles.map((angle): Label => {
      const turn = (angle * Math.PI) / 180
      const x = point.x + Math.cos(turn) * (SYMBOL + 4 + ring + wide / 2)
      const y = point.y + Math.sin(turn) * (SYMBOL + 4 + ring + HEIGHT / 4)
      return { id: point.id, text: point.text, x, y, leader: ring > 0 ? leaderTo(point, x, y, wide) : null }
    }),
  ).filter((label) => within(boxOf(label), width, height))
}

/** Say whether a label covers nothing; its own symbol it may touch only where it stands right beside it. */
function free(label: Label, taken: Taken, own: number): boolean {
  const box = boxOf(label)
  return (
    !taken.boxes.some((other, index) => (label.leader !== null || index !== own) && meet(box, other)) &&
    !taken.lines.some((line) => crosses(line, box))
  )
}

function clear(leader: Line, taken: Taken, own: number, symbols: number): boolean {
  return unlabelled(leader, taken, symbols) && !taken.boxes.some((box, index) => index < symbols && index !== own && crosses(leader, box))
}

function unlabelled(leader: Line, taken: Taken, symbols: number): boolean {
  return !taken.boxes.some((box, index) => index >= symbols && crosses(leader, box))
}

function leaderTo(point: Point, x: number, y: number, wide: number): Line {
  const length = Math.hypot(x - point.x, y - point.y)
  const [dx, dy] = [(x - point.x) / length, (y - point.y) / length]
  const stop = Math.min((wide - GAP) / 2 / Math.max(Math.abs(dx), 0.01), HEIGHT / 2 / Math.max(Math.abs(dy), 0.01))
  return { x1: point.x + dx * SYMBOL, y1: point.y + dy * SYMBOL, x2: x - dx * stop, y2: y - dy * stop }
}

function grown(label: Label, scale: number): Label {
  const { leader } = label
  return {
    ...label,
    x: label.x * scale,
    y: label.y * scale,
    leader: leader && { x1: leader.x1 * scale, y1: leader.y1 * scale, x2: leader.x2 * scale, y2: leader.y2 * scale },
  }
}

function widthOf(text: string): number {
  return text.length * LETTER + GAP
}

function boxOf(label: Label): Box {
  return around(label.x, label.y, widthOf(label.text), HEIGHT)
}

function around(x: number, y: number, width: number, height: number): Box {
  return { x0: x - width / 2, y0: y - height / 2, x1: x + width / 2, y1: y + height / 2 }
}

function within(box: Box, width: number, height: number): boolean {
  return box.x0 >= 0 && box.y0 >= 0 && box.x1 <= width && box.y1 <= height
}

function meet(a: Box, b: Box): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1
}

/** Say whether a line passes through the inside of a box: it is cut to the box side by side. */
function crosses(line: Line, box: Box): boolean {
  const [dx, dy] = [line.x2 - line.x1, line.y2 - line.y1]
  let [enters, leaves] = [0, 1]
  for (const [step, room] of [[-dx, line.x1 - box.x0], [dx, box.x1 - line.x1], [-dy, line.y1 - box.y0], [dy, box.y1 - line.y1]] as const) {
    if (step === 0 && room <= 0) return false
    if (step < 0) enters = Math.max(enters, room / step)
    if (step > 0) leaves = Math.min(leaves, room / step)
  }
  return enters < leaves
}
