/** Lengths of time as a countdown writes them. */

export interface Span {
  past: boolean
  days: number
  hours: number
  minutes: number
  seconds: number
}

/** Split a length in milliseconds; a negative one is past. */
export function span(lengthFor: number): Span {
  const past = lengthFor < 0
  const total = Math.floor(Math.abs(lengthFor) / 1000)
  return {
    past,
    days: Math.floor(total / 86_400),
    hours: Math.floor((total % 86_400) / 3600),
    minutes: Math.floor((total % 3600) / 60),
    seconds: total % 60,
  }
}

/** Write hours and minutes like `9:27`, after days like `09:27`, with a minus when past. */
export function clockText({ past, days, hours, minutes }: Span): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const text = `${days === 0 ? hours : two(hours)}:${two(minutes)}`
  return past ? `−${text}` : text
}
