import { cleanup, render, screen } from '@testing-library/svelte'
import { createRawSnippet } from 'svelte'
import { afterEach, expect, test } from 'vitest'

import InTurn from './InTurn.svelte'

afterEach(cleanup)

test('what is drawn for the paper alone hears of it as well, piece by piece', () => {
  const heard: string[] = []
  const piece = (name: string) =>
    createRawSnippet(() => ({
      render: () => `<p>${name}</p>`,
      setup: () => {
        const hear = (): void => void heard.push(name)
        addEventListener('beforeprint', hear)
        return () => removeEventListener('beforeprint', hear)
      },
    }))
  render(InTurn, { children: piece('goods') })
  render(InTurn, { children: piece('returns') })
  expect(screen.queryByText('goods')).toBeNull()
  dispatchEvent(new Event('beforeprint'))
  expect([screen.queryByText('goods'), screen.queryByText('returns')]).not.toContain(null)
  expect(new Set(heard)).toEqual(new Set(['goods', 'returns']))
})
