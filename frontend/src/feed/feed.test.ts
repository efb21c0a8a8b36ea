import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { board, follow } from './feed.svelte'
import { SILENT_MS } from './status'

const linked = vi.fn()
vi.mock('./link', () => ({
  Link: class {
    constructor(code: string) {
      linked(code)
    }
    close(): void {}
  },
}))

beforeEach(() => void vi.useFakeTimers())
afterEach(async () => {
  await follow(null)
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a board whose link waits for the first page is never called live, and stale as soon as any', async () => {
  void follow('WEEK')
  expect(board.status.light).toBe('catching_up')
  await vi.advanceTimersByTimeAsync(SILENT_MS - 1)
  expect(board.status.light).toBe('catching_up')
  await vi.advanceTimersByTimeAsync(1)
  expect(board.status).toEqual({ light: 'stale', since: null })
})

test('where there is no network the light says so from the first moment', () => {
  vi.stubGlobal('navigator', { onLine: false })
  void follow('WEEK')
  expect(board.status).toEqual({ light: 'stale', since: null })
})

test('a link waits for the first page to stand, unless that shows nothing without it', async () => {
  void follow('WEEK')
  await vi.advanceTimersByTimeAsync(1000)
  expect(linked).not.toHaveBeenCalled()
  await follow(null)
  await follow('BOARD', true, true)
  expect(linked.mock.calls).toEqual([['BOARD']])
})
