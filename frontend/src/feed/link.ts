/** The socket of one operation's board: watches on every connect, hands what it hears to the reducer. */

import { io, type Socket } from 'socket.io-client'

import { readsGzip, ungzipped } from './gzipped'
import { answer, ask, beat, doubt, empty, receive, type Feed, type Step } from './reducer'
import { judge, SILENT_MS, type Heard, type LinkStatus } from './status'

/** A seat that has a board open: what it is for, never who holds it. */
export interface SeatOnWatch {
  role: string
  unit: string | null
  country: string | null
  airport: string | null
}

interface Told extends Step {
  operation: string
  cursor: string
  now: string
}
interface Beat {
  operation: string
  upto: number
  now: string
  on_watch: SeatOnWatch[]
}
type WatchAnswer =
  | { ok: true; step: Step | string; cursor: string; now: string; beat_every: number; on_watch: SeatOnWatch[] }
  | { ok: false; error: { code: string; message: string } }

/**
 * `gzip` says that a step may come by it: a first sight takes a slow line four seconds as it reads, and half a second so.
 * `because` says that something was told which cannot be: the server notes it, for the fault is there or
 * on the way; it is then told as it reads.
 */
interface Wanted {
  operation: string
  cursor: string | null
  attended: boolean
  gzip?: boolean
  because?: 'impossible'
}

interface FromServer {
  step: (told: Told) => void
  beat: (beat: Beat) => void
  reset: (which: { operation: string }) => void
  part: (until: { within: number }) => void
}
interface ToServer {
  watch: (which: Wanted, ack: (answer: WatchAnswer) => void) => void
  unwatch: (which: { operation: string }) => void
}

export interface LinkEvents {
  /** The rows or the light may have changed. */
  changed: (feed: Feed, status: LinkStatus) => void
  /** The server told who is on watch. */
  watched: (seats: SeatOnWatch[]) => void
  /** The server told its time. */
  time: (now: string) => void
  /** The server closed the socket: the session may have ended. */
  closed: () => void
}

const ANSWER_WITHIN_MS = 10_000
const ASK_AGAIN_MS = 2_000
/** Codes of a refusal that asking again does not change. */
const FOR_GOOD: ReadonlySet<string> = new Set(['signed_out', 'not_found', 'invalid'])

export class Link {
  readonly #operation: string
  /** Whether somebody sits here: a screen on a wall keeps no watch. */
  readonly #attended: boolean
  readonly #events: LinkEvents
  readonly #socket: Socket<FromServer, ToServer>
  readonly #timer: ReturnType<typeof setInterval>
  #feed: Feed = empty()
  #cursor: string | null = null
  #gzip = readsGzip
  #heard: Heard
  #refused: { code: string; message: string } | null = null
  /** Counts the questions, so that an answer to an older one is not taken for the newest. */
  #question = 0
  #kickedAt = Date.now()
  #askingAgain: ReturnType<typeof setTimeout> | null = null
  #comingBack: ReturnType<typeof setTimeout> | undefined

  /** `startedAt` is since when one waits to hear of the board, by our own clock in milliseconds. */
  constructor(operation: string, events: LinkEvents, attended = true, startedAt = Date.now()) {
    this.#heard = { connected: false, online: navigator.onLine, following: false, heardAt: null, startedAt }
    this.#operation = operation
    this.#attended = attended
    this.#events = events
    this.#socket = io('/boards', { transports: ['websocket', 'polling'], forceNew: true, reconnectionDelayMax: 4000 })
    this.#socket.on('connect', () => this.#connected())
    this.#socket.on('connect_error', (error) => this.#turnedAway(error))
    this.#socket.on('disconnect', (reason) => this.#disconnected(reason))
    this.#socket.on('step', (told) => this.#step(told))
    this.#socket.on('beat', (told) => this.#beat(told))
    this.#socket.on('reset', (which) => this.#reset(which))
    this.#socket.on('part', (until) => this.#part(until))
    addEventListener('online', this.#look)
    addEventListener('offline', this.#look)
    addEventListener('pageshow', this.#look)
    document.addEventListener('visibilitychange', this.#look)
    this.#timer = setInterval(this.#look, 1000)
  }

  /** Leave the board and let the socket go. */
  close(): void {
    clearInterval(this.#timer)
    // An answer that is being read is nobody's any more.
    this.#question += 1
    this.#planNothing()
    clearTimeout(this.#comingBack)
    removeEventListener('online', this.#look)
    removeEventListener('offline', this.#look)
    removeEventListener('pageshow', this.#look)
    document.removeEventListener('visibilitychange', this.#look)
    this.#socket.disconnect()
  }

  readonly #look = (): void => {
    const online = navigator.onLine
    const back = online && !this.#heard.online
    this.#heard = { ...this.#heard, online }
    const now = Date.now()
    const status = judge(this.#heard, now)
    // A socket that a sleeping machine or a changed network left behind looks open for up to 45 s: make a new one.
    if ((back || (status.light === 'stale' && online)) && this.#refused === null && now - this.#kickedAt > SILENT_MS) {
      this.#kickedAt = now
      this.#socket.disconnect()
      this.#socket.connect()
    }
    this.#tell()
  }

  #connected(): void {
    this.#heard = { ...this.#heard, connected: true }
    this.#ask()
  }

  /**
   * The server let us not in: without a session there is no point in trying on. Where its database is away there is, and
   * the client does not by itself.
   */
  #turnedAway(error: Error): void {
    if (error.message === 'signed_out') {
      this.#socket.disconnect()
      this.#events.closed()
    } else if (!this.#socket.active) {
      this.#comeBack(2 * ASK_AGAIN_MS)
    }
    this.#tell()
  }

  #disconnected(reason: string): void {
    this.#heard = { ...this.#heard, connected: false }
    if (reason === 'io server disconnect') this.#events.closed()
    // What came could not be read: the client hung up by itself and comes back by itself.
    if (reason === 'parse error') this.#feed = doubt(this.#feed)
    this.#tell()
  }

  /**
   * Watch the operation from where the rows are, or from nothing when they are not believed any more. The server joins
   * us to the room first, so nothing falls between.
   */
  #ask(): void {
    this.#planNothing()
    this.#feed = ask(this.#feed)
    const question = ++this.#question
    const which: Wanted = { operation: this.#operation, cursor: this.#cursor, attended: this.#attended }
    if (this.#feed.doubted) Object.assign(which, { cursor: null, because: 'impossible' } satisfies Partial<Wanted>)
    else if (this.#gzip) which.gzip = true
    this.#socket.timeout(ANSWER_WITHIN_MS).emit('watch', which, (error: Error | null, told: WatchAnswer) => {
      if (question !== this.#question) return
      if (error) return this.#askSoon()
      // A server older than this page, while a release takes its place, knows nothing of gzip.
      if (told?.ok === false && told.error.code === 'invalid' && which.gzip) {
        this.#gzip = false
        return this.#ask()
      }
      if (!told?.ok || typeof told.step !== 'string') return this.#answered(told)
      // What is told meanwhile is kept, as before the answer came; what cannot be read is no step.
      const take = (step: unknown): void => {
        if (question === this.#question) this.#answered({ ...told, step: step as Step })
      }
      ungzipped(told.step).then(take, () => take(undefined))
    })
    this.#tell()
  }

  #askSoon(): void {
    this.#planNothing()
    this.#askingAgain = setTimeout(() => {
      this.#askingAgain = null
      if (this.#socket.connected) this.#ask()
    }, ASK_AGAIN_MS)
  }

  #planNothing(): void {
    if (this.#askingAgain !== null) clearTimeout(this.#askingAgain)
    this.#askingAgain = null
  }

  #answered(told: WatchAnswer): void {
    // A database that is away for a moment refuses nobody.
    if (told?.ok === false && !FOR_GOOD.has(told.error.code)) return this.#askSoon()
    if (told?.ok === false) {
      this.#refused = told.error
      this.#feed = empty()
      return this.#tell()
    }
    this.#refused = null
    this.#feed = answer(this.#feed, told?.step as Step)
    if (!this.#feed.doubted) this.#cursor = told.cursor
    this.#watched(told?.on_watch)
    this.#listen(told?.now)
  }

  #step(told: Told): void {
    if (told?.operation !== this.#operation) return
    const before = this.#feed.seq
    this.#feed = receive(this.#feed, told)
    if (this.#feed.seq === told.upto && before !== told.upto) this.#cursor = told.cursor
    this.#listen(told.now)
  }

  #beat(told: Beat): void {
    if (told?.operation !== this.#operation) return
    this.#feed = beat(this.#feed, told.upto)
    this.#watched(told.on_watch)
    this.#listen(told.now)
  }

  /** Rights have changed: what is on the board may no longer be ours, so begin anew. */
  #reset(which: { operation: string }): void {
    if (which.operation !== this.#operation) return
    this.#cursor = null
    this.#feed = empty()
    this.#ask()
  }

  /** The server stops: come back at a moment of our own within so many seconds, so that not all boards come at once. */
  #part(until: { within: number }): void {
    this.#socket.disconnect()
    this.#comeBack(until.within * 1000)
    this.#tell()
  }

  /** Connect at a moment of our own. */
  #comeBack(withinMs: number): void {
    clearTimeout(this.#comingBack)
    this.#comingBack = setTimeout(() => this.#socket.connect(), Math.random() * withinMs)
  }

  #watched(seats: SeatOnWatch[]): void {
    if (Array.isArray(seats)) this.#events.watched(seats)
  }

  #listen(now: string): void {
    this.#heard = { ...this.#heard, heardAt: Date.now() }
    this.#events.time(now)
    if (this.#feed.status === 'behind' && this.#askingAgain === null) {
      // Everything anew is much to ask for: if what comes is wrong each time, it is asked for at a measured pace.
      if (this.#feed.doubted) this.#askSoon()
      else return this.#ask()
    }
    this.#tell()
  }

  #tell(): void {
    this.#heard = { ...this.#heard, following: this.#feed.status === 'following' }
    const status: LinkStatus = this.#refused ? { light: 'refused', ...this.#refused } : judge(this.#heard, Date.now())
    this.#events.changed(this.#feed, status)
  }
}
