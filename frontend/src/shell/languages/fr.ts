export const areas = import.meta.glob(['../../text/fr/errors.json', '../../text/fr/shell.json'], { eager: true, import: 'default' })
