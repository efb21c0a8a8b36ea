/** The keyboard of every page: `/` finds, `g` then a letter goes, `?` shows the keys. */

interface Acts {
  help: () => void
  go: (letter: string) => void
}

const LETTER_WITHIN_MS = 1500

/** Listen for the keys; return the undoing. Keys typed into a field, or with a modifier, are the field's. */
export function readKeys(acts: Acts): () => void {
  let going = 0
  const key = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
    if (document.querySelector('dialog[open]')) return
    const soon = Date.now() - going < LETTER_WITHIN_MS
    going = 0
    if (soon) acts.go(event.key.toLowerCase())
    else if (event.key === 'g') going = Date.now()
    else if (event.key === '?') acts.help()
    else if (event.key === '/') find()
    else return
    event.preventDefault()
  }
  document.addEventListener('keydown', key)
  return () => document.removeEventListener('keydown', key)
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

function find(): void {
  const field = document.querySelector<HTMLElement>('[data-find], input[type="search"]')
  field?.focus()
}
