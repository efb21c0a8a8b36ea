/** The draft on the page: every edit is kept here at once and on the server soon, and never twice at a time. */

import { ApiError, newKey, Unreachable } from '../shell/api'
import { clock } from '../shell/clock.svelte'
import { type ConflictView, movedOn, type PlanView, readPlan, savePlan } from './calls'
import type { Plan } from './document'
import { forget, keep, kept } from './kept'
import { changes, type Draft, merge, type Part, partsAt, questions, sameDraft, type Side, without } from './merging'
import { gathered, type Problem } from './problems'
import { isDirty, lineOf, next, opened, type Happened, type Saving, shouldSend } from './saving'

const REST_MS = 600
const AGAIN_MS = 8000

/** What somebody else saved meanwhile, and what a person must say about it. */
export interface Crossing {
  theirs: PlanView
  changed: Part[]
  asked: Part[]
}

export class PlanDraft {
  readonly code: string
  readonly #account: string
  name = $state('')
  plan: Plan = $state.raw({} as Plan)
  problems: readonly Problem[] = $state.raw([])
  conflicts: readonly ConflictView[] = $state.raw([])
  saving: Saving = $state.raw(opened(0, null))
  /** Why the server refused the last save. */
  refusal: unknown = $state.raw(null)
  /** Parts it does not take as they are; they stay on this device, and it has all the rest. */
  keptBack: readonly Part[] = $state.raw([])
  crossing: Crossing | null = $state.raw(null)
  /** Parts somebody else changed meanwhile that were taken in without a question. */
  takenIn: readonly Part[] = $state.raw([])
  /** Whether the device keeps what is not saved; false when it has no room. */
  keeps = $state(true)
  readonly line = $derived(lineOf(this.saving))
  #base: Draft
  #timer: ReturnType<typeof setTimeout> | undefined
  #key: { turn: number; key: string } | null = null
  #underWay: Promise<void> | null = null
  #onClosed: () => void

  /** `onClosed` is called when somebody else published the plan or called it off: there is no draft any more. */
  constructor(account: string, view: PlanView, onClosed: () => void) {
    this.code = view.code
    this.#account = account
    this.#onClosed = onClosed
    this.#base = { name: view.name, plan: view.plan }
    this.#take(this.#base)
    this.problems = gathered(view.problems)
    this.conflicts = view.conflicts
    this.saving = opened(view.version, view.saved_at)
    this.#recover(view)
  }

  get draft(): Draft {
    return { name: this.name, plan: this.plan }
  }

  /** Change the plan; the change is kept on this device before anything else happens. */
  edit(change: (plan: Plan) => Plan): void {
    this.plan = change(this.plan)
    this.#edited()
  }

  /** Change one part of the plan. */
  set<K extends keyof Plan>(part: K, value: Plan[K]): void {
    this.edit((plan) => ({ ...plan, [part]: value }))
  }

  rename(name: string): void {
    this.name = name
    this.#edited()
  }

  /** Save what is not saved yet, wait for a save that is under way, and say whether the server has everything. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer)
    while (this.#underWay !== null || shouldSend(this.saving)) {
      await (this.#underWay ?? this.#send())
      if (this.saving.trouble !== 'none') break
    }
    return !isDirty(this.saving)
  }

  /** Somebody looks at the page again, or the network came back: what waited goes out, and what others saved comes in. */
  async again(): Promise<void> {
    if (this.saving.trouble === 'network') await this.flush()
    // Nobody asked for it: what is wrong will be said when something is saved.
    else if (!isDirty(this.saving)) await this.renew().catch(() => undefined)
  }

  /** Read what others saved meanwhile, and take it in. */
  async renew(): Promise<void> {
    const view = await readPlan(this.code)
    // A save that is on its way by now, and a question already asked, meet what is newer by themselves.
    if (this.saving.sentTurn === null && this.crossing === null && view.version > this.saving.version) this.#newer(view)
  }

  /** Go on with one draft made of both. */
  settle(chosen: Partial<Record<Part, Side>>): void {
    if (this.crossing === null) return
    const { theirs } = this.crossing
    this.#meet(theirs, chosen)
    this.crossing = null
    void this.flush()
  }

  /** Stop the clockwork; what is unsaved stays on this device. */
  leave(): void {
    clearTimeout(this.#timer)
    if (shouldSend(this.saving)) void this.#send()
  }

  #recover(view: PlanView): void {
    const found = kept(localStorage, this.#account, this.code)
    if (found === null) return
    if (sameDraft(found.draft, this.#base)) return forget(localStorage, this.#account, this.code)
    this.#take(found.draft)
    this.#happen({ what: 'edited' })
    if (found.version === view.version) return this.#soon()
    this.#base = found.base
    this.#cross(view)
  }

  #take(draft: Draft): void {
    this.name = draft.name
    this.plan = draft.plan
  }

  #happen(happened: Happened): void {
    this.saving = next(this.saving, happened)
  }

  #edited(): void {
    this.#happen({ what: 'edited' })
    this.takenIn = []
    if (this.crossing !== null) {
      // Whoever types on while asked may touch what the other changed too: that is asked as well, and not lost.
      const { theirs, changed } = this.crossing
      this.crossing = { theirs, changed, asked: questions(this.#base, this.draft, { name: theirs.name, plan: theirs.plan }) }
    }
    this.#keep()
    this.#soon()
  }

  #keep(): void {
    const at = new Date(clock.now).toISOString()
    this.keeps = keep(localStorage, this.#account, this.code, { draft: this.draft, base: this.#base, version: this.saving.version, at })
  }

  #soon(after = REST_MS): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), after)
  }

  #send(): Promise<void> {
    this.#underWay = this.#sendOnce().finally(() => (this.#underWay = null))
    return this.#underWay
  }

  async #sendOnce(): Promise<void> {
    const sent = this.draft
    const { turn, version } = this.saving
    // The same edit under the same key, however often it has to be sent.
    if (this.#key?.turn !== turn) this.#key = { turn, key: newKey() }
    this.#happen({ what: 'sent' })
    this.keptBack = []
    try {
      await this.#save('saved', version, sent, this.#key.key)
      this.refusal = null
      if (isDirty(this.saving)) this.#keep()
      else forget(localStorage, this.#account, this.code)
    } catch (error) {
      await this.#sendRest(version, sent, error).catch((last: unknown) => this.#failed(last))
    }
  }

  /** Save what a refusal does not speak of: one text that is too long is no reason to lose the others. */
  async #sendRest(version: number, sent: Draft, refusal: unknown): Promise<void> {
    const parts = refusal instanceof ApiError ? partsAt(refusal.fields.map(({ path }) => path), sent) : []
    const rest = without(sent, parts, this.#base)
    if (parts.length === 0) throw refusal
    this.keptBack = parts
    // The server has the rest already, and a draft saved anew is a new version for everybody.
    if (sameDraft(rest, this.#base)) throw refusal
    await this.#save('kept_back', version, rest, newKey())
    this.refusal = refusal
    this.#keep()
  }

  async #save(what: 'saved' | 'kept_back', version: number, sent: Draft, key: string): Promise<void> {
    const view = await savePlan(this.code, version, sent, key)
    this.#base = sent
    this.problems = gathered(view.problems)
    this.conflicts = view.conflicts
    this.#happen({ what, version: view.version, at: new Date(clock.now).toISOString() })
  }

  async #failed(error: unknown): Promise<void> {
    this.#key = error instanceof Unreachable ? this.#key : null
    if (error instanceof Unreachable) {
      this.#happen({ what: 'unreachable' })
      this.#soon(AGAIN_MS)
    } else if (movedOn(error)) {
      await readPlan(this.code).then((view) => this.#newer(view), (failed: unknown) => this.#failed(failed))
    } else {
      this.refusal = error
      this.#happen({ what: 'refused' })
    }
  }

  #newer(view: PlanView): void {
    if (view.published_at !== null || view.cancelled_at !== null) {
      // What was typed here stays on this device, for whoever typed it to look at.
      this.#happen({ what: 'outdated' })
      this.#onClosed()
    } else if (isDirty(this.saving)) this.#cross(view)
    else this.#adopt(view)
  }

  /** Two drafts met: take in what needs no question, or ask. */
  #cross(theirs: PlanView): void {
    const there = { name: theirs.name, plan: theirs.plan }
    const asked = questions(this.#base, this.draft, there)
    const changed = changes(this.#base, there)
    this.#happen({ what: 'outdated' })
    if (asked.length > 0) {
      this.crossing = { theirs, changed, asked }
      return
    }
    this.#meet(theirs, {})
    this.takenIn = changed
    this.#soon()
  }

  /** Take the newer plan as it is: nothing is left here that it lacks. */
  #adopt(view: PlanView): void {
    const there = { name: view.name, plan: view.plan }
    this.takenIn = changes(this.#base, there)
    this.#take(there)
    this.#base = there
    this.problems = gathered(view.problems)
    this.conflicts = view.conflicts
    this.#happen({ what: 'renewed', version: view.version, at: view.saved_at })
    forget(localStorage, this.#account, this.code)
  }

  #meet(theirs: PlanView, chosen: Partial<Record<Part, Side>>): void {
    const there = { name: theirs.name, plan: theirs.plan }
    const both = merge(this.#base, this.draft, there, chosen)
    if (sameDraft(both, there)) return this.#adopt(theirs)
    this.#take(both)
    this.#base = there
    this.#happen({ what: 'settled', version: theirs.version })
    this.#keep()
  }
}
