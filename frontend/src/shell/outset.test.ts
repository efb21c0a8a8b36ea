import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { keepChosen, keepSpoken, wanted } from './outset'

/** A device's storage. */
function shelf(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>()
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value), removeItem: (name) => void kept.delete(name) }
}

test('a page begins in the language chosen here, else in that of whoever was signed in, else as the browser wishes', () => {
  const device = shelf()
  expect(wanted(device, ['de-AT', 'pt-BR', 'fr'])).toBe('pt')
  expect(wanted(device, ['de'])).toBe('en')
  keepSpoken('ar', device, ['pt-BR'])
  expect(wanted(device, ['pt-BR'])).toBe('ar')
  keepChosen('fr', device)
  expect(wanted(device, ['pt-BR'])).toBe('fr')
  keepChosen(null, device)
  keepSpoken(null, device)
  expect(wanted(device, ['pt-BR'])).toBe('pt')
})

test('of whoever reads what the browser wishes anyway, nothing is kept', () => {
  const device = shelf()
  keepSpoken('pt', device, ['pt-PT', 'en'])
  expect(wanted(device, ['en'])).toBe('en')
})

test('what the page draws at once is styled where it stands, and nothing of the same name elsewhere', () => {
  const css = readFileSync('src/shell/outset.css', 'utf8').replaceAll(/\/\*[^]*?\*\//g, '')
  const selectors = [...css.matchAll(/([^{}]+)\{/g)].map(([, selector]) => selector?.trim() ?? '')
  const classes = selectors.filter((selector) => !selector.startsWith('@') && /\.\w/.test(selector))
  expect(classes.length).toBeGreaterThan(5)
  expect(classes.filter((selector) => !selector.includes('#app'))).toEqual([])
})
