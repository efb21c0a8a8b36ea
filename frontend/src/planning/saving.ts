/**
 * How a draft saves itself, as one pure machine: what happened changes the state, the state says what to do.
 *
 * `turn` counts edits; what is on its way to the server carries the turn it was taken at, so an edit made meanwhile is
 * never taken for saved.
 */

export interface Saving {
  /** The version on the server that this draft grew from. */
  version: number
  /** Edits made so far, and up to which of them the server has. */
  turn: number
  savedTurn: number
  /** The edit now on its way; null when nothing is. */
  sentTurn: number | null
  savedAt: string | null
  trouble: 'none' | 'network' | 'refused' | 'conflict'
}

export type Happened =
  | { what: 'edited' }
  | { what: 'sent' }
  | { what: 'saved'; version: number; at: string }
  | { what: 'unreachable' }
  | { what: 'refused' }
  /** All was saved but parts that the server does not take as they are. */
  | { what: 'kept_back'; version: number; at: string }
  | { what: 'outdated' }
  /** Two drafts became one, which grew from the newer version; or nothing was left here that the newer one lacks. */
  | { what: 'settled'; version: number }
  | { what: 'renewed'; version: number; at: string }

export function opened(version: number, savedAt: string | null): Saving {
  return { version, turn: 0, savedTurn: 0, sentTurn: null, savedAt, trouble: 'none' }
}

export function next(state: Saving, happened: Happened): Saving {
  switch (happened.what) {
    case 'edited':
      return { ...state, turn: state.turn + 1, trouble: state.trouble === 'refused' ? 'none' : state.trouble }
    case 'sent':
      return { ...state, sentTurn: state.turn }
    case 'saved':
      return {
        ...state,
        version: happened.version,
        savedAt: happened.at,
        savedTurn: state.sentTurn ?? state.savedTurn,
        sentTurn: null,
        trouble: 'none',
      }
    case 'unreachable':
      return { ...state, sentTurn: null, trouble: 'network' }
    case 'refused':
      return { ...state, sentTurn: null, trouble: refusedAt(state) }
    case 'kept_back':
      return { ...state, version: happened.version, savedAt: happened.at, sentTurn: null, trouble: refusedAt(state) }
    case 'outdated':
      return { ...state, sentTurn: null, trouble: 'conflict' }
    case 'settled':
      return { ...state, version: happened.version, turn: state.turn + 1, trouble: 'none' }
    case 'renewed':
      return { ...state, version: happened.version, savedAt: happened.at, savedTurn: state.turn, trouble: 'none' }
  }
}

/** A refusal is of what was sent; what was typed meanwhile may be taken. */
function refusedAt(state: Saving): Saving['trouble'] {
  return state.turn > (state.sentTurn ?? state.turn) ? 'none' : 'refused'
}

export function isDirty(state: Saving): boolean {
  return state.turn > state.savedTurn
}

/** Say whether the draft should go to the server now: only one is under way, and a person settles a conflict first. */
export function shouldSend(state: Saving): boolean {
  return isDirty(state) && state.sentTurn === null && state.trouble !== 'conflict' && state.trouble !== 'refused'
}

export type Line = 'saved' | 'saving' | 'waiting' | 'network' | 'refused' | 'conflict'

/** Choose the sentence that tells the truth about the draft. */
export function lineOf(state: Saving): Line {
  if (state.trouble !== 'none' && isDirty(state)) return state.trouble
  if (state.sentTurn !== null) return 'saving'
  return isDirty(state) ? 'waiting' : 'saved'
}
