/** Where in a form the server's refusal belongs. Pure: paths in, the words are said elsewhere. */

import type { Refusal } from './store'

export type Said = Pick<Refusal, 'code' | 'params' | 'message'>

const PLACED =
  /^(goods\.\d+\.(commodity|quantity|unit|value|currency|value_basis)|persons\.\d+\.\w+|occurred|fold|direction|origin|destination|conveyance|concealment|basis|technique|place|intended_destination|carrier|flight_number|awb|transit\.\d+|partners\.\d+\.\w+|related|referrals\.\d+\.\w+|database|concern|verification|action|type|severity|note|reason|report_on|shift|terminal|officers|officer_hours|(database_checks|hits)\.\w+|\w+_(monitored|profiled|checked|searched))$/

/** The field of the form a path belongs to: related reports are typed in one line. */
function fieldOf(path: string): string {
  return path.replace(/^related\.\d+$/, 'related')
}

/** Find what is said of a field; null when nothing is. */
export function saidOf(refusal: Refusal | null, path: string): Said | null {
  if (!refusal) return null
  const field = refusal.fields.find((each) => fieldOf(each.path) === path)
  if (field) return field
  // A refusal about the only goods, or about the time, may name no field; there is one place it can stand.
  const at = refusal.code.startsWith('quantity:') ? 'goods.0.quantity' : refusal.code.startsWith('report:time_') ? 'occurred' : ''
  if (refusal.fields.length === 0 && path === at) return refusal
  return path === 'occurred' ? saidOf(refusal, 'fold') : null
}

/** Keep of a refusal what the form has no field for; null when everything has its place. */
export function unplacedIn(refusal: Refusal | null): Refusal | null {
  if (!refusal) return null
  if (refusal.fields.length === 0) return ['goods.0.quantity', 'occurred'].some((path) => saidOf(refusal, path)) ? null : refusal
  const fields = refusal.fields.filter((each) => !PLACED.test(fieldOf(each.path)))
  return fields.length > 0 ? { ...refusal, fields } : null
}
