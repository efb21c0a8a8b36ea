export const areas = import.meta.glob(['../../text/pt/errors.json', '../../text/pt/shell.json'], { eager: true, import: 'default' })
