/** Carriers, flights and waybills as people write them. Pure; `operations/reports/conveyance.py` says what travels. */

const CARRIER = /^([A-Z][A-Z0-9]|\d[A-Z]|[A-Z]{3})$/
const FLIGHT = /^([A-Z][A-Z0-9]|\d[A-Z]|[A-Z]{3})0*([1-9]\d{0,3}[A-Z]?)$/
const NUMBER = /^0*([1-9]\d{0,3}[A-Z]?)$/

/** Take spaces and hyphens away: "tp 088" is TP088. */
function tight(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '')
}

/** Read a carrier's code; '' where nothing is typed, null where it is none. */
export function readCarrier(typed: string): string | null {
  const text = tight(typed)
  return text === '' || CARRIER.test(text) ? text : null
}

/** Read a flight number, with or without its carrier before it; null where it is none. */
export function readFlight(typed: string): { carrier: string; number: string } | null {
  const text = tight(typed)
  if (text === '') return { carrier: '', number: '' }
  const [, number] = NUMBER.exec(text) ?? []
  if (number) return { carrier: '', number }
  const [, carrier, behind] = FLIGHT.exec(text) ?? []
  return carrier && behind ? { carrier, number: behind } : null
}

/** Read a waybill, however its digits are grouped; '' where nothing is typed, null where it is none. */
export function readAwb(typed: string): string | null {
  const digits = typed.replace(/[\s-]/g, '')
  if (digits === '') return ''
  if (!/^\d{11}$/.test(digits)) return null
  return Number(digits.slice(3, 10)) % 7 === Number(digits[10]) ? `${digits.slice(0, 3)}-${digits.slice(3)}` : null
}
