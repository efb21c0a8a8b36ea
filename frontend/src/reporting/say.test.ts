import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { learn, speak } from '../shell/words.svelte'
import { readBackText, readingText } from './say'

beforeAll(() => speak('en').then(() => learn(['codes', 'reports'])))

describe('a typed amount', () => {
  afterAll(() => speak('en'))

  test.each([
    ['en', '48.5\u00a0EUR'],
    ['fr', '48,5\u00a0EUR'],
    ['es', '48,5\u00a0EUR'],
    ['pt', '48,5\u00a0EUR'],
  ] as const)('that does not split is read back with the decimal sign of its reader in %s', async (language, said) => {
    await speak(language)
    expect(readBackText('48.5', 'EUR')).toBe(said)
  })

  test('whose unit is not chosen yet is given none', async () => {
    await speak('pt')
    expect(readingText('150000', '')).toBe('150\u202f000')
    expect(readingText('150.000', '')).toBe('150')
    expect(readingText('150.125', '')).toBe('150,125')
  })
})
