import { describe, expect, test } from 'vitest'

import { pathsOutward, type Problem, problemsIn, sectionOf } from './problems'

const at = (path: string): Problem => ({ code: 'plan:gap', path, params: {}, unfinished: false })

describe('problems of a plan', () => {
  test('a place belongs to the section that edits it', () => {
    expect(['phases.0.starts', 'airports.12', 'report_day.zone', 'name'].map(sectionOf)).toEqual(['phases', 'places', 'days', 'basics'])
  })

  test('a problem shows at its place and at what holds it, not at a neighbour', () => {
    const found = [at('phases.1.starts'), at('phases.10.starts')]
    expect(problemsIn(found, 'phases.1')).toEqual([found[0]])
    expect(pathsOutward('phases.1.starts')).toEqual(['phases.1.starts', 'phases.1', 'phases'])
  })
})
