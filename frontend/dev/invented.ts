/** Invented rows of an operation under way. */

import type { Row } from '../src/feed/reducer'

export const NOW = Date.parse('2026-11-22T14:32:07Z')
const DAY = 86_400_000
const iso = (at: number): string => new Date(at).toISOString()

const AIRPORTS: [string, string, string, number, number, string, string][] = [
  ['ABJ', 'Abidjan', 'CI', 5.26, -3.93, 'Africa/Abidjan', 'rrrnr'],
  ['ACC', 'Accra', 'GH', 5.6, -0.17, 'Africa/Accra', 'rnrrr'],
  ['ADD', 'Addis Ababa', 'ET', 8.98, 38.8, 'Africa/Addis_Ababa', 'rrrrr'],
  ['AMM', 'Amman', 'JO', 31.72, 35.99, 'Asia/Amman', 'rrnrr'],
  ['BGI', 'Bridgetown', 'BB', 13.07, -59.49, 'America/Barbados', 'nrnrn'],
  ['BKO', 'Bamako', 'ML', 12.53, -7.95, 'Africa/Bamako', 'rnxx.'],
  ['BOG', 'Bogotá', 'CO', 4.7, -74.15, 'America/Bogota', 'rrrrr'],
  ['BRU', 'Brussels', 'BE', 50.9, 4.48, 'Europe/Brussels', 'rrrrr'],
  ['CDG', 'Paris', 'FR', 49.01, 2.55, 'Europe/Paris', 'rrnrr'],
  ['CMN', 'Casablanca', 'MA', 33.37, -7.59, 'Africa/Casablanca', 'rnrrr'],
  ['DSS', 'Dakar', 'SN', 14.67, -17.07, 'Africa/Dakar', 'rrrnr'],
  ['GRU', 'São Paulo', 'BR', -23.43, -46.47, 'America/Sao_Paulo', 'rrrrr'],
  ['LFW', 'Lomé', 'TG', 6.17, 1.25, 'Africa/Lome', 'rrrrr'],
  ['LIS', 'Lisbon', 'PT', 38.77, -9.13, 'Europe/Lisbon', 'rrrrr'],
  ['LOS', 'Lagos', 'NG', 6.58, 3.32, 'Africa/Lagos', 'rrlrl'],
  ['NBO', 'Nairobi', 'KE', -1.32, 36.93, 'Africa/Nairobi', 'rnrrr'],
  ['PTY', 'Panamá', 'PA', 9.07, -79.38, 'America/Panama', 'rrrrr'],
  ['RAI', 'Praia', 'CV', 14.92, -23.49, 'Atlantic/Cape_Verde', 'nnrnn'],
  ['SDQ', 'Santo Domingo', 'DO', 18.43, -69.67, 'America/Santo_Domingo', 'rlrrl'],
]

const START = Date.parse('2026-11-18T00:00:00Z')
const PHASES = [
  { index: 0, kind: 'preparation', starts_at: iso(START - 24 * DAY), ends_at: iso(START - 14 * DAY) },
  { index: 1, kind: 'intelligence', starts_at: iso(START - 14 * DAY), ends_at: iso(START) },
  { index: 2, kind: 'operational', starts_at: iso(START), ends_at: iso(START + 9 * DAY) },
  { index: 3, kind: 'consolidation', starts_at: iso(START + 9 * DAY), ends_at: iso(START + 16 * DAY) },
]

export function invented(): Map<string, Row> {
  const rows = new Map<string, Row>()
  rows.set('operation', {
    code: 'COCAIR-SAMPLE', name: 'COCAIR sample', handling: 'AMBER', lead: 'UNODC', published_at: iso(START - 30 * DAY),
    cancelled_at: null, stood_down_at: null, ends_at: iso(START + 9 * DAY), phases: PHASES,
    targets: [
      { objective: 0, index: 0, measure: 'seizures', cell: {}, unit: 'seizure', value: '60' },
      { objective: 0, index: 1, measure: 'quantity', cell: { commodity: 'cocaine' }, unit: 'kg', value: '300' },
      { objective: 1, index: 0, measure: 'persons', cell: { outcome: 'arrested' }, unit: 'person', value: '50' },
    ],
  })
  for (const [iata, city, country, lat, lon, zone, days] of AIRPORTS) {
    const confirmed = iata === 'NBO' || iata === 'LFW' ? {} : { 2: iso(START + 3600_000) }
    rows.set(`airport:${iata}`, {
      iata, name: `${city} International`, city, country, lat, lon, zone, participation: 'accepted',
      phases: PHASES.map((phase) => ({ ...phase, level: phase.kind === 'operational' ? 'heightened' : 'baseline' })), confirmed,
    })
    for (let n = 0; n < 9; n += 1) {
      const on = iso(START + n * DAY).slice(0, 10)
      const due = START + (n + 1) * DAY
      const sign = days[n] ?? '.'
      const late = sign === 'l'
      rows.set(`day:${iata}:${on}`, {
        airport: iata, report_on: on, due_at: iso(sign === '.' ? START + 12 * DAY : n > 3 ? NOW - 3600_000 : due),
        received_at: 'rnl'.includes(sign) ? iso(late ? NOW - 600_000 : Math.min(due, NOW) - 4 * 3600_000) : null,
        activity: sign === 'r' || late, nil: sign === 'n', voided: iata === 'RAI' && n === 2, results: sign === 'r' ? 1 : 0,
      })
    }
  }
  const count = (measure: string, cell: Record<string, string>, unit: string, circle: string, validated: string | null, submitted: string | null): void => {
    rows.set(`count:${measure}:${Object.values(cell).join('')}:${unit}:${circle}`, { measure, cell, unit, circle, validated, submitted, suppressed: validated === null })
  }
  count('seizures', {}, 'seizure', 'operation', '41', '0')
  count('seizures', {}, 'seizure', 'airport:GRU', '0', '6')
  count('quantity', { commodity: 'cocaine' }, 'mg', 'operation', '212400000', '18250000')
  count('quantity', { commodity: 'cannabis_herb' }, 'mg', 'operation', '148000000', '0')
  count('persons', { outcome: 'arrested' }, 'person', 'operation', null, null)
  count('persons', { outcome: 'arrested' }, 'person', 'ocu', '31', '2')
  count('persons', {}, 'person', 'operation', '38', '0')
  const route = (from: string, to: string, n: number): void => {
    rows.set(`route:${from}:${to}:operation`, { from, to, count: n })
  }
  route('SDQ', 'BRU', 2)
  route('BOG', 'LIS', 5)
  route('GRU', 'DSS', 4)
  route('DSS', 'CDG', 3)
  route('LOS', 'ADD', 1)
  route('ADD', 'MZ', 1)
  rows.set('queue:ocu', { waiting: 2, held: 1, questions: 0, oldest_at: iso(NOW - 360_000) })
  const log = (seq: number, minutes: number, kind: string, subject: string | null, more: Row = {}): void => {
    rows.set(`log:${seq}:0`, { seq, at: iso(NOW - minutes * 60_000), kind, subject, circle: 'operation', ...(subject?.length === 3 ? { airport: subject } : subject ? { country: subject } : {}), ...more })
  }
  log(812, 1, 'report_validated', 'DSS', { report_kind: 'seizure', number: 47, report_id: 'x', lead: { commodity: 'cocaine', steps: '4200000', unit: 'mg' } })
  log(811, 4, 'report_filed', 'BGI', { report_kind: 'nil', number: 46 })
  log(810, 7, 'report_held', 'LFW', { report_kind: 'seizure', number: 45 })
  log(809, 12, 'controls_confirmed', 'ADD', { level: 'heightened' })
  log(808, 31, 'correction_asked', 'BOG', { number: 39 })
  log(807, 55, 'report_corrected', 'LOS', { report_kind: 'seizure', number: 31, edition: 2, lead: { commodity: 'tramadol', steps: '5200', unit: 'tablet' } })
  log(806, 90, 'country_limited', 'JO', { limits: ['arrivals_only', 'no_nominal_data'] })
  log(805, 3900, 'phase_started', null, { phase_kind: 'operational', airports: ['ABJ', 'ACC', 'LFW'], late_by: 420 })
  return rows
}
