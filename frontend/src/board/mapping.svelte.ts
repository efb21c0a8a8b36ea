/** A map as one looks at it: its world, the projection that fits its places, and how near one stands. */

import type { GeoProjection } from 'd3-geo'
import { untrack } from 'svelte'

import { breath } from '../shell/turns'
import type { World } from './atlas'
import { partsDrawn, type Place, projectionFor } from './projection'
import { moved, type View, WHOLE, zoomed } from './view'
import { loadWorld } from './world'

/** So long the outlines are drawn at once: a finger that waits as long does not feel it. */
const AT_ONCE_MS = 25
const STEP_PX = 60
const NEARER = 1.5
const MOVES: Record<string, readonly [number, number]> = {
  ArrowLeft: [STEP_PX, 0],
  ArrowRight: [-STEP_PX, 0],
  ArrowUp: [0, STEP_PX],
  ArrowDown: [0, -STEP_PX],
}

export class Mapping {
  width = $state(0)
  height = $state(0)
  #view = $state.raw<View>(WHOLE)
  #world = $state.raw<World | null>(null)
  /** The outlines as they were drawn first, and in which projection. */
  #first: { within: GeoProjection | null; land: string; borders: string } = { within: null, land: '', borders: '' }
  #failed = $state(false)
  readonly #places: () => readonly Place[]

  /**
   * `places` are those that must be in sight when one looks at the whole. The world is large: on a slow line it would hold
   * up what is to be shown on it, so it is fetched once that is here (`known`).
   */
  constructor(places: () => readonly Place[], known: () => boolean = () => true) {
    this.#places = places
    let [left, busy] = [false, false]
    $effect(() => {
      // Every news of a board tells anew that it is known: then what failed is tried again, what is being drawn goes on.
      if (!known() || busy || untrack(() => this.#world) !== null) return
      busy = true
      void this.#bring(() => left).finally(() => (busy = false))
    })
    $effect(() => () => {
      left = true
    })
  }

  readonly projection = $derived.by(() => (this.width > 0 && this.height > 0 ? projectionFor(this.#places(), this.width, this.height) : null))
  readonly land = $derived.by(() => this.#drawn('land'))
  readonly borders = $derived.by(() => this.#drawn('borders'))

  get state(): 'drawn' | 'failed' | 'waiting' {
    if (this.#world) return 'drawn'
    return this.#failed ? 'failed' : 'waiting'
  }
  get whole(): boolean {
    return this.#view === WHOLE
  }
  get transform(): string {
    return `translate(${this.#view.x} ${this.#view.y}) scale(${this.#view.k})`
  }

  /** The middle of a country; null where the world is not here yet or has no such country. */
  middleOf(country: string): Place | null {
    return this.#world?.middleOf(country) ?? null
  }

  /** Where a place stands in the frame, in pixels. */
  pixelOf(place: Place | null): { x: number; y: number } | null {
    const pixel = place && this.projection ? this.projection([place[0], place[1]]) : null
    return pixel ? { x: pixel[0] * this.#view.k + this.#view.x, y: pixel[1] * this.#view.k + this.#view.y } : null
  }

  zoom(by: number, at: readonly [number, number] = [this.width / 2, this.height / 2]): void {
    this.#view = zoomed(this.#view, by, at, [this.width, this.height])
  }
  nearer(): void {
    this.zoom(NEARER)
  }
  farther(): void {
    this.zoom(1 / NEARER)
  }
  move(dx: number, dy: number): void {
    this.#view = moved(this.#view, dx, dy, [this.width, this.height])
  }
  showWhole(): void {
    this.#view = WHOLE
  }

  /** Move by a key; false when the key means nothing to a map. */
  press(key: string): boolean {
    const way = MOVES[key]
    if (way) this.move(...way)
    else if (key === '+' || key === '=') this.nearer()
    else if (key === '-') this.farther()
    else if (key === '0') this.showWhole()
    else return false
    return true
  }

  /** Fetch the world and draw it piece by piece: as one it would hold up a slow phone for a second. */
  async #bring(left: () => boolean): Promise<void> {
    try {
      const world = await loadWorld()
      const within = this.projection
      if (within) {
        const [land, borders] = [await inPieces(within, world.land, left), await inPieces(within, world.borders, left)]
        if (left()) return
        this.#first = { within, land, borders }
      }
      this.#world = world
    } catch {
      this.#failed = true
    }
  }

  #drawn(what: 'land' | 'borders'): string {
    if (!this.#world || !this.projection) return ''
    return this.projection === this.#first.within ? this.#first[what] : [...partsDrawn(this.projection, this.#world[what])].join('')
  }
}

async function inPieces(projection: GeoProjection, shape: World['land' | 'borders'], left: () => boolean): Promise<string> {
  let [path, began] = ['', performance.now()]
  for (const part of partsDrawn(projection, shape)) {
    path += part
    if (performance.now() - began < AT_ONCE_MS) continue
    await breath()
    if (left()) return ''
    began = performance.now()
  }
  return path
}
