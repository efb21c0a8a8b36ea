import { describe, expect, it } from 'vitest'

import { type Asking, Askings } from './askings'

function begun(askings: Askings): [Asking, Asking, Asking] {
  return [askings.begin(), askings.begin(), askings.begin()]
}

describe('askings', () => {
  it('shows answers that come in the order of asking, though later ones are under way', () => {
    const [first, second, third] = begun(new Askings())
    expect([first.answered(), second.answered(), third.answered()]).toEqual([true, true, true])
  })

  it('drops an answer to what was asked before the answer shown', () => {
    const [first, second, third] = begun(new Askings())
    expect([second.answered(), first.answered(), third.answered()]).toEqual([true, false, true])
  })

  it('shows an answer that a later failure overtook, and the failure stays said', () => {
    const askings = new Askings()
    const [first, second, third] = begun(askings)
    expect([second.failed(), first.answered(), askings.lost]).toEqual([true, true, true])
    expect([third.answered(), askings.lost]).toEqual([true, false])
  })

  it('drops what was asked before something was done here, its failure too, and shows what is asked afterwards', () => {
    const askings = new Askings()
    const [first, second] = begun(askings)
    askings.done()
    expect([first.answered(), second.failed(), askings.lost]).toEqual([false, false, false])
    expect(askings.begin().answered()).toBe(true)
  })

  it('says no failure of what was asked before the answer shown or before the failure said', () => {
    const askings = new Askings()
    const [first, second, third] = begun(askings)
    expect([second.answered(), first.failed(), askings.lost]).toEqual([true, false, false])
    expect([third.failed(), second.failed(), askings.lost]).toEqual([true, false, true])
  })
})
