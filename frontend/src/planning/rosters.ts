/** What is typed into a roster, and what of it cannot be meant. Pure. */

import { wordsIn } from '../shell/lists'

export interface CodesRead {
  codes: string[]
  /** The words that are no airport's code, as they were typed. */
  unread: string[]
}

/** The airports named in what was typed, each once; whatever else stands there is told, never passed over. */
export function codesIn(typed: string): CodesRead {
  const [codes, unread]: [Set<string>, Set<string>] = [new Set(), new Set()]
  for (const word of wordsIn(typed)) {
    const code = word.toUpperCase()
    if (/^[A-Z]{3}$/.test(code)) codes.add(code)
    else unread.add(word)
  }
  return { codes: [...codes], unread: [...unread] }
}

/** What a shift may be called: it stands in files and addresses, so in Latin letters, digits and hyphens. */
export function shiftCode(typed: string): string {
  return typed.replace(/[^A-Za-z0-9-]/g, '')
}
