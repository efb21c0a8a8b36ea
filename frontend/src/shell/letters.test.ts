import { afterEach, expect, test, vi } from 'vitest'

import { bringLetters, bringLettersAtHand } from './letters'

const marked = (): string | undefined => document.documentElement.dataset['letters']

afterEach(() => {
  vi.restoreAllMocks()
  localStorage.clear()
  delete document.documentElement.dataset['letters']
})

test('letters are at hand from the second page on', () => {
  bringLettersAtHand()
  expect(marked()).toBeUndefined()
  bringLetters()
  delete document.documentElement.dataset['letters']
  bringLettersAtHand()
  expect(marked()).toBe('own')
})

test('a device without room writes with our letters all the same', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  expect(bringLetters).not.toThrow()
  expect(marked()).toBe('own')
})
