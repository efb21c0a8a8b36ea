/** A store that lasts as long as the page: for a device that keeps nothing, because it is full or its window is private. */

import { keyOf, type Name, NAMES, type Store } from './store'

/** Begin with what can still be read of the device's own, if it can be opened at all. */
export async function storeOfThisPage(device: Store | null): Promise<Store> {
  const shelves = new Map<Name, Shelf>()
  for (const name of NAMES) {
    const shelf = new Shelf(name, device)
    shelves.set(name, shelf)
    await shelf.copy().catch(() => undefined)
  }
  const on = (name: Name): Shelf => shelves.get(name) ?? new Shelf(name, null)
  const acts = {
    get: (name: Name, key: string) => on(name).get(key),
    getAll: (name: Name) => on(name).getAll(),
    put: (name: Name, value: object, key?: string) => on(name).put(value, key),
    delete: (name: Name, key: string) => on(name).delete(key),
    // One page alone is here: nobody can come between.
    transaction: () => ({ objectStore: on, commit: () => undefined, done: Promise.resolve() }),
  }
  // It stands for the browser's database in what is asked of that here, and in nothing else.
  return acts as unknown as Store
}

class Shelf {
  readonly #name: Name
  readonly #device: Store | null
  readonly #kept = new Map<string, unknown>()

  constructor(name: Name, device: Store | null) {
    this.#name = name
    this.#device = device
  }

  async copy(): Promise<void> {
    for (const key of (await this.#device?.getAllKeys(this.#name)) ?? []) this.#kept.set(key, await this.#device?.get(this.#name, key))
  }

  get(key: string): Promise<unknown> {
    return Promise.resolve(this.#kept.get(key))
  }

  getAll(): Promise<unknown[]> {
    return Promise.resolve([...this.#kept.values()])
  }

  put(value: object, key?: string): Promise<void> {
    this.#kept.set(key ?? keyOf(this.#name, value), value)
    return Promise.resolve()
  }

  /** Deleting takes no room: what went out from here must not go out again from the device. */
  async delete(key: string): Promise<void> {
    this.#kept.delete(key)
    await this.#device?.delete(this.#name, key).catch(() => undefined)
  }
}
