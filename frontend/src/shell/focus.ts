/**
 * Where the focus goes when what it was in leaves the page, or something new comes: never to the page as a whole, where
 * whoever works by keyboard or ear would have to begin again.
 */

const FIELDS = 'input:not([type=hidden]), select, textarea'
const CONTROLS = `${FIELDS}, button, summary, a[href]`

function lost(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}

function firstOf(kind: string, box: Element | undefined): HTMLElement | null {
  return box?.querySelector<HTMLElement>(kind) ?? null
}

/** Go to a control, or to the first one of what is none. */
function enter(box: HTMLElement): void {
  const control = box.matches(`${CONTROLS}, [tabindex]`) ? box : (firstOf(FIELDS, box) ?? firstOf(CONTROLS, box))
  control?.focus()
}

/** What takes an entry away, and not something in it. */
function removing(entry: HTMLElement): HTMLElement | undefined {
  return [...entry.querySelectorAll<HTMLElement>('[data-remove]')].find((each) => each.closest('[data-entry]') === entry)
}

/**
 * Attach to a list whose entries come and go: what was added by its button is entered at its first field, and from what
 * was removed one goes on to what took its place, or to where the next one is added.
 *
 * An entry is marked `data-entry`, what takes it away `data-remove`, what adds one `data-add`. Lists may lie in entries.
 */
export function keepsFocus(list: HTMLElement): () => void {
  list.dataset['entries'] = ''
  const isOwn = (found: Element): boolean => found.parentElement?.closest('[data-entries]') === list
  const own = (name: string): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(`[${name}]`)].filter(isOwn)
  let entries = own('data-entry')
  let held: Element | null = null
  let at = 0
  let adding = false

  function note({ target }: Event): void {
    held = target as Element
    const entry = entries.findIndex((each) => each.contains(held))
    if (entry >= 0) at = entry
    adding = own('data-add').some((each) => each.contains(held))
  }

  function settle(): void {
    const before = entries
    entries = own('data-entry')
    if (adding && entries.length > before.length) {
      adding = false
      firstOf(FIELDS, entries.find((each) => !before.includes(each)))?.focus()
    } else if (entries.length < before.length && held?.isConnected === false && lost()) {
      const next = entries[Math.min(at, entries.length - 1)]
      if (next) enter(removing(next) ?? next)
      else enter(own('data-add')[0] ?? list)
    }
  }

  const watching = new MutationObserver(settle)
  watching.observe(list, { childList: true, subtree: true })
  list.addEventListener('focusin', note)
  list.addEventListener('click', note)
  return () => {
    watching.disconnect()
    list.removeEventListener('focusin', note)
    list.removeEventListener('click', note)
  }
}

/** Attach to what opens on a page and is closed again: the focus it leaves with goes back to what opened it. */
export function givesBack(opened: HTMLElement): () => void {
  const before = document.activeElement
  return () => {
    if (!lost() && !opened.contains(document.activeElement)) return
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }
}

/** Attach to a part of the page that shows now one thing, now another: when the control one used goes, the focus stays here. */
export function keepsWithin(part: HTMLElement): () => void {
  let held: Element | null = null
  const note = ({ target }: Event): void => void (held = target as Element)
  const watching = new MutationObserver(() => {
    if (held?.isConnected === false && lost()) enter(part)
  })
  watching.observe(part, { childList: true, subtree: true })
  part.addEventListener('focusin', note)
  return () => {
    watching.disconnect()
    part.removeEventListener('focusin', note)
  }
}
