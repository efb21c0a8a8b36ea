/** The entry that is being written into a watch log: one entry has one key, however often its box is opened again. */

import { accountId, recall, remember } from '../../reporting/sending.svelte'
import { api, newKey } from '../../shell/api'

/** What was sent, and by which key: without an answer it may have arrived, and by that key it is written once. */
interface Sent {
  text: string
  key: string
}

/** By account and operation: whoever comes back to the page finds what is on its way, and what becomes of it. */
const onTheirWay = new Map<string, Entry>()

/** Go on with the entry of an operation that is on its way, else with what this device keeps of one. */
export function entryOf(code: string): Entry {
  return onTheirWay.get(nameOf(code)) ?? new Entry(code)
}

function nameOf(code: string): string {
  return `${accountId()} ${code}`
}

export class Entry {
  text = $state('')
  #busy = $state(false)
  #failed = $state.raw<unknown>(null)
  #written = $state(0)
  #sent: Sent | null = null
  readonly #code: string
  readonly #name: string

  constructor(code: string) {
    this.#code = code
    this.#name = nameOf(code)
    void this.#recall()
  }

  get busy(): boolean {
    return this.#busy
  }
  /** Why it may not be written; null while nothing is wrong. */
  get failed(): unknown {
    return this.#failed
  }
  /** How many were written from here. */
  get written(): number {
    return this.#written
  }

  /** Keep what is typed on this device. */
  async keep(typed: string): Promise<void> {
    await this.#remember('', typed)
  }

  async send(): Promise<void> {
    const text = this.text.trim()
    if (text === '' || this.#busy) return
    this.#busy = true
    this.#failed = null
    onTheirWay.set(this.#name, this)
    try {
      if (this.#sent?.text !== text) this.#sent = { text, key: newKey() }
      void this.#remember(' sent', this.#sent)
      await api.post(`/operations/${this.#code}/watch-log`, { text }, this.#sent.key)
      // What was typed while it was on its way is the next entry.
      const typed = this.text.trimStart()
      if (typed.startsWith(text)) this.text = typed.slice(text.length).trimStart()
      this.#sent = null
      this.#written += 1
      // The key goes last: what is still in the box when the page is left here must not be written by another.
      await this.keep(this.text)
      await this.#remember(' sent', null)
    } catch (error) {
      this.#failed = error
    } finally {
      this.#busy = false
      onTheirWay.delete(this.#name)
    }
  }

  async #recall(): Promise<void> {
    const [typed, sent] = await Promise.all([recall<string>(this.#key('')), recall<Sent>(this.#key(' sent'))])
    this.text ||= typed ?? ''
    // A key without its entry in the box is left over from one that was written.
    if (typed) this.#sent ??= sent
  }

  async #remember(part: string, value: string | Sent | null): Promise<void> {
    // Whoever has signed in here meanwhile gets nothing of it.
    if (this.#name === nameOf(this.#code)) await remember(this.#key(part), value)
  }

  #key(part: string): string {
    return `watch ${this.#code}${part}`
  }
}
