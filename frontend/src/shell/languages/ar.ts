import type { Texts } from '../texts'

export const areas = import.meta.glob<Texts>(['../../text/ar/errors.json', '../../text/ar/shell.json'], { eager: true, import: 'default' })
