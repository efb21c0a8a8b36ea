import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

const [light, dark] = readFileSync('src/shell/tokens.css', 'utf8').split('@media screen') as [string, string]

function token(sheet: string, name: string): string {
  const found = new RegExp(`--${name}: ([^;]+);`).exec(sheet)
  if (!found?.[1]) throw new Error(`no ${name}`)
  return found[1]
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
}

function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (lighter + 0.05) / (darker + 0.05)
}

describe.each([['light', light], ['dark', dark]])('in the %s', (_, sheet) => {
  const colour = (name: string): number[] => channels(token(sheet, name))

  // No tool sees it: the cells' colours are mixed, and numbers stand on all of them.
  test('a number is read on every shade of a heat table', () => {
    const most = parseFloat(token(sheet, 'shade-most')) / 100
    for (let share = 0.15; share <= most; share += 0.01) {
      const mixed = colour('accent').map((value, at) => value * share + (colour('surface')[at] ?? 0) * (1 - share))
      expect(contrast(colour('ink'), mixed)).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('bars, arcs and marks stand out from what they are drawn on', () => {
    for (const ground of ['surface', 'sunken', 'sea', 'land'])
      for (const drawn of ['accent', 'good', 'warn', 'bad']) expect(contrast(colour(drawn), colour(ground)), `${drawn} on ${ground}`).toBeGreaterThanOrEqual(3)
  })
})
