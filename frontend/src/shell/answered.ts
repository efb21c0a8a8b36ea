/**
 * Knows whether something that was asked for is still on its way. What is not pressing would hold it up on a slow line:
 * the link to the board, our own letters, and what the UN calls countries wait until the first page stands.
 */

import { forgetEarly } from './early'

/** A line on which nothing comes is not waited for. */
const WITHIN_MS = 3000

let asking = 0
const waiting = new Set<() => void>()
let stand: () => void = () => undefined
/** Kept when this tab's first page stands with what it shows. */
export const standing = new Promise<void>((resolve) => {
  stand = resolve
})

/** Count a question until it is answered, however that ends. */
export async function asked<T>(question: Promise<T>): Promise<T> {
  asking += 1
  try {
    return await question
  } finally {
    asking -= 1
    if (asking === 0) {
      for (const go of waiting) go()
      waiting.clear()
    }
  }
}

/** Wait until what was asked is answered, so that what is not pressing does not hold it up. */
export async function answered(): Promise<void> {
  // What the page that was just drawn asks for is asked first.
  await new Promise((resolve) => setTimeout(resolve))
  if (asking === 0) return
  await new Promise<void>((resolve) => {
    waiting.add(resolve)
    setTimeout(resolve, WITHIN_MS)
  })
}

/** Tell that a page is drawn and asks for what it shows. */
export async function firstPageDrawn(): Promise<void> {
  await answered()
  forgetEarly()
  stand()
}
