/** Whether this browser ever kept a report, without the code that keeps them. */

/** The name of the phone's own database. */
export const STORE = 'reporting'

/** Say whether there is a database to look into; a browser that cannot tell may have one. */
export async function hasKept(): Promise<boolean> {
  if (typeof indexedDB.databases !== 'function') return true
  const found = await indexedDB.databases().catch(() => null)
  return found === null || found.some(({ name }) => name === STORE)
}
