import type { Texts } from '../texts'

export const areas = import.meta.glob<Texts>(['../../text/en/errors.json', '../../text/en/shell.json'], { eager: true, import: 'default' })
