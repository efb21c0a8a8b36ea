/** One thing asked for again and again, as news come: answers that overtake each other never put something old in place of something newer. */

export interface Asking {
  /** Whether its answer is to be shown: not where one to a later asking is shown. */
  answered: () => boolean
  /** Whether its failure is to be said: not where a later asking has its outcome. */
  failed: () => boolean
}

export class Askings {
  #begun = 0
  #answered = 0
  #failed = 0

  /** Whether something asked for later than what is shown was not to be had: then its failure stays said. */
  get lost(): boolean {
    return this.#failed > this.#answered
  }

  /** Note that something was done here: an answer to what was asked before does not know of it, and is not shown. */
  done(): void {
    this.#answered = ++this.#begun
  }

  begin(): Asking {
    const own = ++this.#begun
    return {
      answered: () => {
        if (own < this.#answered) return false
        this.#answered = own
        return true
      },
      failed: () => {
        if (own < Math.max(this.#answered, this.#failed)) return false
        this.#failed = own
        return true
      },
    }
  }
}
