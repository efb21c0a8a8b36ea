/** The letters of our own, which are fetched when a first page stands and are at hand from then on. */

import { keep } from './outset'

const KEPT_AS = 'letters'

/** Write with our own letters from now on: the style sheet names them for a page that is marked. A device without room waits for them each time. */
export function bringLetters(): void {
  document.documentElement.dataset['letters'] = 'own'
  keep(localStorage, KEPT_AS, 'own')
}

/** Begin with them where they were fetched before. */
export function bringLettersAtHand(): void {
  if (localStorage.getItem(KEPT_AS) !== null) bringLetters()
}
