/** How much of a report is there, by the fields the server asks for. Pure; `operations/reports/completeness.py` owns the rule. */

import type { AskedView, CompletenessView } from '../wire'

type Said = Readonly<Record<string, unknown>>

const UNSAID: ReadonlySet<unknown> = new Set([null, undefined, '', 'unknown'])
const MONEY = /^[A-Z]{3}$/

/** Count the fields asked for that are answered, and name those that are not. */
export function completeness(body: Said, asked: readonly AskedView[]): CompletenessView {
  const wanted = asked.filter(({ when }) => Object.entries(when).every(([name, codes]) => codes.includes(String(body[name])))).map(({ path }) => path)
  const missing = wanted.filter((path) => !isAnswered(body, path))
  return { filled: wanted.length - missing.length, of: wanted.length, missing }
}

function isAnswered(body: Said, path: string): boolean {
  const [name = '', inner] = path.split('.')
  const value = body[name]
  if (inner === undefined) return !UNSAID.has(value)
  return Array.isArray(value) && value.length > 0 && value.every((item) => isWorth(item as Said, inner))
}

function isWorth(item: Said, name: string): boolean {
  // Money is its own value.
  return (name.startsWith('value') && MONEY.test(String(item['unit']))) || !UNSAID.has(item[name])
}
