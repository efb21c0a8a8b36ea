/** How a list is typed: its words set apart by blanks or by the commas and semicolons of any of the five languages. Pure. */

/** The words of a list, in the order they were typed. */
export function wordsIn(typed: string): string[] {
  return typed.split(/[\s,;/|،؛]+/).filter((word) => word !== '')
}
