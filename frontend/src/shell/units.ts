/**
 * Units as the ledger keeps them: whole numbers of a smallest step, never a float.
 *
 * The same closed table as the server's: what shares a step may be converted, everything else is its own.
 */

interface Unit {
  /** The unit the ledger keeps values under: `mg` for a kilogram. */
  step: string
  /** How many steps one unit is. */
  factor: bigint
}

const MEASURED: Readonly<Record<string, Unit>> = {
  mg: { step: 'mg', factor: 1n },
  ct: { step: 'mg', factor: 200n },
  g: { step: 'mg', factor: 1_000n },
  kg: { step: 'mg', factor: 1_000_000n },
  t: { step: 'mg', factor: 1_000_000_000n },
  ml: { step: 'ml', factor: 1n },
  l: { step: 'ml', factor: 1_000n },
  m3: { step: 'ml', factor: 1_000_000n },
  hour: { step: 'hour', factor: 100n },
}

const WITHOUT_MINOR = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '))
const THOUSANDTHS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))

/** Say whether a unit is money: an ISO 4217 code. */
export function isMoney(unit: string): boolean {
  return /^[A-Z]{3}$/.test(unit)
}

/** Find what a unit is counted in. A unit the table does not name is counted one by one. */
export function unitOf(unit: string): Unit {
  const measured = MEASURED[unit]
  if (measured) return measured
  if (!isMoney(unit)) return { step: unit, factor: 1n }
  return { step: unit, factor: WITHOUT_MINOR.has(unit) ? 1n : THOUSANDTHS.has(unit) ? 1000n : 100n }
}

/** Write steps as the shortest plain decimal text in a unit. Every factor divides a power of ten, so it ends. */
export function fromSteps(steps: bigint, unit: string): string {
  const { factor } = unitOf(unit)
  const size = steps < 0n ? -steps : steps
  let rest = size % factor
  let decimals = ''
  while (rest > 0n) {
    rest *= 10n
    decimals += (rest / factor).toString()
    rest %= factor
  }
  return `${steps < 0n ? '-' : ''}${size / factor}${decimals ? `.${decimals}` : ''}`
}

/** Read a plain decimal text as steps of a unit; null when it is not one, or finer than a step. */
export function toSteps(text: string, unit: string): bigint | null {
  const plain = /^(0|[1-9]\d*)(?:\.(\d+))?$/.exec(text)
  if (!plain) return null
  const decimals = plain[2] ?? ''
  const scaled = BigInt((plain[1] ?? '') + decimals) * unitOf(unit).factor
  const tenths = 10n ** BigInt(decimals.length)
  return scaled % tenths === 0n ? scaled / tenths : null
}

/** Choose the unit in which people read a value of this size: kilograms, not milligrams. */
export function readIn(steps: bigint, step: string): string {
  const size = steps < 0n ? -steps : steps
  if (step === 'mg') return size === 0n || size >= 1_000_000n ? 'kg' : size >= 1_000n ? 'g' : 'mg'
  if (step === 'ml') return size === 0n || size >= 1_000n ? 'l' : 'ml'
  return step
}

/** Round a plain decimal text half up to so many decimals, for a headline; the exact value stays one key away. */
export function rounded(text: string, decimals: number): string {
  const [whole = '0', fraction = ''] = text.split('.')
  if (fraction.length <= decimals) return text
  const negative = whole.startsWith('-')
  const kept = BigInt(whole.replace('-', '') + fraction.slice(0, decimals)) + (Number(fraction[decimals]) >= 5 ? 1n : 0n)
  const digits = kept.toString().padStart(decimals + 1, '0')
  const cut = digits.length - decimals
  const tail = digits.slice(cut).replace(/0+$/, '')
  return `${negative ? '-' : ''}${digits.slice(0, cut)}${tail ? `.${tail}` : ''}`
}
