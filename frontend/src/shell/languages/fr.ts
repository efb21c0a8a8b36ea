import type { Texts } from '../texts'

export const areas = import.meta.glob<Texts>(['../../text/fr/errors.json', '../../text/fr/shell.json'], { eager: true, import: 'default' })
