// Photographs the board with invented rows, as `npm run look FOLDER`, in the sizes and languages it is drawn for.
import { chromium } from 'playwright-core'
import { createServer } from 'vite'

const folder = process.argv[2] ?? 'look'
const SHOTS = [
  ['desk-dark', 1366, 768, 'theme=dark'],
  ['desk-light', 1366, 768, 'theme=light&open=airport:LOS'],
  ['desk-stale-french', 1366, 768, 'theme=dark&language=fr&stale=1&as=table'],
  ['wall', 1920, 1080, 'theme=dark'],
  ['phone-arabic', 360, 780, 'theme=light&language=ar'],
  ['charts', 900, 800, 'theme=light&show=charts'],
]

const server = await createServer({ root: new URL('..', import.meta.url).pathname, server: { port: 0 }, logLevel: 'error' })
await server.listen()
const address = server.resolvedUrls?.local[0]
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
for (const [name, width, height, wish] of SHOTS) {
  const page = await browser.newPage({ viewport: { width, height }, timezoneId: 'Africa/Dakar' })
  page.on('pageerror', (error) => console.error(name, error.message))
  page.on('console', (line) => line.type() === 'error' && console.error(name, line.text()))
  await page.goto(`${address}dev/?${wish}`)
  await page.waitForTimeout(1500)
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: width < 600 })
  await page.close()
}
await browser.close()
await server.close()
