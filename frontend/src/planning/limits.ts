/** Within what a country takes part, as forms and pages ask: what is empty is not limited. */

import type { LimitsOutput as Limits } from '../wire'
import { code, listed, t } from '../shell/words.svelte'

export type { Limits }

export const WAYS = ['arrival', 'departure', 'transit'] as const
export const GIVEN = ['seizure', 'activity', 'victims', 'hit', 'incident'] as const
export const UNLIMITED: Limits = { directions: [], kinds: [], terminals: [], no_nominal_data: false }

/** What an answer or a board row says of limits; one kept from an earlier version says it otherwise, and is passed over. */
export function limitsOf(said: unknown): Limits {
  return typeof said === 'object' && said !== null && 'directions' in said ? (said as Limits) : UNLIMITED
}

/** Whether a country gives reports of a kind. */
export function gives({ kinds }: Limits, kind: (typeof GIVEN)[number]): boolean {
  return kinds.length === 0 || kinds.includes(kind)
}

/** The terminals of an airport that take part; none where all of them do. */
export function terminalsAt({ terminals }: Limits, iata: string | null): readonly string[] {
  return terminals.find((each) => each.airport === iata)?.terminals ?? []
}

/** Say limits in words, one each. */
export function limitWords({ directions, kinds, terminals, no_nominal_data }: Limits): string[] {
  return [
    ...(directions.length > 0 ? [t('codes:limits.directions', { list: listed(directions.map((each) => code('direction', each))) })] : []),
    ...(kinds.length > 0 ? [t('codes:limits.kinds', { list: listed(kinds.map((each) => code('report_kind', each))) })] : []),
    ...terminals.map((each) => t('codes:limits.terminals', { airport: each.airport, list: listed(each.terminals) })),
    ...(no_nominal_data ? [t('codes:limits.no_nominal_data')] : []),
  ]
}

/** Say the limits of a fact, where they are codes: `direction:arrival`, `kind:hit`, `terminal:GRU:2`. */
export function limitWordsOf(codes: readonly unknown[]): string[] {
  const said = codes.map((each) => String(each).split(':'))
  const of = (name: string) => said.flatMap(([first, second]) => (first === name && second ? [second] : []))
  const airports = [...new Set(of('terminal'))]
  return limitWords({
    directions: [...of('direction'), ...said.flatMap(([first]) => FORMERLY[first ?? ''] ?? [])] as Limits['directions'],
    kinds: of('kind') as Limits['kinds'],
    terminals: airports.map((airport) => ({
      airport,
      terminals: said.flatMap(([first, where, terminal]) => (first === 'terminal' && where === airport && terminal ? [terminal] : [])),
    })),
    no_nominal_data: said.some(([first]) => first === 'no_nominal_data'),
  })
}

/** The codes of logs that began when one direction was all that could be named. */
const FORMERLY: Readonly<Record<string, string>> = { arrivals_only: 'arrival', departures_only: 'departure', transit_only: 'transit' }
