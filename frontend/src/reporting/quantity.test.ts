import { describe, expect, test } from 'vitest'

import { exceeds, fitting, type Language, read, readBack, typedIn } from './quantity'

const LANGUAGES: Language[] = ['en', 'fr', 'es', 'pt', 'ar']

describe('a typed quantity', () => {
  test.each(LANGUAGES)('with one separator and exactly three digits is ambiguous in %s', (language) => {
    const both = { is: 'choice', readings: ['4200', '4.200'] }
    expect(read('4,200', language)).toEqual(both)
    expect(read('4.200', language)).toEqual(both)
    expect(read('٤,٢٠٠', language)).toEqual(both)
  })

  test('reads the decimal sign of the language', () => {
    expect(read('4.2', 'en')).toEqual({ is: 'plain', value: '4.2' })
    expect(read('4,2', 'fr')).toEqual({ is: 'plain', value: '4.2' })
    expect(read('4,25', 'es')).toEqual({ is: 'plain', value: '4.25' })
    expect(read('4,2', 'pt')).toEqual({ is: 'plain', value: '4.2' })
    expect(read('4.2', 'ar')).toEqual({ is: 'plain', value: '4.2' })
    expect(read('٤٫٢', 'ar')).toEqual({ is: 'plain', value: '4.2' })
  })

  test('with the sign of another language is offered as its only reading', () => {
    expect(read('4,2', 'en')).toEqual({ is: 'choice', readings: ['4.2'] })
    expect(read('4.2', 'pt')).toEqual({ is: 'choice', readings: ['4.2'] })
    expect(read('٤،٢', 'ar')).toEqual({ is: 'choice', readings: ['4.2'] })
  })

  test.each(LANGUAGES)('with the Arabic decimal sign is never ambiguous, even before three digits, in %s', (language) => {
    expect(read('٤٫٢٠٠', language)).toEqual({ is: 'plain', value: '4.200' })
    expect(read('١٬٢٤٠', language)).toEqual({ is: 'plain', value: '1240' })
  })

  test.each(LANGUAGES)('that has one reading only is read in %s', (language) => {
    for (const [typed, value] of [
      ['12', '12'],
      ['007', '7'],
      ['1 240', '1240'],
      ['1\u202f240\u202f000', '1240000'],
      ["1'240", '1240'],
      ['1,240,000', '1240000'],
      ['1.240.000', '1240000'],
      ['1.240,5', '1240.5'],
      ['1,240.125', '1240.125'],
    ]) {
      expect(read(typed ?? '', language), typed).toEqual({ is: 'plain', value })
    }
  })

  test('that begins with zero cannot be thousands', () => {
    expect(read('0.125', 'en')).toEqual({ is: 'plain', value: '0.125' })
    expect(read('0,125', 'pt')).toEqual({ is: 'plain', value: '0.125' })
    expect(read('.5', 'en')).toEqual({ is: 'plain', value: '0.5' })
  })

  test.each(['-4', '+4', '4e3', '4 kg', '1,24,000', '1,240.5.6', '1.2,3.4', 'abc', '.', ',', '12 34', `0.${'1'.repeat(25)}`])(
    'like %s is no quantity',
    (typed) => {
      for (const language of LANGUAGES) expect(read(typed, language)).toEqual({ is: 'wrong' })
    },
  )

  test.each(['1'.repeat(26), '1'.repeat(17), `${'9'.repeat(30)}.5`, '1 000 000 000 000 000 000', '1'.repeat(26).replaceAll('1', '١')])(
    'like %s is too large, and a number all the same',
    (typed) => {
      for (const language of LANGUAGES) expect(read(typed, language)).toEqual({ is: 'large' })
    },
  )

  test('is only ever a plain decimal string on the wire', () => {
    const signs = ['4.2', '4,2', '٤٫٢', '4,200', '1.240,5', '1 000', '0,5', '۴٫۵']
    for (const typed of signs) {
      for (const language of LANGUAGES) {
        const reading = read(typed, language)
        const values = reading.is === 'plain' ? [reading.value] : reading.is === 'choice' ? reading.readings : []
        expect(values.length).toBeGreaterThan(0)
        for (const value of values) expect(value).toMatch(/^(0|[1-9][0-9]*)(\.[0-9]+)?$/)
      }
    }
  })

  test('that was stored is typed again as it was meant', () => {
    for (const language of LANGUAGES) {
      for (const value of ['4.2', '1200', '0.125', '4.205', '12.3456']) {
        const again = read(typedIn(value, language), language)
        expect(again.is).toBe('plain')
        if (again.is === 'plain') expect(again.value.replace(/(\.\d*?)0+$/, '$1')).toBe(value)
      }
    }
  })
})

describe('reading back', () => {
  test('splits what a separator could disguise', () => {
    expect(readBack('4.2', 'kg')).toEqual([['4', 'kg'], ['200', 'g']])
    expect(readBack('4200', 'kg')).toEqual([['4', 't'], ['200', 'kg']])
    expect(readBack('1.05', 'l')).toEqual([['1', 'l'], ['50', 'ml']])
    expect(readBack('200', 'tablet')).toEqual([['200', 'tablet']])
    expect(readBack('1250.5', 'EUR')).toEqual([['1250.5', 'EUR']])
  })

  test('says nothing of a value finer than the smallest step', () => {
    expect(readBack('0.5', 'tablet')).toBeNull()
    expect(readBack('0.0000001', 'kg')).toBeNull()
  })

  test('offers no reading finer than its unit can be, where another is left', () => {
    expect(fitting(['150125', '150.125'], 'EUR')).toEqual(['150125'])
    expect(fitting(['4200', '4.200'], 'kg')).toEqual(['4200', '4.200'])
    expect(fitting(['4200', '4.200'], '')).toEqual(['4200', '4.200'])
    expect(fitting(['0.5'], 'tablet')).toEqual(['0.5'])
  })

  test('notices what is above the usual bound, in any unit of the dimension', () => {
    expect(exceeds('180', 'kg', { kg: '150' })).toEqual({ usual: '150', unit: 'kg' })
    expect(exceeds('180000', 'g', { kg: '150' })).toEqual({ usual: '150', unit: 'kg' })
    expect(exceeds('150', 'kg', { kg: '150' })).toBeNull()
    expect(exceeds('180', 'tablet', { kg: '150' })).toBeNull()
  })
})
