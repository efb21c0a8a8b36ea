/** The link of a test that tells by hand what is heard: `vi.mock('…/feed/link', () => import('…/feed/byHand'))`. */

import type { LinkEvents } from './link'
import { empty, type Feed } from './reducer'

let events: LinkEvents | null = null

export class Link {
  constructor(_code: string, told: LinkEvents) {
    events = told
  }
  close(): void {}
}

export function hear(light: 'live' | 'stale', feed: Feed = empty()): void {
  events?.changed(feed, light === 'stale' ? { light, since: null } : { light })
}
