/** How much room a text has left, counted as the server counts it. Pure. */

const FEW = 20
const LAST_PART = 10

/** The characters of a text: one for each, however many places it takes in a browser. */
export function lengthOf(text: string): number {
  return [...text].length
}

/** Whether so little room is left that whoever writes should know. */
export function near(left: number, longest: number): boolean {
  return left <= Math.max(FEW, longest / LAST_PART) && left < longest / 2
}
