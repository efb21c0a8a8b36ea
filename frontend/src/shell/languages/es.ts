export const areas = import.meta.glob(['../../text/es/errors.json', '../../text/es/shell.json'], { eager: true, import: 'default' })
