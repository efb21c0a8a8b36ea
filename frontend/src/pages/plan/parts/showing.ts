/** Bring the reader from a problem to the field it is about. */

import { pathsOutward } from '../../../planning/problems'

const FIELDS = 'input:not([type=hidden]), select, textarea'

/** Show and focus the field of a path, or what it lies in; fold open what hides it. */
export function showField(event: Event, path: string): void {
  event.preventDefault()
  for (const outward of pathsOutward(path)) {
    const found = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(outward)}"]`)
    if (!found) continue
    for (let fold = found.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null) fold.open = true
    found.scrollIntoView({ block: 'center' })
    const field = found.matches(FIELDS) ? found : (found.querySelector<HTMLElement>(FIELDS) ?? found.querySelector<HTMLElement>('button'))
    field?.focus({ preventScroll: true })
    return
  }
}
