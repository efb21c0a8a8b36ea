import { expect, test } from 'vitest'

import { named } from './browser'

test('a browser is called what people call it, though each calls itself by the others’ names', () => {
  const chrome = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'
  expect(named(chrome)).toEqual({ browser: 'Chrome', system: 'Android' })
  expect(named(`${chrome} EdgA/140.0.0.0`)).toEqual({ browser: 'Edge', system: 'Android' })
  expect(named('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toEqual({ browser: 'Firefox', system: 'Linux' })
})

test('what nobody recognises has no name', () => {
  expect(named('python-requests/2.32')).toEqual({ browser: null, system: null })
})
