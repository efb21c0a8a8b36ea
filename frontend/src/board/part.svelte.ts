/** The figures of the part a board is narrowed to: asked when it is, and again as results come, never in a rush. */

import { api } from '../shell/api'
import { Askings } from '../shell/askings'
import type { Narrowed } from '../wire'

const AGAIN_AFTER_MS = 2000

export class Part {
  #answer = $state.raw<Narrowed | null>(null)
  #failed = $state(false)
  readonly #askings = new Askings()

  /**
   * `filter` says what the board is narrowed to, `path` where that is asked, null for nowhere; `changes` is read to
   * learn that the board has moved on.
   */
  constructor(filter: () => string, path: () => string | null, changes: () => unknown) {
    const of = $derived(filter())
    const asked = $derived(path())

    // Another filter's figures must never stand under this one's name.
    $effect(() => {
      void of
      this.#answer = null
    })
    $effect(() => {
      void of
      const address = asked
      this.#failed = false
      if (address === null) return
      const stop = new AbortController()
      let timer: ReturnType<typeof setTimeout> | undefined
      void this.#ask(address, stop.signal)
      let begun = false
      $effect(() => {
        changes()
        if (begun) timer ??= setTimeout(() => {
          timer = undefined
          void this.#ask(address, stop.signal)
        }, AGAIN_AFTER_MS)
        begun = true
      })
      return () => {
        clearTimeout(timer)
        stop.abort()
      }
    })
  }

  /** What was answered last for this filter; null while nothing was. */
  get answer(): Narrowed | null {
    return this.#answer
  }
  /** Whether the last asking found no answer; what was answered before stays. */
  get failed(): boolean {
    return this.#failed
  }

  async #ask(path: string, signal: AbortSignal): Promise<void> {
    const asking = this.#askings.begin()
    try {
      const answer = await api.get<Narrowed>(path, {}, signal)
      if (!asking.answered()) return
      this.#answer = answer
      this.#failed = this.#askings.lost
    } catch {
      if (!signal.aborted && asking.failed()) this.#failed = true
    }
  }
}
