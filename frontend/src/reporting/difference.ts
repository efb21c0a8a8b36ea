/** What two editions of a report say differently: pure, as paths and plain values, for a screen to put in words. */

import type { Body, ShownBody } from './types'

export interface Change {
  /** The field, with places in lists from 1: `goods.1.quantity`. */
  path: string
  before: string | null
  after: string | null
}

type Value = string | number | boolean | null | undefined | Value[] | { [name: string]: Value }

/** List what changed, in the order of the fields. A quantity and its unit are one value: "4.2 kg". */
export function difference(before: ShownBody | Body, after: ShownBody | Body): Change[] {
  return comparison(before, after).filter((change) => change.before !== change.after)
}

/** List what either of two bodies says, side by side, what is equal as well. */
export function comparison(before: ShownBody | Body, after: ShownBody | Body): Change[] {
  const old = flat(before as unknown as Value)
  const fresh = flat(after as unknown as Value)
  return [...new Set([...old.keys(), ...fresh.keys()])].map((path) => ({ path, before: old.get(path) ?? null, after: fresh.get(path) ?? null }))
}

const UNSAID = new Set(['kind', 'confirmed', 'fold'])

function flat(value: Value, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  if (value === null || value === undefined || value === '' || value === false) return found
  if (typeof value !== 'object') return found.set(path, String(value))
  const entries: [string, Value][] = Array.isArray(value)
    ? value.map((each, index) => [String(index + 1), each])
    : Object.entries(withUnits(value))
  for (const [name, each] of entries) {
    if (UNSAID.has(name)) continue
    for (const [inner, text] of flat(each, path ? `${path}.${name}` : name)) found.set(inner, text)
  }
  return found
}

/** Join what is only said together: a quantity with its unit, a value with its currency. */
function withUnits(value: { [name: string]: Value }): { [name: string]: Value } {
  let said = value
  if ('unit' in said && 'quantity' in said) said = { ...said, quantity: `${plain(said['quantity'])} ${String(said['unit'])}`, unit: null }
  if (said['currency'] && said['value']) said = { ...said, value: `${plain(said['value'])} ${String(said['currency'])}`, currency: null }
  return said
}

/** The shortest text of a decimal, so that 4.2 and 4.20 are no difference. */
function plain(value: Value): string {
  const text = String(value)
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}
