import { describe, expect, test } from 'vitest'

import { startsOtherwise } from './renewed'

const PAGE = '<script type="module" src="/assets/index-abc.js"></script>'

describe('an older page', () => {
  test('is loaded anew only when the server has another one', () => {
    expect(startsOtherwise(PAGE, '/assets/index-abc.js')).toBe(false)
    expect(startsOtherwise(PAGE, '/assets/index-old.js')).toBe(true)
  })
  test('stays where nobody knows what it started by', () => {
    expect(startsOtherwise(PAGE, null)).toBe(false)
  })
})
