/** Set a text apart in a line of SVG: a name in Arabic must not take the number beside it into its own order. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`
}
