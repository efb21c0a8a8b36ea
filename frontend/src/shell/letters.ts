/** The letters of our own, which are fetched when a first page stands and are at hand from then on. */

import { keep } from './outset'

const KEPT_AS = 'letters'

/** Fetch our own letters, then write with them; a device without room waits for them each time. */
export async function bringLetters(): Promise<void> {
  keep(localStorage, KEPT_AS, 'own')
  // A page marked before they are here is laid out twice, which holds up a slow phone for half a second.
  await document.fonts.load('1rem "Noto Sans", "Noto Sans Arabic"', document.body.textContent).catch(() => undefined)
  mark()
}

/** Begin with them where they were fetched before. */
export function bringLettersAtHand(): void {
  if (localStorage.getItem(KEPT_AS) !== null) mark()
}

/** The style sheet names them for a page that is marked. */
function mark(): void {
  document.documentElement.dataset['letters'] = 'own'
}
