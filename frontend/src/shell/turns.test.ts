import { afterEach, expect, test, vi } from 'vitest'

import { answered } from './answered'
import { inTurn } from './turns'

afterEach(() => vi.restoreAllMocks())

test('pieces are drawn in their order, each once what stands before it was shown', async () => {
  const seen: string[] = []
  const frame = vi.spyOn(window, 'requestAnimationFrame').mockImplementation((act) => {
    seen.push('shown')
    queueMicrotask(() => act(0))
    return 0
  })
  inTurn(() => seen.push('figures'))
  inTurn(() => seen.push('days'))
  expect(seen).toEqual(['shown'])
  await vi.waitFor(() => expect(frame).toHaveBeenCalledTimes(3))
  expect(seen).toEqual(['shown', 'figures', 'shown', 'days', 'shown'])
})

test('a piece that was given up is not drawn, and one that comes while others are drawn is', async () => {
  const seen: string[] = []
  inTurn(() => {
    seen.push('first')
    inTurn(() => seen.push('of the first'))
  })
  inTurn(() => seen.push('left'))()
  await vi.waitFor(() => expect(seen).toContain('of the first'))
  await answered()
  expect(seen).toEqual(['first', 'of the first'])
})

test('what is not pressing waits until every piece is drawn', async () => {
  const seen: string[] = []
  inTurn(() => seen.push('first'))
  inTurn(() => seen.push('second'))
  await answered()
  expect(seen).toEqual(['first', 'second'])
})

test('a page in the background is drawn without frames, which do not come there', async () => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  const frame = vi.spyOn(window, 'requestAnimationFrame')
  await new Promise<void>((resolve) => inTurn(resolve))
  expect(frame).not.toHaveBeenCalled()
})
