import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { answered, asked } from './answered'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what is not pressing waits for the answers a page was drawn for, however they end', async () => {
  const quiet = vi.fn()
  void answered().then(quiet)
  void asked(new Promise((resolve) => setTimeout(resolve, 200)))
  const told = expect(asked(new Promise((_, refuse) => setTimeout(() => refuse(new Error('refused')), 500)))).rejects.toThrow('refused')
  await vi.advanceTimersByTimeAsync(499)
  expect(quiet).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await told
  expect(quiet).toHaveBeenCalled()
})

test('on a line that takes everything and answers nothing it is not waited for long', async () => {
  const quiet = vi.fn()
  const [question, silent] = [new Promise(() => undefined), vi.fn()]
  void asked(question).then(silent)
  void answered().then(quiet)
  await vi.advanceTimersByTimeAsync(5000)
  expect(quiet).toHaveBeenCalled()
  expect(silent).not.toHaveBeenCalled()
})
