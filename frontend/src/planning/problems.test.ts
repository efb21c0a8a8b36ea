import { describe, expect, test } from 'vitest'

import { gathered, pathsOutward, type Problem, problemsIn, sectionOf } from './problems'

const at = (path: string): Problem => ({ code: 'plan:gap', path, params: {}, unfinished: false })

describe('problems of a plan', () => {
  test('one change of clocks in several zones is one question', () => {
    const gap = (zone: string, airports: string, next = '2027-03-28T03:30'): Problem => ({ ...at('phases.2.ends'), params: { wall: '2027-03-28T02:30', zone, next, airports } })
    const found = gathered([gap('Europe/Paris', 'CDG, ORY'), gap('Europe/Madrid', 'MAD'), gap('Asia/Gaza', 'GZA', '2027-03-28T04:30')])
    expect(found.map((problem) => [problem.params['zone'], problem.params['airports']])).toEqual([
      ['Europe/Paris, Europe/Madrid', 'CDG, ORY, MAD'],
      ['Asia/Gaza', 'GZA'],
    ])
  })

  test('a target of which several fields are empty is asked for once, at the first of them', () => {
    const empty = (path: string): Problem => ({ ...at(path), code: 'plan:target_incomplete', unfinished: true })
    const found = gathered([empty('objectives.0.targets.0.measure'), empty('objectives.0.targets.0.value'), empty('objectives.0.targets.1.unit')])
    expect(found.map(({ path }) => path)).toEqual(['objectives.0.targets.0.measure', 'objectives.0.targets.1.unit'])
  })

  test('a place belongs to the section that edits it', () => {
    expect(['phases.0.starts', 'airports.12', 'report_day.zone', 'name'].map(sectionOf)).toEqual(['phases', 'places', 'days', 'basics'])
  })

  test('a problem shows at its place and at what holds it, not at a neighbour', () => {
    const found = [at('phases.1.starts'), at('phases.10.starts')]
    expect(problemsIn(found, 'phases.1')).toEqual([found[0]])
    expect(pathsOutward('phases.1.starts')).toEqual(['phases.1.starts', 'phases.1', 'phases'])
  })
})
