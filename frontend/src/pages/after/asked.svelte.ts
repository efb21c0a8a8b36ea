/** What a part of the page reads on its own: asked anew when its question or the report changes, kept until answered. */

import { api, type Query } from '../../shell/api'

export class Asked<T> {
  answer = $state.raw<T | null>(null)
  error = $state.raw<unknown>(null)
  busy = $state(false)

  /** Keep asking what `question` says, as long as the part is shown; null asks nothing. */
  constructor(question: () => { path: string; query: Query } | null) {
    $effect(() => {
      const asked = question()
      if (asked === null) return
      const stop = new AbortController()
      void this.read(asked.path, asked.query, stop.signal)
      return () => stop.abort()
    })
  }

  private async read(path: string, query: Query, signal: AbortSignal): Promise<void> {
    this.busy = true
    this.error = null
    try {
      this.answer = await api.get<T>(path, query, signal)
    } catch (failed) {
      if (!signal.aborted) {
        this.error = failed
        this.answer = null
      }
    } finally {
      if (!signal.aborted) this.busy = false
    }
  }
}
