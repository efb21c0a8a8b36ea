import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { hasKept } from './kept'
import { openStore } from './store'

it('a browser in which nobody ever wrote a report has nothing that waits', async () => {
  expect(await hasKept()).toBe(false)
  const db = await openStore()
  expect(await hasKept()).toBe(true)
  db.close()
})
