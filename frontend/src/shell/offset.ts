/** How far the server's clock is from ours, judged from the last messages. */

export type Offsets = readonly number[]

const KEPT = 12

/** Add what one message says: its instant minus ours on receipt, in milliseconds. */
export function heard(offsets: Offsets, offset: number): Offsets {
  return [...offsets, offset].slice(-KEPT)
}

/** Judge the offset. A message is always stamped before it arrives, so the largest one travelled fastest. */
export function offsetOf(offsets: Offsets): number {
  return offsets.length === 0 ? 0 : Math.max(...offsets)
}
