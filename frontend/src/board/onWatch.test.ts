import { beforeAll, describe, expect, test } from 'vitest'

import { speak } from '../shell/words.svelte'
import { namesOnWatch } from './onWatch'

const seat = (role: string, place: Partial<Record<'unit' | 'country' | 'airport', string>> = {}) => ({ role, unit: null, country: null, airport: null, ...place })

describe('who is on watch', () => {
  beforeAll(() => speak('en'))

  test('is named by seats, the coordination unit first', () => {
    const seats = [seat('officer', { airport: 'DSS', country: 'SN' }), seat('ncp', { country: 'BR' }), seat('ocu', { unit: 'Dakar' })]
    expect(namesOnWatch(seats).map(({ name }) => name)).toEqual(['OCU Dakar', 'NCP Brazil', 'DSS'])
  })
  test('counts those of one name together', () => {
    expect(namesOnWatch([seat('ocu', { unit: 'Dakar' }), seat('ocu', { unit: 'Dakar' }), seat('ocu')])).toEqual([
      { name: 'OCU', count: 1 },
      { name: 'OCU Dakar', count: 2 },
    ])
  })
})
