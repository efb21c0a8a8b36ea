import type { Texts } from '../texts'

export const areas = import.meta.glob<Texts>(['../../text/es/errors.json', '../../text/es/shell.json'], { eager: true, import: 'default' })
