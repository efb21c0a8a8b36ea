/** One write that a form makes: busy while it is under way, and safe to send again where no answer came. */

import { ApiError, newKey } from './api'

export class Write {
  #busy = $state(false)
  #failed = $state.raw<unknown>(null)
  #key = newKey()

  get busy(): boolean {
    return this.#busy
  }
  /** What it was refused with, or that nobody answered; null while nothing is wrong. */
  get failed(): unknown {
    return this.#failed
  }

  /** Do it. Without an answer it may have been done: the same key then asks again for that, not for a second time. */
  async send(act: (key: string) => Promise<void>): Promise<void> {
    this.#busy = true
    this.#failed = null
    try {
      await act(this.#key)
      this.#key = newKey()
    } catch (error) {
      if (error instanceof ApiError) this.#key = newKey()
      this.#failed = error
    } finally {
      this.#busy = false
    }
  }

  /** Let go of what went wrong, as whoever writes has turned to something else. */
  forget(): void {
    this.#failed = null
  }
}
