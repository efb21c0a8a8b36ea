/** Moving a map by wheel, mouse, one or two fingers: reads pointers, says what they mean. */

interface Acts {
  zoom: (by: number, at: readonly [number, number]) => void
  move: (dx: number, dy: number) => void
}

const CLICK_WITHIN_PX = 5

/** Listen to a frame; return the undoing. A press that hardly moved stays a click. */
export function readGestures(frame: HTMLElement, acts: Acts): () => void {
  const fingers = new Map<number, readonly [number, number]>()
  let travelled = 0
  const at = (event: PointerEvent | WheelEvent): readonly [number, number] => {
    const box = frame.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  const wheel = (event: WheelEvent): void => {
    event.preventDefault()
    acts.zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0018)), at(event))
  }
  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button, a'))) return
    fingers.set(event.pointerId, at(event))
    travelled = 0
  }
  const move = (event: PointerEvent): void => {
    const before = fingers.get(event.pointerId)
    if (!before) return
    const here = at(event)
    const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place)
    if (other) {
      const [was, is] = [distance(before, other), distance(here, other)]
      if (was > 0) acts.zoom(is / was, middle(here, other))
    } else acts.move(here[0] - before[0], here[1] - before[1])
    travelled += distance(before, here)
    // Held only once it moves, so that a plain press still reaches what is under it.
    if (travelled > CLICK_WITHIN_PX && !frame.hasPointerCapture(event.pointerId)) frame.setPointerCapture(event.pointerId)
    fingers.set(event.pointerId, here)
  }
  const up = (event: PointerEvent): void => void fingers.delete(event.pointerId)
  const click = (event: MouseEvent): void => {
    if (travelled > CLICK_WITHIN_PX) event.stopPropagation()
    travelled = 0
  }
  frame.addEventListener('wheel', wheel, { passive: false })
  frame.addEventListener('pointerdown', down)
  frame.addEventListener('pointermove', move)
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) frame.addEventListener(end, up)
  frame.addEventListener('click', click, { capture: true })
  return () => {
    frame.removeEventListener('wheel', wheel)
    frame.removeEventListener('pointerdown', down)
    frame.removeEventListener('pointermove', move)
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) frame.removeEventListener(end, up)
    frame.removeEventListener('click', click, { capture: true })
  }
}

function distance(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}

function middle(a: readonly [number, number], b: readonly [number, number]): readonly [number, number] {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
}
