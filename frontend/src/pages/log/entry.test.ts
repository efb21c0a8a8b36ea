import 'fake-indexeddb/auto'
import { afterEach, expect, test, vi } from 'vitest'

import { recall, remember } from '../../reporting/sending.svelte'
import { api, Unreachable } from '../../shell/api'
import { Entry, entryOf } from './entry.svelte'

afterEach(() => void vi.restoreAllMocks())

/** Let the server answer by hand, and list the keys of what it was sent. */
function server(): { keys: unknown[]; answer: () => void; beAway: () => void } {
  const keys: unknown[] = []
  const waiting: { resolve: (body: object) => void; reject: (error: Error) => void }[] = []
  vi.spyOn(api, 'post').mockImplementation((_path, _body, key) => {
    keys.push(key)
    return new Promise((resolve, reject) => waiting.push({ resolve: resolve as (body: object) => void, reject }))
  })
  return { keys, answer: () => waiting.shift()?.resolve({}), beAway: () => waiting.shift()?.reject(new Unreachable()) }
}

/** Open the box and wait until what the device keeps stands in it. */
async function opened(code: string, text: string): Promise<Entry> {
  const entry = entryOf(code)
  await vi.waitFor(() => expect(entry.text).toBe(text), { timeout: 15_000 })
  return entry
}

test('an entry that is on its way is so wherever its box is opened again, and leaves it when it has come', async () => {
  const { keys, answer } = server()
  const left = entryOf('SLOW')
  left.text = 'Call from GRU.'
  const sent = left.send()
  const again = entryOf('SLOW')
  expect([again.text, again.busy]).toEqual(['Call from GRU.', true])
  again.text = 'Call from GRU. Next: LIS'
  await Promise.all([again.keep(again.text), again.send()])
  answer()
  await sent
  expect([again.text, again.busy, again.written, keys.length]).toEqual(['Next: LIS', false, 1, 1])
  await opened('SLOW', 'Next: LIS')
})

test('an entry whose answer was lost has the same key when the page is opened anew, and a further one another', async () => {
  const { keys, answer, beAway } = server()
  const lost = entryOf('LOST')
  lost.text = 'Call from GRU.'
  await lost.keep(lost.text)
  const first = lost.send()
  beAway()
  await first
  expect(lost.failed).toBeInstanceOf(Unreachable)
  const anew = await opened('LOST', 'Call from GRU.')
  expect(anew).not.toBe(lost)
  const second = anew.send()
  answer()
  await second
  anew.text = 'Call from GRU.'
  const third = anew.send()
  answer()
  await third
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[0])
})

test('a key that was left over from what is written keeps nothing else from being written', async () => {
  const { keys, answer } = server()
  await remember('watch OVER sent', { text: 'Call from GRU.', key: 'old' })
  const entry = entryOf('OVER')
  await recall('watch OVER sent')
  entry.text = 'Call from GRU.'
  const sent = entry.send()
  answer()
  await sent
  expect(keys).toHaveLength(1)
  expect(keys[0]).not.toBe('old')
})
