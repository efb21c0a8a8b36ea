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

/** One place in one of three columns, where the server put it. `key` opens it; null for the rest of many. */
export interface BandDatum {
  column: number
  code: string
  label: string
  /** The label where there is little room. */
  short: string
  text: string
  at: number
  size: number
  key: string | null
  /** Drawn grey: not known, or the rest of many. */
  faint: boolean
  /** Stands at no place of its column: only its ribbons are drawn, through it. */
  passes: boolean
}

/** What went between two bands, by their places in the list of bands. */
export interface RibbonDatum {
  begins: number
  ends: number
  label: string
  text: string
  leaves: number
  arrives: number
  size: number
  key: string | null
  faint: boolean
}

/** One cell of a table shaded by its value. */
export interface HeatDatum {
  key: string
  value: number
  text: string
  hatched: number
  hatchedText: string
}
