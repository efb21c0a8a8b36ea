/** Which file draws which page. */

import type { Component } from 'svelte'

import { AREAS } from './areas'
import type { PageName } from './routes'
import { learn } from './words.svelte'

export interface PageProps {
  code: string
  item: string | null
}

type Page = Component<PageProps>

// Named one by one: whatever can be asked for by itself becomes a file of its own, and what pages share with it another.
const files: Readonly<Partial<Record<PageName, () => Promise<{ default: Component<never> }>>>> = {
  account: () => import('../pages/account/Account.svelte'),
  after: () => import('../pages/after/After.svelte'),
  board: () => import('../pages/board/Board.svelte'),
  donor: () => import('../pages/donor/Donor.svelte'),
  import: () => import('../pages/import/Import.svelte'),
  log: () => import('../pages/log/Log.svelte'),
  'my-airport': () => import('../pages/my-airport/MyAirport.svelte'),
  operations: () => import('../pages/operations/Operations.svelte'),
  people: () => import('../pages/people/People.svelte'),
  plan: () => import('../pages/plan/Plan.svelte'),
  queue: () => import('../pages/queue/Queue.svelte'),
  report: () => import('../pages/report/Report.svelte'),
  reports: () => import('../pages/reports/Reports.svelte'),
  sessions: () => import('../pages/sessions/Sessions.svelte'),
  'sign-in': () => import('../pages/sign-in/SignIn.svelte'),
}

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

/** Fetch a page and the words it says; none where there is no such page. */
export async function page(name: PageName): Promise<Page | null> {
  const [found] = await Promise.all([files[name]?.(), learn(AREAS[name])])
  // Pages that ask for none of it are told all the same.
  return (found?.default ?? null) as Page | null
}
