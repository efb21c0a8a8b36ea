/** What the link light says: pure, from what was last heard and when. */

export type LinkStatus =
  | { light: 'live' }
  | { light: 'catching_up' }
  /** `since`: milliseconds by our own clock when the server was last heard; null when it never was. */
  | { light: 'stale'; since: number | null }
  | { light: 'refused'; code: string; message: string }

export interface Heard {
  connected: boolean
  online: boolean
  following: boolean
  /** When the server was last heard, by our own clock in milliseconds. */
  heardAt: number | null
  startedAt: number
}

/** Without a beat for this long a board may be old, even if the socket is open. */
export const SILENT_MS = 12_000

/** Judge the light at `now`, by our own clock in milliseconds. */
export function judge(heard: Heard, now: number): LinkStatus {
  const silentFor = now - (heard.heardAt ?? heard.startedAt)
  if (!heard.online || silentFor >= SILENT_MS) return { light: 'stale', since: heard.heardAt }
  if (!heard.connected || !heard.following) return { light: 'catching_up' }
  return { light: 'live' }
}
