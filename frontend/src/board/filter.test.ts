import { describe, expect, test } from 'vitest'

import type { Narrowed } from '../wire'
import type { Airport, AirportState } from './airports'
import { entriesWithin, filterOf, isWithin, NO_FILTER, partOf, routesOfPart, rowsOfPart } from './filter'
import type { LogRow } from './rows'

const airport = (iata: string, country: string, state: AirportState = 'planned'): Airport => ({ row: { iata, country }, state }) as unknown as Airport
const AIRPORTS = [airport('GRU', 'BR'), airport('GIG', 'BR', 'late'), airport('LIS', 'PT')]
const entry = (said: Partial<LogRow>): { row: LogRow } => ({ row: { seq: 1, at: '', kind: 'x', subject: null, circle: 'plan', ...said } })
const part = (said: Partial<Narrowed>): Narrowed => ({ counts: [], routes: [], airports: null, reports: null, position: 1, ...said })

describe('a board narrowed by its address', () => {
  test('reads what it is narrowed to, and nothing that no list knows', () => {
    expect(filterOf(new URLSearchParams('country=BR&kind=nil&open=x'))).toEqual({ ...NO_FILTER, country: 'BR', kind: 'nil' })
    expect(filterOf(new URLSearchParams('state=late&direction=arrival&commodity=cocaine'))).toEqual({ ...NO_FILTER, state: 'late', direction: 'arrival', commodity: 'cocaine' })
    expect(filterOf(new URLSearchParams('state=asleep&direction=up&kind=rumour'))).toEqual(NO_FILTER)
  })
  test('keeps the airports of a country, and those that stand as asked', () => {
    const left = (filter: Partial<typeof NO_FILTER>): string[] => AIRPORTS.filter((each) => isWithin(each, { ...NO_FILTER, ...filter })).map(({ row }) => row.iata)
    expect(left({ country: 'BR' })).toEqual(['GRU', 'GIG'])
    expect(left({ state: 'late' })).toEqual(['GIG'])
    expect(left({ state: 'late', country: 'PT' })).toEqual([])
  })
  test('keeps the countries of a coordination unit, and what is about them', () => {
    const units = AIRPORTS.map((each) => ({ ...each, unit: each.row.country === 'BR' ? 'Dakar' : 'Panama' }))
    const filter = { ...NO_FILTER, unit: 'Dakar' }
    expect(units.filter((each) => isWithin(each, filter)).map(({ row }) => row.iata)).toEqual(['GRU', 'GIG'])
    expect(partOf('X', filter, units)).toBe('/operations/X/narrowed?airports=GRU%2CGIG')
    const entries = [entry({ airport: 'GRU' }), entry({ country: 'BR' }), entry({ country: 'PT' }), entry({ airport: 'LIS' }), entry({})]
    expect(entriesWithin(entries, filter, units)).toEqual(entries.slice(0, 2))
    expect(filterOf(new URLSearchParams('unit=Dakar')).unit).toBe('Dakar')
  })
  test('keeps of a commodity the airports that had results of it', () => {
    const filter = { ...NO_FILTER, commodity: 'cocaine' }
    expect(AIRPORTS.filter((each) => isWithin(each, filter, part({ airports: ['LIS'] }))).map(({ row }) => row.iata)).toEqual(['LIS'])
  })
  test('keeps the events about them, whether they name one airport, several, or the country', () => {
    const entries = [entry({ airport: 'GRU' }), entry({ airports: ['LIS', 'GIG'] }), entry({ country: 'BR' }), entry({ airport: 'LIS' }), entry({})]
    expect(entriesWithin(entries, { ...NO_FILTER, country: 'BR' }, AIRPORTS)).toEqual(entries.slice(0, 3))
    expect(entriesWithin(entries, { ...NO_FILTER, airport: 'LIS' }, AIRPORTS)).toEqual([entries[1], entries[3]])
    expect(entriesWithin(entries, NO_FILTER, AIRPORTS)).toEqual(entries)
  })
  test('keeps one kind of report, and the reports of a commodity once they are known', () => {
    const entries = [entry({ report_kind: 'nil', airport: 'GRU' }), entry({ report_kind: 'seizure', airport: 'GRU', report_id: 'a' }), entry({})]
    expect(entriesWithin(entries, { ...NO_FILTER, kind: 'nil' }, AIRPORTS)).toEqual([entries[0]])
    expect(entriesWithin(entries, { ...NO_FILTER, commodity: 'khat' }, AIRPORTS)).toEqual([])
    expect(entriesWithin(entries, { ...NO_FILTER, commodity: 'khat' }, AIRPORTS, part({ reports: ['a'] }))).toEqual([entries[1]])
  })
})

describe('the figures of a part', () => {
  test('are asked for its airports by name, and for what its reports say', () => {
    expect(partOf('X', NO_FILTER, AIRPORTS)).toBeNull()
    expect(partOf('X', { ...NO_FILTER, country: 'BR' }, AIRPORTS)).toBe('/operations/X/narrowed?airports=GRU%2CGIG')
    expect(partOf('X', { ...NO_FILTER, commodity: 'khat', kind: 'seizure' }, AIRPORTS)).toBe('/operations/X/narrowed?commodity=khat&kind=seizure')
  })
  test('are not asked where no airport is left', () => {
    expect(partOf('X', { ...NO_FILTER, state: 'silent' }, AIRPORTS)).toBeNull()
  })
  test('stand in the place of the whole board’s, which keeps nothing but its operation', () => {
    const count = { measure: 'seizures', cell: {}, unit: 'seizure', validated: '2', submitted: '1', suppressed: false, within: [] }
    const rows = rowsOfPart(new Map([['operation', { code: 'X' }], ['count:seizures:all', { validated: '9' }]]), part({ counts: [count] }))
    expect([...rows.values()]).toEqual([{ code: 'X' }, { ...count, circle: 'part', at_least: false }])
    expect(rowsOfPart(new Map(), null).size).toBe(0)
  })
  test('name their routes, most first', () => {
    const routes = [{ begins: 'BOG', ends: 'GRU', count: 1 }, { begins: 'ADD', ends: 'LIS', count: 3 }]
    expect(routesOfPart(part({ routes })).map(({ from }) => from)).toEqual(['ADD', 'BOG'])
  })
})
