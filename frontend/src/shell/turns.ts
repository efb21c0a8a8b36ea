/**
 * Lets what is long be drawn piece by piece: between two pieces the browser shows what is there and answers whoever
 * touches it, on the slowest phone too.
 */

import { flushSync } from 'svelte'

import { asked } from './answered'

const pieces = new Set<() => void>()
let going = false

/** Draw a piece once those before it are drawn and shown; return the giving up of it. */
export function inTurn(draw: () => void): () => void {
  pieces.add(draw)
  // What a piece asks for belongs to the first page: what is not pressing waits for it too.
  if (!going) void asked(goOn())
  return () => pieces.delete(draw)
}

async function goOn(): Promise<void> {
  going = true
  try {
    await shown()
    for (const draw of pieces) {
      pieces.delete(draw)
      flushSync(draw)
      await shown()
    }
  } finally {
    going = false
  }
}

/** Wait until whoever touched the page meanwhile is answered. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

/** Wait until the browser has shown what is drawn; a page in the background shows nothing. */
function shown(): Promise<void> {
  if (document.hidden) return breath()
  return new Promise((resolve) => requestAnimationFrame(() => void breath().then(resolve)))
}
