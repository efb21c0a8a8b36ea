/** Codes, keys and values of the report in the reader's language. */

import { cellName, figureText } from '../../board/say'
import { number } from '../../shell/numbers.svelte'
import { wholePercent } from '../../shell/percent'
import { readIn } from '../../shell/units'
import { code, t, tOr } from '../../shell/words.svelte'
import { readKey } from './document'

/** Name a cell's code. */
export function nameOf(dimension: string, value: string): string {
  if (value === 'not_known') return t(dimension === 'transit' || dimension === 'onward' ? 'after:routes.none_named' : 'after:not_known')
  if (dimension === 'group' || dimension === 'commodity') return goodsName(value)
  if (dimension === 'late') return t('after:days.late')
  return cellName(dimension, value)
}

/** Name a commodity, or a whole category of them. */
export function goodsName(value: string): string {
  return tOr(`codes:commodity.${value}`, code('category', value))
}

/** Name a figure by its key: "Seizures · Dakar". */
export function keyName(key: string): string {
  const { measure, cell } = readKey(key)
  const first = measure === 'returns' ? t('after:reporting.returns') : code('measure', measure)
  return [first, ...cell.map(([dimension, value]) => nameOf(dimension, value))].join(' · ')
}

/** Write a value in the unit people read it in. */
export function valueText(steps: bigint, unit: string): string {
  return figureText(steps, unit, { exact: false })
}

/** Write a count of which only the whole fives are known. */
export function atLeastText(steps: bigint, unit: string): string {
  return steps === 0n ? valueText(steps, unit) : t('after:persons.at_least', { value: valueText(steps, unit) })
}

/** Write a value with every decimal. */
export function exactText(steps: bigint, unit: string): string {
  return figureText(steps, unit, { exact: true, unit: readIn(steps, unit) })
}

/** Write a share in whole per cent. */
export function percent(share: string): string {
  return number(wholePercent(share) / 100, { style: 'percent' })
}
