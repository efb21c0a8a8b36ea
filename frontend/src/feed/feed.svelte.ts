/** The board rows of the operation one is in, as state: opened by the first page that wants them, shared by all. */

import { standing } from '../shell/answered'
import { hearTime } from '../shell/clock.svelte'
import { reloadOnceAnswered } from '../shell/renewed'
import { loadSession } from '../shell/session.svelte'
import type { Link, SeatOnWatch } from './link'
import { empty, type Feed, type Row } from './reducer'
import { judge, type LinkStatus } from './status'

const LOOKS_EVERY_MS = 1000

let operation = $state<string | null>(null)
let attended = true
let current = $state.raw<Feed>(empty())
let status = $state.raw<LinkStatus>({ light: 'catching_up' })
let watching = $state.raw<readonly SeatOnWatch[]>([])
let link: Link | null = null
/** Judges the light for as long as there is no link that could. */
let judging: ReturnType<typeof setInterval> | undefined

export const board = {
  get operation(): string | null {
    return operation
  },
  get rows(): ReadonlyMap<string, Row> {
    return current.rows
  },
  get seq(): number {
    return current.seq
  },
  get status(): LinkStatus {
    return status
  },
  /** The seats on watch, as this reader may know them. */
  get onWatch(): readonly SeatOnWatch[] {
    return watching
  },
  /** Whether a first sight has come: until then an empty board means nothing. */
  get seen(): boolean {
    return current.seq > 0 || (current.status === 'following' && operation !== null)
  },
}

/**
 * Follow an operation's board, or none; following the same one again changes nothing. The link waits for the first page to
 * stand, unless that is what it shows (`shown`).
 */
export async function follow(code: string | null, somebodyIsHere = true, shown = false): Promise<void> {
  if (code === operation && somebodyIsHere === attended) return
  link?.close()
  link = null
  clearInterval(judging)
  operation = code
  attended = somebodyIsHere
  current = empty()
  watching = []
  status = { light: 'catching_up' }
  if (code === null) return
  const startedAt = Date.now()
  const look = (): void => {
    const next = judge({ connected: false, online: navigator.onLine, following: false, heardAt: null, startedAt }, Date.now())
    if (next.light !== status.light) status = next
  }
  look()
  judging = setInterval(look, LOOKS_EVERY_MS)
  // On a slow line the link would hold up what a first page shows. Its code is fetched only by those who look at a board.
  if (!shown) await standing
  const Link = await fetchLink(somebodyIsHere)
  if (Link === null || operation !== code || attended !== somebodyIsHere) return
  clearInterval(judging)
  link = new Link(code, {
    changed: (next, light) => {
      if (next !== current) current = next
      // A seat that ended while nobody heard us is gone when we are back.
      if (light.light === 'refused' && status.light !== 'refused') void loadSession()
      if (light.light !== status.light || light.light === 'stale') status = light
    },
    watched: (seats) => {
      if (JSON.stringify(seats) !== JSON.stringify(watching)) watching = seats
    },
    time: hearTime,
    closed: () => void loadSession(),
  }, attended, startedAt)
}

async function fetchLink(somebodyIsHere: boolean): Promise<typeof Link | null> {
  try {
    return (await import('./link')).Link
  } catch (error) {
    // The light says that nothing is heard. A browser remembers what it could not fetch: only a fresh page asks again.
    if (!(error instanceof TypeError)) throw error
    if (!somebodyIsHere) reloadOnceAnswered()
    return null
  }
}
