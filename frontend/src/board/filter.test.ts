import { describe, expect, test } from 'vitest'

import type { Airport } from './airports'
import { entriesWithin, filterOf, isWithin, NO_FILTER, routesWithin } from './filter'
import type { LogRow } from './rows'

const airport = (iata: string, country: string): Airport => ({ row: { iata, country } }) as unknown as Airport
const AIRPORTS = [airport('GRU', 'BR'), airport('GIG', 'BR'), airport('LIS', 'PT')]
const entry = (said: Partial<LogRow>): { row: LogRow } => ({ row: { seq: 1, at: '', kind: 'x', subject: null, circle: 'plan', ...said } })

describe('a board narrowed by its address', () => {
  test('reads country, airport and kind', () => {
    expect(filterOf(new URLSearchParams('country=BR&kind=nil&open=x'))).toEqual({ country: 'BR', airport: null, kind: 'nil' })
  })
  test('keeps the airports of a country', () => {
    expect(AIRPORTS.filter((each) => isWithin(each, { ...NO_FILTER, country: 'BR' })).map(({ row }) => row.iata)).toEqual(['GRU', 'GIG'])
  })
  test('keeps the events about them, whether they name one airport, several, or the country', () => {
    const entries = [entry({ airport: 'GRU' }), entry({ airports: ['LIS', 'GIG'] }), entry({ country: 'BR' }), entry({ airport: 'LIS' }), entry({})]
    expect(entriesWithin(entries, { ...NO_FILTER, country: 'BR' }, AIRPORTS)).toEqual(entries.slice(0, 3))
    expect(entriesWithin(entries, { ...NO_FILTER, airport: 'LIS' }, AIRPORTS)).toEqual([entries[1], entries[3]])
    expect(entriesWithin(entries, NO_FILTER, AIRPORTS)).toEqual(entries)
  })
  test('keeps one kind of report', () => {
    const entries = [entry({ report_kind: 'nil', airport: 'GRU' }), entry({ report_kind: 'seizure', airport: 'GRU' }), entry({})]
    expect(entriesWithin(entries, { ...NO_FILTER, kind: 'nil' }, AIRPORTS)).toEqual([entries[0]])
  })
  test('keeps the routes that touch what is left', () => {
    const routes = [{ from: 'BOG', to: 'GRU', count: 1 }, { from: 'BOG', to: 'LIS', count: 1 }]
    expect(routesWithin(routes, { ...NO_FILTER, airport: 'GRU' }, AIRPORTS)).toEqual([routes[0]])
  })
})
