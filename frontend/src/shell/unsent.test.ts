import { expect, test } from 'vitest'

import { tellUnsent, unsentOf } from './unsent.svelte'

test('what waits is told to nobody but whose it is', () => {
  tellUnsent({ account: 'amina', count: 2, operation: 'OP-1' })
  expect(unsentOf('amina')).toEqual({ count: 2, operation: 'OP-1' })
  expect(unsentOf('bruno')).toBeNull()
  expect(unsentOf(undefined)).toBeNull()
})

test('nothing is said once all is sent', () => {
  tellUnsent({ account: 'amina', count: 0, operation: null })
  expect(unsentOf('amina')).toBeNull()
})
