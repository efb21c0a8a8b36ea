/** A file somebody chose, as it travels: base64, read in one go; what it is the server tells by its content. */

const STEP = 0x8000

export async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  // In steps, for a function takes no million arguments.
  for (let at = 0; at < bytes.length; at += STEP) text += String.fromCharCode(...bytes.subarray(at, at + STEP))
  return btoa(text)
}
