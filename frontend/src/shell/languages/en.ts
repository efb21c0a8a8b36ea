export const areas = import.meta.glob(['../../text/en/errors.json', '../../text/en/shell.json'], { eager: true, import: 'default' })
