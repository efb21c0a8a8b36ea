import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import cases from '../../../../tests/coordinator/words/figures.json'
import { LANGUAGES, learn, speak } from '../../shell/words.svelte'
import { exactText, valueText } from './say'

beforeAll(() => speak('en').then(() => learn(['after', 'codes'])))

describe('a figure is written on the screen as in a file', () => {
  afterAll(() => speak('en'))

  test.each(LANGUAGES)('in %s', async (language) => {
    await speak(language)
    for (const each of cases.filter((one) => one.language === language)) {
      expect([each.steps, each.unit, valueText(BigInt(each.steps), each.unit)]).toEqual([each.steps, each.unit, each.headline])
      expect(exactText(BigInt(each.steps), each.unit)).toBe(each.exact)
    }
  })
})
