/**
 * How far the clock of a zone is ahead of UTC: as the server told, else as this device knows.
 *
 * Governments change their clocks at short notice, and a device may not know of it for years, nor of a zone that is new.
 */

export interface Clocks {
  until: string
  zones: readonly { names: readonly string[]; turns: readonly (readonly [at: string, minutes: number])[] }[]
}

const MINUTE = 60_000

interface Turn {
  at: number
  ahead: number
}

let told = $state.raw<{ until: number; turns: ReadonlyMap<string, readonly Turn[]> }>({ until: 0, turns: new Map() })

/** Keep what the server tells of clocks. */
export function keepClocks({ until, zones }: Clocks): void {
  const turns = zones.flatMap(({ names, turns }) => {
    const found = turns.map(([at, minutes]) => ({ at: Date.parse(at), ahead: minutes * MINUTE }))
    return names.map((name) => [name, found] as const)
  })
  told = { until: Date.parse(until), turns: new Map(turns) }
}

/** Return how far ahead a zone's clock is at an instant, in milliseconds; null where the server told nothing of it. */
export function toldOffset(zone: string, at: number): number | null {
  if (at >= told.until) return null
  return told.turns.get(zone)?.findLast((turn) => turn.at <= at)?.ahead ?? null
}

/** Return the same, by this device's rules where nothing was told; null for a zone unknown here as well. */
export function offsetAt(zone: string, at: number): number | null {
  return toldOffset(zone, at) ?? ownOffset(zone, at)
}

const formats = new Map<string, Intl.DateTimeFormat | null>()

function format(zone: string): Intl.DateTimeFormat | null {
  const found = formats.get(zone)
  if (found !== undefined) return found
  let made: Intl.DateTimeFormat | null = null
  try {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
    made = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn', ...parts })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  formats.set(zone, made)
  return made
}

function ownOffset(zone: string, at: number): number | null {
  const formatted = format(zone)
  if (formatted === null) return null
  const parts: Record<string, number> = {}
  for (const { type, value } of formatted.formatToParts(at)) parts[type] = Number(value)
  const shown = Date.UTC(parts['year'] ?? 0, (parts['month'] ?? 1) - 1, parts['day'], parts['hour'], parts['minute'], parts['second'])
  return shown - Math.floor(at / 1000) * 1000
}
