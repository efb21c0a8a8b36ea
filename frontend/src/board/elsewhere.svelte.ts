/** Where airports lie that routes lead to and that are not in the operation: asked of the catalogue, each once. */

import { api, ApiError, Unreachable } from '../shell/api'
import type { Place } from './projection'

let places = $state.raw<ReadonlyMap<string, Place>>(new Map())
const asked = new Set<string>()

export const elsewhere = {
  get places(): ReadonlyMap<string, Place> {
    return places
  },
}

interface Resolved {
  found: { iata: string; lat: number; lon: number }[]
}

/** Ask about the codes not yet known; a route whose end stays unknown is in the table all the same. */
export async function findPlaces(codes: readonly string[]): Promise<void> {
  const fresh = codes.filter((code) => code.length === 3 && !asked.has(code))
  if (fresh.length === 0) return
  fresh.forEach((code) => asked.add(code))
  try {
    const { found } = await api.post<Resolved>('/airports/resolve', { text: fresh.join(' ') })
    places = new Map([...places, ...found.map(({ iata, lat, lon }): [string, Place] => [iata, [lon, lat]])])
  } catch (error) {
    fresh.forEach((code) => asked.delete(code))
    if (!(error instanceof Unreachable || error instanceof ApiError)) throw error
  }
}
