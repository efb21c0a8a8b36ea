import { expect, test } from 'vitest'

import { withOutset } from './outset'

test('a page draws itself before the style sheets of the application are there', () => {
  const built = '<head>\n<link rel="icon" href="i.svg">\n<link rel="stylesheet" crossorigin href="/assets/first.css">\n</head><body><div id="app"></div></body>'
  const page = withOutset(built, 'turn("$&")\n')
  expect(page.indexOf('<script>turn("$&")</script>')).toBeGreaterThan(0)
  expect(['<script>', 'id="app"', '/assets/first.css', '</body>'].map((part) => page.indexOf(part))).toEqual(
    ['<script>', 'id="app"', '/assets/first.css', '</body>'].map((part) => page.indexOf(part)).toSorted((a, b) => a - b),
  )
  expect(page).toContain('<link rel="icon" href="i.svg">')
})
