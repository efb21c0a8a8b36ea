/** Reads what the server sends boards by gzip, as base64: JSON. */

/** Whether this browser can. */
export const readsGzip = typeof DecompressionStream !== 'undefined'

/** Read it. Throws what is no such thing. */
export async function ungzipped(said: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(said), (each) => each.charCodeAt(0))
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json()
}
