import { describe, expect, test } from 'vitest'

import { isBlank, pathsOutward, problemsIn, sectionOf } from './problems'

const at = (path: string, code = 'plan:gap'): { code: string; path: string; params: Record<string, never> } => ({ code, path, params: {} })

describe('problems of a plan', () => {
  test('what is merely not filled in yet is told apart from what is wrong', () => {
    const codes = ['plan:aim_empty', 'plan:moment_missing', 'plan:target_incomplete', 'plan:phases_none_operational', 'plan:gap', 'plan:phases_overlap']
    expect(codes.map((code) => isBlank(at('aim', code)))).toEqual([true, true, true, true, false, false])
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
