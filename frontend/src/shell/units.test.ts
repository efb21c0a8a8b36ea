import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { fromSteps, readIn, rounded, toSteps } from './units'

describe('units', () => {
  test('every whole number of steps survives the way to words and back', () => {
    const unit = fc.constantFrom('mg', 'ct', 'g', 'kg', 't', 'l', 'hour', 'piece', 'EUR', 'XOF', 'KWD')
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), unit, (steps, each) => toSteps(fromSteps(steps, each), each) === steps))
  })
  test('milligrams are read in kilograms, small ones in grams', () => {
    expect(fromSteps(212_400_000n, readIn(212_400_000n, 'mg'))).toBe('212.4')
    expect(fromSteps(4_200n, readIn(4_200n, 'mg'))).toBe('4.2')
  })
  test('what is finer than a step is not a value', () => {
    expect(toSteps('0.001', 'EUR')).toBeNull()
    expect(toSteps('1,5', 'kg')).toBeNull()
    expect(toSteps('1e3', 'kg')).toBeNull()
  })
  test('a headline rounds half up and carries', () => {
    expect(rounded('212.449', 1)).toBe('212.4')
    expect(rounded('9.96', 1)).toBe('10')
    expect(rounded('0.05', 1)).toBe('0.1')
    expect(rounded('7', 1)).toBe('7')
  })
})
