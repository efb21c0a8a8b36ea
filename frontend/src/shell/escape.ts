/** Attach to what opens within a page: Escape closes what was opened last, not the panel around it. */
export function closesOnEscape(close: () => void): (opened: HTMLElement) => () => void {
  return (opened) => {
    function key(event: KeyboardEvent): void {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      close()
    }
    opened.addEventListener('keydown', key)
    return () => opened.removeEventListener('keydown', key)
  }
}
