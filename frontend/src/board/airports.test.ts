import { describe, expect, it } from 'vitest'
import { airportsAt, confirmedOf, controlsOf, daysIn, lapsed, presentDay } from './airports'
import type { AirportRow, DayRow } from './rows'

const day = {
  airport: 'GRU', report_on: '2026-11-20', due_at: '2026-11-21T12:00:00Z', received_at: '2026-11-20T20:00:00Z',
  activity: false, nil: true, voided: false, results: 0,
}

describe('the cells of the matrix', () => {
  it('show everyone what is validated', () => {
    expect(daysIn(new Map([['day:GRU:2026-11-20', day]]))).toEqual([day])
  })

  it('show those at home what is not validated yet', () => {
    const own = { airport: 'GRU', report_on: '2026-11-20', voided: true, results: 1 }
    const rows = new Map<string, Record<string, unknown>>([['day:GRU:2026-11-20', day], ['own:GRU:2026-11-20', own]])
    expect(daysIn(rows)).toEqual([{ ...day, voided: true, results: 1 }])
  })
})

describe('the reporting day under way', () => {
  const begins = (report_on: string, starts_at: string): DayRow => ({ ...day, report_on, starts_at })
  const days = [begins('2026-11-23', '2026-11-22T18:30:00Z'), begins('2026-11-24', '2026-11-23T18:30:00Z')]
  const at = (now: string): string | null => presentDay({ days }, Date.parse(now))

  it('is that of the airport, not of the calendar', () => {
    expect(at('2026-11-23T18:29:59Z')).toBe('2026-11-23')
    expect(at('2026-11-23T18:30:00Z')).toBe('2026-11-24')
    expect(at('2026-11-24T18:15:00Z')).toBe('2026-11-24')
  })

  it('is none before the first begins and once the last is over', () => {
    expect([at('2026-11-22T18:00:00Z'), at('2026-11-24T18:30:00Z')]).toEqual([null, null])
  })
})

describe('how many airports have confirmed', () => {
  const span = { index: 1, kind: 'operational', starts_at: '2026-11-15T00:00:00Z', ends_at: '2026-11-22T00:00:00Z' }
  const airport = (iata: string, participation: string, level: string | null, confirmed = {}): [string, Record<string, unknown>] => [
    `airport:${iata}`,
    { iata, name: iata, city: iata, country: 'XX', lat: 0, lon: 0, zone: 'UTC', participation, phases: [{ ...span, level }], confirmed, suspensions: [], stood_down_at: null },
  ]
  const now = Date.parse('2026-11-17T12:00:00Z')

  it('leaves out a country that was only invited, and an airport where nothing is planned now', () => {
    const rows = new Map([
      airport('GRU', 'accepted', 'heightened', { 1: '2026-11-15T06:00:00Z' }),
      airport('BGI', 'limited', 'heightened'),
      airport('NBO', 'invited', 'heightened'),
      airport('MPM', 'declined', 'heightened'),
      airport('LIS', 'accepted', null),
    ])
    expect(confirmedOf(airportsAt(rows, now))).toEqual({ confirmed: 1, of: 2 })
  })
})

describe('the controls of an airport', () => {
  const span = (index: number, from: number, to: number, level: string | null): Record<string, unknown> => ({ index, kind: 'operational', starts_at: `2026-11-${from}T00:00:00Z`, ends_at: `2026-11-${to}T00:00:00Z`, level })
  const phases = [span(0, 10, 15, null), span(1, 15, 20, 'heightened'), span(2, 20, 25, null)]
  const row = { iata: 'GRU', participation: 'accepted', phases, confirmed: {}, suspensions: [], stood_down_at: null }
  const state = (day: number, change: object = {}): string | undefined =>
    airportsAt(new Map([['airport:GRU', { ...row, ...change }]]), Date.parse(`2026-11-${day}T12:00:00Z`))[0]?.state

  it('are planned while they lie ahead, and over once no phase has any', () => {
    expect([12, 16, 20, 25].map((day) => state(day))).toEqual(['planned', 'planned', 'over', 'over'])
    expect([16, 20].map((day) => state(day, { confirmed: { 1: '2026-11-15T06:00:00Z' } }))).toEqual(['confirmed', 'over'])
  })

  it('are not spoken of where a country was only invited, whatever the plan asks of it', () => {
    expect([12, 16, 22].map((day) => state(day, { participation: 'invited' }))).toEqual(['invited', 'invited', 'invited'])
    expect(state(16, { participation: 'declined' })).toBe('outside')
  })

  it('leave nothing planned where the operation was called off: what lay ahead is no longer there', () => {
    expect(state(12, { phases: [] })).toBe('uncontrolled')
  })

  it('are not said to be over where none were ever planned', () => {
    expect([12, 16, 25].map((day) => state(day, { phases: phases.map((phase) => ({ ...phase, level: null })) }))).toEqual(['uncontrolled', 'uncontrolled', 'uncontrolled'])
  })

  it('give way to a silence, which is still to be answered', () => {
    const missing = ['day:GRU:2026-11-17', { ...day, report_on: '2026-11-17', due_at: '2026-11-18T12:00:00Z', received_at: null }] as const
    expect(airportsAt(new Map<string, Record<string, unknown>>([['airport:GRU', row], missing]), Date.parse('2026-11-22T00:00:00Z'))[0]?.state).toBe('silent')
  })

  it('give way, when all is over, to what never came: nobody is waited for any more', () => {
    const told = (on: string, received_at: string | null): [string, Record<string, unknown>] => [`day:GRU:${on}`, { ...day, report_on: on, due_at: `${on}T23:00:00Z`, received_at }]
    const at = (now: string, ...days: [string, Record<string, unknown>][]): string | undefined =>
      airportsAt(new Map<string, Record<string, unknown>>([['airport:GRU', row], ...days]), Date.parse(now))[0]?.state
    const first = told('2026-11-15', null)
    const last = told('2026-11-17', '2026-11-17T20:00:00Z')
    expect(at('2026-11-24T23:59:59Z', first, last)).toBe('over')
    expect(at('2026-11-25T00:00:00Z', first, last)).toBe('unanswered')
    expect(at('2026-11-25T00:00:00Z', last)).toBe('over')
    expect(at('2026-11-25T00:00:00Z', told('2026-11-25', null))).toBe('over')
  })

  it('are told of each phase by itself, and not at all of one that has none', () => {
    const whole = row as unknown as AirportRow
    const told = (day: number): (string | null)[] => whole.phases.map((phase) => controlsOf(whole, phase, Date.parse(`2026-11-${day}T00:00:00Z`)))
    expect([told(16), told(20)]).toEqual([[null, 'planned', null], [null, 'over', null]])
  })
})

describe('an airport that is suspended', () => {
  const NOON = Date.parse('2026-11-20T12:00:00Z')
  const phases = [{ index: 1, kind: 'operational', starts_at: '2026-11-15T00:00:00Z', ends_at: '2026-11-25T00:00:00Z', level: 'heightened' }]
  const row = { iata: 'GRU', participation: 'accepted', phases, confirmed: { '1': '2026-11-15T06:00:00Z' }, suspensions: [], stood_down_at: null }
  const off = { airport: 'GRU', report_on: '2026-11-21' }
  const state = (change: object, now = NOON): string | undefined => airportsAt(new Map([['airport:GRU', { ...row, ...change }]]), now)[0]?.state
  const rest = { starts_at: '2026-11-20T06:00:00Z', ends_at: '2026-11-21T06:00:00Z' }

  it('says so while the suspension holds, and then waits to be confirmed again', () => {
    expect(state({})).toBe('confirmed')
    expect(state({ suspensions: [rest] })).toBe('suspended')
    expect(state({ suspensions: [rest] }, Date.parse(rest.ends_at))).toBe('planned')
    expect(state({ suspensions: [{ ...rest, ends_at: null }] }, Date.parse('2026-11-24T00:00:00Z'))).toBe('suspended')
    expect(lapsed('2026-11-20T07:00:00Z', [rest], NOON)).toBe(false)
  })

  it('outside every phase there is nothing to suspend, and whoever was stood down is outside', () => {
    expect(state({ suspensions: [{ ...rest, ends_at: null }] }, Date.parse('2026-11-26T00:00:00Z'))).toBe('over')
    expect(state({ stood_down_at: '2026-11-20T11:00:00Z' })).toBe('outside')
  })

  it('is not expected to report on the days it covers', () => {
    const found = airportsAt(new Map<string, Record<string, unknown>>([['airport:GRU', row], ['off:GRU:2026-11-21', off]]), NOON)
    expect(found[0]?.off).toEqual(['2026-11-21'])
  })
})
