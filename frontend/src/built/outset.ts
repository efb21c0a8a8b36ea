/** Writes into the page what stands before anything is fetched. Pure; asked when the front end is built. */

const STYLES = /\s*<link rel="stylesheet"[^>]*>/g

/**
 * Put the lines that run at once into the head, and the style sheets behind what the page draws by itself: what it draws
 * would wait for them. The application runs after both.
 */
export function withOutset(html: string, lines: string): string {
  const styles = html.match(STYLES) ?? []
  return html
    .replaceAll(STYLES, '')
    .replace('</head>', () => `  <script>${lines.trim()}</script>\n  </head>`)
    .replace('</body>', () => `${styles.map((each) => `  ${each.trim()}\n`).join('')}  </body>`)
}
