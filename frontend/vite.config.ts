import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build, type Plugin, type Rolldown } from 'vite'
import { defineConfig } from 'vitest/config'

import { filesOf } from './src/built/ahead.ts'
import { grouped, type Source } from './src/built/grouping.ts'
import { withOutset } from './src/built/outset.ts'
import type { Part } from './src/built/parts.ts'
import { shellOf } from './src/offline/shell.ts'

const TARGET = 'es2022'
const SERVER = 'http://127.0.0.1:8000'
const MAIN = fileURLToPath(new URL('src/main.ts', import.meta.url))
const TEXT = /\.(css|html|js|json|svg)$/
const WORDS = /\/text\/(\w+)\/(\w+)\.json$/

type Bundle = Rolldown.OutputBundle

/** What is known of each file of a build. */
function partsOf(bundle: Bundle): Map<string, Part> {
  const parts = new Map<string, Part>()
  for (const made of Object.values(bundle)) {
    const { importedCss, importedAssets } = made.type === 'chunk' && made.viteMetadata ? made.viteMetadata : { importedCss: [], importedAssets: [] }
    const brings = made.type === 'chunk' ? [...made.imports, ...importedCss, ...importedAssets] : []
    parts.set(made.fileName, { brings, source: made.type === 'chunk' ? made.facadeModuleId : null })
  }
  return parts
}

/** The script that a name of the build begins with. */
function entryOf(bundle: Bundle, name: string): Rolldown.OutputChunk | undefined {
  return Object.values(bundle).find((made) => made.type === 'chunk' && made.isEntry && made.name === name) as Rolldown.OutputChunk | undefined
}

/** Writes into the service worker which files a device keeps. */
function shell(): Plugin {
  return {
    name: 'shell',
    enforce: 'post',
    generateBundle(_, bundle) {
      const digest = createHash('sha256')
      for (const made of Object.values(bundle)) {
        // The names of the others change with their content.
        digest.update(made.fileName === 'index.html' && made.type === 'asset' ? made.source : made.fileName)
      }
      const [worker, entry] = [entryOf(bundle, 'worker'), entryOf(bundle, 'index')]
      if (!worker || !entry) this.error('the service worker was not built')
      worker.code = worker.code.replace('__SHELL__', JSON.stringify(shellOf(partsOf(bundle), entry.fileName, digest.digest('hex').slice(0, 12))))
    },
  }
}

/** Writes into the page what it draws at once, in which language and colours, and what it asks for at once. */
function outset(): Plugin {
  return {
    name: 'outset',
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle }) {
        const entry = bundle && entryOf(bundle, 'index')
        // Where pages are made as they are asked for, none has files yet.
        const files = bundle && entry ? filesOf(partsOf(bundle), entry.fileName) : { pages: {}, words: {} }
        const define = { __FILES__: JSON.stringify(files) }
        const lib = { entry: 'src/outset.ts', formats: ['iife' as const], name: 'outset' }
        const made = await build({ configFile: false, publicDir: false, logLevel: 'warn', define, build: { write: false, target: TARGET, lib } })
        const [file] = Array.isArray(made) ? (made[0]?.output ?? []) : []
        if (file?.type !== 'chunk') throw new Error('the lines of the page itself were not built')
        return withOutset(html, file.code)
      },
    },
  }
}

/** Packs each text once and as small as it gets: the server gives what a browser takes, and packs nothing itself. */
function packed(): Plugin {
  return {
    name: 'packed',
    writeBundle({ dir }, bundle) {
      for (const name of Object.keys(bundle).filter((each) => TEXT.test(each))) {
        const file = join(dir ?? '', name)
        const text = readFileSync(file)
        writeFileSync(`${file}.br`, brotliCompressSync(text))
        writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }))
      }
    },
  }
}

let groups: Map<string, string> | null = null

/** Names the file for a source that is to lie with others. */
function group(id: string, build: { getModuleInfo: (id: string) => Source | null }): string | null {
  groups ??= grouped(MAIN, (each) => build.getModuleInfo(each))
  return groups.get(id) ?? null
}

export default defineConfig({
  plugins: [svelte(), outset(), shell(), packed()],
  json: { stringify: true },
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  build: {
    target: TARGET,
    outDir: 'dist',
    emptyOutDir: true,
    // Nothing may become a data: or inline resource: the content security policy allows only our own files, and what it
    // names of the page itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', worker: 'src/offline/worker.ts' },
      // A worker rules over the addresses below its own, and is found again by a name that stays.
      output: {
        entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: ({ facadeModuleId }) => `assets/${WORDS.exec(facadeModuleId ?? '')?.slice(1).join('-') ?? '[name]'}-[hash].js`,
        codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: group }] },
      },
    },
  },
  server: { proxy: { '/api': SERVER, '/socket.io': { target: SERVER, ws: true } } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], testTimeout: 20_000 },
})
