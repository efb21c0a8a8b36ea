export const areas = import.meta.glob(['../../text/ar/errors.json', '../../text/ar/shell.json'], { eager: true, import: 'default' })
