export const areas = import.meta.glob('../../text/en/*.json', { eager: true, import: 'default' })
