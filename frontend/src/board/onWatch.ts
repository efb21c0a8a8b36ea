/** Who is on watch, in the words of the trade: "OCU Dakar", "NCP Brazil", "DSS"; seats, never persons. */

import type { SeatOnWatch } from '../feed/link'
import { countryName } from '../shell/numbers.svelte'
import { code, t } from '../shell/words.svelte'

const ORDER = ['ocu', 'coordinator', 'ncp', 'officer', 'analyst', 'observer']

/** Name the seats on watch in the order of their nearness to the watch, each name once with how many there are. */
export function namesOnWatch(seats: readonly SeatOnWatch[]): { name: string; count: number }[] {
  const counted = new Map<string, { name: string; count: number; rank: string }>()
  for (const seat of seats) {
    const name = nameOf(seat)
    const known = counted.get(name)
    const rank = `${ORDER.indexOf(seat.role)} ${name}`
    counted.set(name, { name, count: (known?.count ?? 0) + 1, rank })
  }
  return [...counted.values()].sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ name, count }) => ({ name, count }))
}

/** Name a coordination unit; one whose own name says what it is, as many do, is not called so twice. */
export function unitName(unit: string): string {
  return /^(OCU|UCO|وحدة التنسيق)(?!\p{L})/iu.test(unit) ? unit : t('shell:on_watch.ocu', { unit })
}

function nameOf({ role, unit, country, airport }: SeatOnWatch): string {
  if (role === 'ocu') return unit ? unitName(unit) : t('shell:on_watch.ocu_alone')
  if (role === 'ncp' && country) return t('shell:on_watch.ncp', { country: countryName(country) })
  if (role === 'officer' && airport) return airport
  return code('role', role)
}
