/** Where the keys of a grid lead, by the WAI-ARIA pattern: one cell is a stop of Tab, arrows go on from it. Pure. */

export interface Cell {
  readonly row: number
  readonly column: number
}

export interface Size {
  readonly rows: number
  readonly columns: number
}

/** Rows that Page Up and Page Down pass. */
const PAGE = 5

/**
 * Say which cell a key leads to; null for a key that means nothing to a grid.
 *
 * Left and right are what the reader sees as such: where columns run from the right they lead the other way.
 */
export function cellAfter(key: string, from: Cell, { rows, columns }: Size, { control = false, mirrored = false } = {}): Cell | null {
  const forward = mirrored ? -1 : 1
  const within = (row: number, column: number): Cell => ({
    row: Math.min(Math.max(row, 0), rows - 1),
    column: Math.min(Math.max(column, 0), columns - 1),
  })
  const { row, column } = from
  switch (key) {
    case 'ArrowUp':
      return within(row - 1, column)
    case 'ArrowDown':
      return within(row + 1, column)
    case 'ArrowRight':
      return within(row, column + forward)
    case 'ArrowLeft':
      return within(row, column - forward)
    case 'Home':
      return within(control ? 0 : row, 0)
    case 'End':
      return within(control ? rows - 1 : row, columns - 1)
    case 'PageUp':
      return within(row - PAGE, column)
    case 'PageDown':
      return within(row + PAGE, column)
    default:
      return null
  }
}
