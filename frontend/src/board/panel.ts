/** Which panel an address opens: `open=` names a row of the board, or a counter made of several. Pure. */

export type Panel =
  | { kind: 'airport'; iata: string; on: string | null }
  | { kind: 'phase'; index: number }
  | { kind: 'counter'; id: string }
  | { kind: 'returns' }
  | { kind: 'event'; key: string }

/** Read a key like `day:GRU:2026-11-20`; null for one that opens nothing. */
export function panelOf(key: string): Panel | null {
  const [kind, iata, on] = key.split(':')
  if (kind === 'airport' && iata) return { kind, iata, on: null }
  if (kind === 'day' && iata && on) return { kind: 'airport', iata, on }
  if (kind === 'phase' && iata && /^\d+$/.test(iata)) return { kind, index: Number(iata) }
  if (kind === 'returns') return { kind }
  if (kind === 'counter') return { kind, id: key.slice('counter:'.length) }
  if (kind === 'log') return { kind: 'event', key }
  return null
}
