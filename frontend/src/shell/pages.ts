/** Which file draws which page; a page that does not exist yet is simply not found. */

import type { Component } from 'svelte'

import type { PageName } from './routes'

export interface PageProps {
  code: string
  item: string | null
}

type Page = Component<PageProps>

const files = import.meta.glob<{ default: Page }>('../pages/*/*.svelte')

/** Fetch a page, by its folder and the same name in capitals: `my-airport/MyAirport.svelte`. */
export async function page(name: PageName): Promise<Page | null> {
  const component = name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
  const load = files[`../pages/${name}/${component}.svelte`]
  return load ? (await load()).default : null
}
