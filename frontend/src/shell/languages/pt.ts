import type { Texts } from '../texts'

export const areas = import.meta.glob<Texts>(['../../text/pt/errors.json', '../../text/pt/shell.json'], { eager: true, import: 'default' })
