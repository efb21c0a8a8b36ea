import { expect, test } from 'vitest'

import { grouped, type Source } from './grouping'

const source = (importedIds: string[] = [], dynamicallyImportedIds: string[] = []): Source => ({ importedIds, dynamicallyImportedIds })
const PAGE = '/src/pages'
const SOURCES = new Map([
  ['/src/main.ts', source(['/src/App.svelte', 'svelte'])],
  ['/src/App.svelte', source(['svelte'], [`${PAGE}/board/Board.svelte`, `${PAGE}/log/Log.svelte`, `${PAGE}/sign-in/SignIn.svelte`, `${PAGE}/report/Report.svelte`, `${PAGE}/my-airport/MyAirport.svelte`])],
  ['svelte', source()],
  [`${PAGE}/board/Board.svelte`, source(['svelte', '/src/shell/ui/Table.svelte', '/src/shell/ui/Panel.svelte', '/src/board/say.ts', '/src/board/map.ts', '/src/reporting/panel.ts'])],
  [`${PAGE}/log/Log.svelte`, source(['/src/shell/ui/Panel.svelte', '/src/shell/ui/Password.svelte'])],
  [`${PAGE}/sign-in/SignIn.svelte`, source(['/src/shell/ui/Password.svelte'])],
  [`${PAGE}/report/Report.svelte`, source(['/src/board/say.ts', '/src/shell/ui/Field.svelte', '/src/reporting/panel.ts'])],
  [`${PAGE}/my-airport/MyAirport.svelte`, source(['/src/board/say.ts', '/src/shell/ui/Table.svelte'])],
])

const files = grouped('/src/main.ts', (id) => SOURCES.get(id) ?? source())

test('the first page brings what every page stands on, and nothing that it can do without', () => {
  for (const id of ['/src/App.svelte', 'svelte']) expect([id, files.get(id)]).toEqual([id, 'first'])
})

test('what pages share lies with the foremost of them, whatever the order they were found in', () => {
  expect(files.get('/src/board/say.ts')).toBe('withMyAirport')
  expect(files.get('/src/reporting/panel.ts')).toBe('withReport')
})

test('what pages are drawn with lies in one file, but for what the foremost of all needs of it', () => {
  for (const id of ['/src/shell/ui/Table.svelte', '/src/shell/ui/Panel.svelte']) expect(files.get(id)).toBe('drawn')
  expect(files.get('/src/shell/ui/Password.svelte')).toBe('withSignIn')
})

test('what one page alone needs comes with that page', () => {
  for (const id of ['/src/board/map.ts', '/src/shell/ui/Field.svelte', '/src/main.ts']) expect(files.has(id)).toBe(false)
})
