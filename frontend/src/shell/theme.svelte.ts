/** Dark, light, or as the machine is set; the style sheet sees only the outcome. */

export const THEMES = ['auto', 'dark', 'light'] as const
export type Theme = (typeof THEMES)[number]

const KEPT_AS = 'theme'
const night = matchMedia('(prefers-color-scheme: dark)')

let chosen = $state<Theme>(THEMES.find((name) => name === localStorage.getItem(KEPT_AS)) ?? 'auto')

export const theme = {
  get chosen(): Theme {
    return chosen
  },
}

/** Paint the page in the theme chosen, now and when the machine's setting turns. */
export function paint(): void {
  const dark = chosen === 'dark' || (chosen === 'auto' && night.matches)
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
}

export function chooseTheme(next: Theme): void {
  chosen = next
  localStorage.setItem(KEPT_AS, next)
  paint()
}

night.addEventListener('change', paint)
