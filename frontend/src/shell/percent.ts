/** Per cent as every screen and file writes them; held with the server to `tests/coordinator/words/percents.json`. */

/** Round a part to whole per cent, half up; what is not whole is never 100 %, and what is something never 0 %. */
export function percentOf(part: number, whole: number): number {
  const rounded = Math.floor((part * 200 + whole) / (2 * whole))
  const below = part < whole ? Math.min(rounded, 99) : rounded
  return part > 0 ? Math.max(below, 1) : below
}

/** Write a share with four decimals as whole per cent. */
export function wholePercent(share: string): number {
  return percentOf(Number(share.replace('.', '')), 10_000)
}
