import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { bringLetters, bringLettersAtHand } from './letters'

const marked = (): string | undefined => document.documentElement.dataset['letters']

const load = vi.fn<FontFaceSet['load']>()

beforeEach(() => {
  load.mockResolvedValue([])
  Object.defineProperty(document, 'fonts', { value: { load }, configurable: true })
})

afterEach(() => {
  vi.restoreAllMocks()
  localStorage.clear()
  delete document.documentElement.dataset['letters']
})

test('letters are at hand from the second page on', async () => {
  bringLettersAtHand()
  expect(marked()).toBeUndefined()
  await bringLetters()
  delete document.documentElement.dataset['letters']
  bringLettersAtHand()
  expect(marked()).toBe('own')
})

test('no page is marked before its letters are here, and one that cannot have them is all the same', async () => {
  let fail: (error: DOMException) => void = () => undefined
  load.mockReturnValueOnce(new Promise((_, reject) => (fail = reject)))
  const brought = bringLetters()
  expect(load).toHaveBeenCalledWith(expect.stringContaining('Noto Sans'), expect.anything())
  await Promise.resolve()
  expect(marked()).toBeUndefined()
  fail(new DOMException('away', 'NetworkError'))
  await brought
  expect(marked()).toBe('own')
})

test('a device without room writes with our letters all the same', async () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  await bringLetters()
  expect(marked()).toBe('own')
})
