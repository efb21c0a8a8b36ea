import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { firstPageDrawn } from './answered'
import { address } from './address'
import { api, PATIENCE_MS, Unreachable } from './api'
import { askEarly, beginEarly, endEarly, TABS, takeEarly } from './early'

const said = (number: number): Promise<Response> => Promise.resolve(Response.json({ number }))
let server = vi.fn<(url: string, request: RequestInit) => Promise<Response>>()

beforeEach(() => {
  vi.useFakeTimers()
  server = vi.fn()
  vi.stubGlobal('fetch', server)
  beginEarly()
})

afterEach(() => {
  endEarly()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('what was asked early is not asked again by what asks first, and is by whoever asks after', async () => {
  server.mockReturnValueOnce(said(1)).mockReturnValueOnce(said(2))
  await askEarly(address('/day', { airport: 'GRU' }))
  expect(await api.get('/day', { airport: 'GRU' })).toEqual({ number: 1 })
  expect(server).toHaveBeenCalledTimes(1)
  expect(await api.get('/day', { airport: 'GRU' })).toEqual({ number: 2 })
})

test('an answer is as old as its coming: what the server said of the time then is not said now', async () => {
  server.mockReturnValueOnce(said(1))
  const before = Date.now()
  await askEarly(address('/session'))
  await vi.advanceTimersByTimeAsync(4000)
  expect(await api.heard('/session')).toEqual({ body: { number: 1 }, at: before })
  server.mockReturnValueOnce(said(2))
  expect((await api.heard('/session')).at).toBe(before + 4000)
})

test('nothing asked early is taken on a device that slept, once the first page stands, or when another tab says that somebody else is here', async () => {
  server.mockImplementation(() => said(1))
  await askEarly(address('/day'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(takeEarly(address('/day'))).toBeNull()

  server.mockReturnValueOnce(new Promise((answer) => setTimeout(answer, 3_600_000, new Response())))
  void askEarly(address('/day'))
  vi.setSystemTime(Date.now() + 3_600_000)
  expect(takeEarly(address('/day')), 'nor what was on its way').toBeNull()

  await askEarly(address('/day'))
  const drawn = firstPageDrawn()
  await vi.advanceTimersByTimeAsync(1)
  await drawn
  expect(takeEarly(address('/day'))).toBeNull()

  beginEarly()
  vi.useRealTimers()
  await askEarly(address('/day'))
  const other = new BroadcastChannel(TABS)
  other.postMessage('bob')
  await vi.waitFor(() => expect(window.early?.held.size).toBe(0))
  other.close()
  expect(await askEarly(address('/day')), 'nor is anything more asked').toBeNull()
})

test('once the application asks for itself nothing is asked early: it would be older than what it asks', async () => {
  endEarly()
  expect(await askEarly(address('/day'))).toBeNull()
  expect(server).not.toHaveBeenCalled()
})

test('what could not be had early is asked again, and a line that answers nothing is given up', async () => {
  server.mockReturnValueOnce(Promise.reject(new TypeError('no network'))).mockReturnValueOnce(said(2))
  await askEarly(address('/day'))
  expect(await api.get('/day')).toEqual({ number: 2 })

  for (const foreign of [new Response('<h1>Sign in to the airport’s network</h1>', { headers: { 'Content-Type': 'text/html' } }), Response.json({}, { status: 500 })]) {
    server.mockReturnValueOnce(Promise.resolve(foreign)).mockReturnValueOnce(said(3))
    await askEarly(address('/day'))
    expect(await api.get('/day')).toEqual({ number: 3 })
  }

  server.mockReturnValueOnce(new Promise(() => undefined))
  void askEarly(address('/day'))
  const told = expect(api.get('/day')).rejects.toBeInstanceOf(Unreachable)
  await vi.advanceTimersByTimeAsync(PATIENCE_MS)
  await told
})
