/** A map as one looks at it: its world, the projection that fits its places, and how near one stands. */

import { geoPath } from 'd3-geo'

import type { World } from './atlas'
import { type Place, projectionFor } from './projection'
import { moved, type View, WHOLE, zoomed } from './view'
import { loadWorld } from './world'

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
  #failed = $state(false)
  readonly #places: () => readonly Place[]

  /**
   * `places` are those that must be in sight when one looks at the whole. The world is large: on a slow line it would hold
   * up what is to be shown on it, so it is fetched once that is here (`known`).
   */
  constructor(places: () => readonly Place[], known: () => boolean = () => true) {
    this.#places = places
    $effect(() => {
      if (!known()) return
      loadWorld().then(
        (loaded) => (this.#world = loaded),
        () => (this.#failed = true),
      )
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

  #drawn(what: 'land' | 'borders'): string {
    return this.#world && this.projection ? (geoPath(this.projection).digits(1)(this.#world[what]) ?? '') : ''
  }
}
