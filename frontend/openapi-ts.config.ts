import { defineConfig } from '@hey-api/openapi-ts'

// Types only: what they describe is written down in openapi.json by `make wire`; they are made from it, never kept.
export default defineConfig({
  input: 'openapi.json',
  output: { path: 'src/wire', clean: false },
  plugins: ['@hey-api/typescript'],
  logs: { level: 'warn', file: false },
})
