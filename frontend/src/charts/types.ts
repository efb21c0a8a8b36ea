/** What charts are given: lengths as numbers for drawing only, texts as they are to be read. */

export interface BarDatum {
  key: string
  label: string
  /** For the length alone; what is read is `text`. */
  value: number
  text: string
  /** The part of `value` drawn hatched: filed late, or not yet validated. */
  hatched?: number
  hatchedText?: string
}

/** What the parts do not explain: shown without a bar, under a dashed line. */
export interface Rest {
  label: string
  text: string
}
