import { beforeEach, describe, expect, it } from 'vitest'
import { givesBack, keepsFocus } from './focus'

let list: HTMLElement
let leave: () => void

/** An entry with a field, as a form draws it. */
function entry(name: string): HTMLElement {
  const made = document.createElement('li')
  made.dataset['entry'] = ''
  made.innerHTML = `<input id="${name}"><button data-remove id="remove-${name}"></button>`
  return made
}

function press(id: string): void {
  const button = document.getElementById(id)
  button?.focus()
  button?.click()
}

async function focused(): Promise<string | undefined> {
  await new Promise((resolve) => setTimeout(resolve))
  return document.activeElement?.id
}

beforeEach(() => {
  document.body.innerHTML = '<div id="list"><ul></ul><button data-add id="add"></button></div>'
  list = document.getElementById('list') as HTMLElement
  list.querySelector('ul')?.append(entry('a'), entry('b'), entry('c'))
  leave = keepsFocus(list)
  return () => leave()
})

describe('in a list whose entries come and go', () => {
  it('the focus goes to the first field of what was added', async () => {
    press('add')
    list.querySelector('ul')?.append(entry('d'))
    expect(await focused()).toBe('d')
  })

  it('the focus stays where somebody works when an entry comes from elsewhere', async () => {
    document.getElementById('a')?.focus()
    list.querySelector('ul')?.append(entry('d'))
    expect(await focused()).toBe('a')
  })

  it('the focus goes on to what took the place of what was removed', async () => {
    press('remove-b')
    document.getElementById('b')?.parentElement?.remove()
    expect(await focused()).toBe('remove-c')
  })

  it('the focus goes back to the entry before when the last one was removed', async () => {
    press('remove-c')
    document.getElementById('c')?.parentElement?.remove()
    expect(await focused()).toBe('remove-b')
  })

  it('the focus goes to where one is added when none is left', async () => {
    for (const name of ['a', 'b', 'c']) {
      press(`remove-${name}`)
      document.getElementById(name)?.parentElement?.remove()
      await focused()
    }
    expect(await focused()).toBe('add')
  })

  it('a list within an entry looks after its own entries', async () => {
    const inner = document.createElement('div')
    inner.innerHTML = '<button data-add id="inner-add"></button>'
    list.querySelector('li')?.append(inner)
    const leaveInner = keepsFocus(inner)
    press('inner-add')
    inner.prepend(entry('inner'))
    expect(await focused()).toBe('inner')
    press('remove-inner')
    document.getElementById('inner')?.parentElement?.remove()
    expect(await focused()).toBe('inner-add')
    leaveInner()
  })
})

describe('what opens on a page', () => {
  it('gives the focus back to what opened it', () => {
    document.getElementById('add')?.focus()
    const form = document.createElement('form')
    form.innerHTML = '<input id="asked">'
    list.append(form)
    const close = givesBack(form)
    document.getElementById('asked')?.focus()
    form.remove()
    close()
    expect(document.activeElement?.id).toBe('add')
  })

  it('leaves the focus alone when it is elsewhere by then', () => {
    document.getElementById('add')?.focus()
    const form = document.createElement('form')
    list.append(form)
    const close = givesBack(form)
    document.getElementById('a')?.focus()
    form.remove()
    close()
    expect(document.activeElement?.id).toBe('a')
  })
})
