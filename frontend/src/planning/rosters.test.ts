import { describe, expect, it } from 'vitest'
import { codesIn, shiftCode } from './rosters'

describe('a roster', () => {
  it('names each airport once, however the codes are set apart', () => {
    expect(codesIn(' gru, LIS;cdg، GRU\tBOG؛lis ')).toEqual({ codes: ['GRU', 'LIS', 'CDG', 'BOG'], unread: [] })
  })

  it('tells what it could not read as a code instead of passing it over', () => {
    expect(codesIn('GRU CDGX SBGR São')).toEqual({ codes: ['GRU'], unread: ['CDGX', 'SBGR', 'São'] })
  })

  it('calls a shift by letters that files and addresses take', () => {
    expect(shiftCode('صباح night-2!')).toBe('night-2')
  })
})
