/** What keeps somebody from going on, said where they press: a button that cannot be pressed does not say why. */

import { listed, t } from './words.svelte'

/** Say what is still needed of fields, by their labels; null when nothing is. */
export function lacking(fields: readonly (readonly [label: string, missing: boolean])[]): string | null {
  const missing = fields.flatMap(([label, isMissing]) => (isMissing ? [label] : []))
  return missing.length > 0 ? t('shell:lacks', { list: listed(missing) }) : null
}
