export const areas = import.meta.glob('../../text/fr/*.json', { eager: true, import: 'default' })
