import { expect, test } from 'vitest'

import { languageOf } from './languageOf'

test('the language of a country is offered where it is one of ours', () => {
  expect(['BR', 'SN', 'CO', 'MA', 'GB', 'DE', ''].map(languageOf)).toEqual(['pt', 'fr', 'es', 'ar', 'en', null, null])
})
