/**
 * Pages of a list that nobody scrolls, as a wall shows it: they turn by the clock, on every wall alike. Pure.
 */

/** How long a page stands: long enough to be read from across the room. */
export const STANDS_MS = 12_000
/** How long a page still stands after a hand or a key was last there. */
export const HELD_MS = 30_000

export interface Layout {
  /** How high a row is, in pixels. */
  readonly height: number
  /** How many rows a page holds; the last may hold fewer. */
  readonly size: number
  readonly pages: number
}

/** Lay rows out in a room: as high as they like to be, lower where that shows all of them, else in even pages. */
export function layoutOf(rows: number, room: number, liked: number, least: number): Layout {
  const height = Math.min(liked, Math.max(least, Math.floor(room / Math.max(1, rows))))
  const most = Math.max(1, Math.floor(room / height))
  const pages = Math.max(1, Math.ceil(rows / most))
  const size = Math.max(1, Math.ceil(rows / pages))
  // Even pages leave a little over, which the rows may have.
  return { height: Math.min(liked, Math.max(height, Math.floor(room / size))), size, pages }
}

/** Which page stands at an instant, the first being 0; a hand that was there lately keeps the page it saw. */
export function pageAt(now: number, pages: number, touchedAt: number | null = null): number {
  const held = touchedAt !== null && now - touchedAt < HELD_MS
  return Math.floor((held ? touchedAt : now) / STANDS_MS) % pages
}
