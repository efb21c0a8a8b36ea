import { describe, expect, test } from 'vitest'

import {
  addAirports,
  addPhase,
  byCountry,
  controlsIn,
  emptyPlan,
  layOut,
  type Level,
  type Place,
  type Plan,
  removeAirport,
  removeCountry,
  removePhase,
  setLevel,
  setLevelAt,
  setMeasures,
  withoutControls,
} from './document'

const BUNDLES: Record<Level, string[]> = { baseline: ['a'], heightened: ['a', 'b'], maximum: ['a', 'b', 'c'] }

function airport(iata: string, country: string): Place {
  return { iata, name: iata, city: iata, country, zone: 'UTC' }
}

const PLACES = [airport('DKR', 'SN'), airport('GRU', 'BR'), airport('GIG', 'BR')]
const COUNTRY_OF = new Map(PLACES.map((place) => [place.iata, place.country]))

function planned(): Plan {
  return setLevel(layOut(addAirports(emptyPlan(), PLACES), '2026-11-18', 9), 2, 'heightened', BUNDLES)
}

describe('airports and countries', () => {
  test('countries follow the airports', () => {
    const plan = addAirports(emptyPlan(), PLACES)
    expect(plan.airports).toEqual(['DKR', 'GRU', 'GIG'])
    expect(plan.countries).toEqual(['SN', 'BR'])
  })

  test('an airport added twice stands once', () => {
    const plan = addAirports(addAirports(emptyPlan(), PLACES), [PLACES[0]!, PLACES[0]!])
    expect(plan.airports).toEqual(['DKR', 'GRU', 'GIG'])
  })

  test('a country leaves with its last airport, not before', () => {
    const one = removeAirport(planned(), 'GIG', COUNTRY_OF)
    expect(one.countries).toEqual(['SN', 'BR'])
    expect(removeAirport(one, 'GRU', COUNTRY_OF).countries).toEqual(['SN'])
  })

  test('a country takes its airports and their controls along', () => {
    const plan = removeCountry(planned(), 'BR', COUNTRY_OF)
    expect(plan.airports).toEqual(['DKR'])
    expect(plan.controls.map((control) => control.airport)).toEqual(['DKR'])
  })

  test('airports stand under their country by name, unknown ones last', () => {
    const plan = { ...planned(), airports: ['XXX', 'GRU', 'DKR', 'GIG'] }
    const groups = byCountry(plan, new Map(PLACES.map((place) => [place.iata, place])), (code) => ({ BR: 'Brazil', SN: 'Senegal' })[code] ?? code)
    expect(groups).toEqual([
      { country: 'BR', airports: ['GIG', 'GRU'] },
      { country: 'SN', airports: ['DKR'] },
      { country: null, airports: ['XXX'] },
    ])
  })
})

describe('phases', () => {
  test('four phases are laid out round the operational days', () => {
    const { phases } = layOut(emptyPlan(), '2026-11-18', 9)
    expect(phases.map((phase) => [phase.kind, phase.starts.wall, phase.ends.wall])).toEqual([
      ['preparation', '2026-10-28T00:00', '2026-11-14T00:00'],
      ['intelligence', '2026-11-14T00:00', '2026-11-18T00:00'],
      ['operational', '2026-11-18T00:00', '2026-11-27T00:00'],
      ['consolidation', '2026-11-27T00:00', '2026-12-04T00:00'],
    ])
  })

  test('a phase is added where its kind belongs, and controls stay with their phase', () => {
    const without = removePhase(planned(), 1)
    expect(without.controls.every((control) => control.phase === 1)).toBe(true)
    const again = addPhase(without, 'intelligence')
    expect(again.phases.map((phase) => phase.kind)).toEqual(['preparation', 'intelligence', 'operational', 'consolidation'])
    expect(again.phases[1]?.starts.wall).toBe('2026-11-14T00:00')
    expect(again.phases[1]?.ends.wall).toBe('2026-11-18T00:00')
    expect(again.controls.every((control) => control.phase === 2)).toBe(true)
  })

  test('a phase goes with the controls planned for it', () => {
    expect(removePhase(planned(), 2).controls).toEqual([])
  })
})

describe('control levels', () => {
  test('a level for all is read back as one, with the measures of its bundle', () => {
    expect(controlsIn(planned(), 2)).toEqual({ level: 'heightened', measures: ['a', 'b'], exceptions: [] })
    expect(controlsIn(planned(), 0)).toEqual({ level: null, measures: [], exceptions: [] })
  })

  test('an exception stays when the level for all changes', () => {
    const plan = setLevel(setLevelAt(planned(), 2, 'GRU', 'maximum', BUNDLES), 2, 'baseline', BUNDLES)
    expect(controlsIn(plan, 2)).toEqual({ level: 'baseline', measures: ['a'], exceptions: [{ airport: 'GRU', level: 'maximum' }] })
  })

  test('an airport may have none where all others have a level', () => {
    const plan = setLevelAt(planned(), 2, 'GRU', null, BUNDLES)
    expect(controlsIn(plan, 2).exceptions).toEqual([{ airport: 'GRU', level: null }])
  })

  test('an airport that comes later gets the level for all', () => {
    const plan = addAirports(setMeasures(planned(), 2, ['b']), [airport('LIS', 'PT')])
    expect(plan.controls.find((control) => control.airport === 'LIS')).toEqual({ airport: 'LIS', phase: 2, level: 'heightened', measures: ['b'] })
  })
})

test('airports without controls in the operational phase are named, and none before there is one', () => {
  const plan = planned()
  expect(withoutControls(plan)).toEqual([])
  expect(withoutControls(setLevelAt(plan, 2, 'GRU', null, BUNDLES))).toEqual(['GRU'])
  expect(withoutControls(layOut(addAirports(emptyPlan(), PLACES), '2026-11-18', 9))).toEqual(['DKR', 'GRU', 'GIG'])
  expect(withoutControls(addAirports(emptyPlan(), PLACES))).toEqual([])
})
