import { expect, test } from 'vitest'

import { grouped, type Source } from './grouping'

const source = (importedIds: string[] = [], dynamicallyImportedIds: string[] = []): Source => ({ importedIds, dynamicallyImportedIds })
const PAGE = '/src/pages'
const SOURCES = new Map([
  ['/src/main.ts', source(['/src/App.svelte', 'svelte'])],
  ['/src/App.svelte', source(['svelte'], [`${PAGE}/board/Board.svelte`, `${PAGE}/report/Report.svelte`, `${PAGE}/my-airport/MyAirport.svelte`])],
  ['svelte', source()],
  [`${PAGE}/board/Board.svelte`, source(['svelte', '/src/shell/ui/Table.svelte', '/src/board/say.ts', '/src/board/map.ts', '/src/reporting/panel.ts'])],
  [`${PAGE}/report/Report.svelte`, source(['/src/board/say.ts', '/src/shell/ui/Field.svelte', '/src/reporting/panel.ts'])],
  [`${PAGE}/my-airport/MyAirport.svelte`, source(['/src/board/say.ts', '/src/shell/ui/Table.svelte'])],
])

const files = grouped('/src/main.ts', (id) => SOURCES.get(id) ?? source())

test('the first page brings what every page stands on and what several draw with', () => {
  for (const id of ['/src/App.svelte', 'svelte', '/src/shell/ui/Table.svelte']) expect([id, files.get(id)]).toEqual([id, 'first'])
})

test('what pages share lies with the foremost of them, whatever the order they were found in', () => {
  expect(files.get('/src/board/say.ts')).toBe('withMyAirport')
  expect(files.get('/src/reporting/panel.ts')).toBe('withReport')
})

test('what one page alone needs comes with that page', () => {
  for (const id of ['/src/board/map.ts', '/src/shell/ui/Field.svelte', '/src/main.ts']) expect(files.has(id)).toBe(false)
})
