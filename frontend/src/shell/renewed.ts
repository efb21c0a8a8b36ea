/** After an update of the server the parts of an old page are gone: the new page is fetched, but only from a server that answers. */

export const TRIES_EVERY_MS = 10_000

/** Say whether the page a server gives now starts by another script than the one running here. */
export function startsOtherwise(html: string, script: string | null): boolean {
  return script !== null && !html.includes(script)
}

/** Load the page anew if the server has a newer one; without an answer everything stays as it stands. */
export async function reloadIfRenewed(): Promise<void> {
  const own = document.querySelector<HTMLScriptElement>('script[type="module"][src]')
  const html = await firstPage()
  if (html !== null && startsOtherwise(html, own?.getAttribute('src') ?? null)) location.reload()
}

/** Load the page anew if the server answers at all, and say so: the browser's own error page would take everything along. */
export async function reloadIfAnswered(): Promise<boolean> {
  const answers = (await firstPage()) !== null
  if (answers) location.reload()
  return answers
}

/** Go on asking until the server answers, then load the page anew: for a screen at which nobody sits. */
export function reloadOnceAnswered(): void {
  setInterval(() => void reloadIfAnswered(), TRIES_EVERY_MS)
}

async function firstPage(): Promise<string | null> {
  try {
    const answer = await fetch('/', { cache: 'no-store' })
    return answer.ok ? await answer.text() : null
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
