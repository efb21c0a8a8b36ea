/** Keep a name, an address or a number whole inside a text of either direction, as `<bdi>` does between elements. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`
}
