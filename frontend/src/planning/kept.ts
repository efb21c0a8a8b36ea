/** Drafts kept on this device until the server has them: what was typed survives a closed browser and a lost network. */

import { emptyPlan } from './document'
import type { Draft } from './merging'

export interface Kept {
  draft: Draft
  /** What the draft grew from, and its version on the server. */
  base: Draft
  version: number
  at: string
}

/** What this needs of the browser's storage; a test gives a map. */
export interface Shelf {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

function keyOf(account: string, code: string): string {
  return `plan:${account}:${code}`
}

/** Keep a draft; false when the browser has no room or refuses. */
export function keep(shelf: Shelf, account: string, code: string, kept: Kept): boolean {
  try {
    shelf.setItem(keyOf(account, code), JSON.stringify(kept))
    return true
  } catch (error) {
    if (error instanceof DOMException) return false
    throw error
  }
}

/** Find a draft kept earlier; null when there is none, or it is none of ours. */
export function kept(shelf: Shelf, account: string, code: string): Kept | null {
  const text = shelf.getItem(keyOf(account, code))
  if (text === null) return null
  try {
    const found = JSON.parse(text) as Partial<Kept>
    if (!found.draft?.plan || !found.base?.plan || typeof found.version !== 'number') return null
    // A draft kept by an earlier release of this page lacks what plans have got since.
    return { ...(found as Kept), draft: whole(found.draft), base: whole(found.base) }
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function whole({ name, plan }: Draft): Draft {
  return { name, plan: { ...emptyPlan(), ...plan } }
}

export function forget(shelf: Shelf, account: string, code: string): void {
  shelf.removeItem(keyOf(account, code))
}
