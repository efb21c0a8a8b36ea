/** Dark, light, or as the machine is set. */

import { keepTheme, keptTheme, paintIn, type Theme } from './outset'

export { THEMES, type Theme } from './outset'

let chosen = $state<Theme>(keptTheme())

export const theme = {
  get chosen(): Theme {
    return chosen
  },
}

/** Paint the page in the theme chosen, now and when the machine's setting turns. */
export function paint(): void {
  paintIn(chosen)
}

export function chooseTheme(next: Theme): void {
  chosen = next
  keepTheme(next)
  paint()
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint)
