/** Which file draws which page; a page that does not exist yet is simply not found. */

import type { Component } from 'svelte'

import type { PageName } from './routes'

export interface PageProps {
  code: string
  item: string | null
}

type Page = Component<PageProps>

const files = import.meta.glob<{ default: Page }>('../pages/*/*.svelte')

const AHEAD_AFTER_MS = 3000

/** Fetch things before they are asked for, one after the other, so that what is asked for meanwhile goes first; return the calling off. */
export function fetchAhead(steps: readonly (() => Promise<unknown>)[]): () => void {
  let off = false
  const timer = setTimeout(() => void ahead(), AHEAD_AFTER_MS)

  async function ahead(): Promise<void> {
    for (const step of steps) {
      if (off) return
      // What cannot be had now is asked for again when somebody needs it.
      await step().catch(() => null)
    }
  }

  return () => {
    off = true
    clearTimeout(timer)
  }
}

/** Fetch a page, by its folder and the same name in capitals: `my-airport/MyAirport.svelte`. */
export async function page(name: PageName): Promise<Page | null> {
  const component = name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
  const load = files[`../pages/${name}/${component}.svelte`]
  return load ? (await load()).default : null
}
