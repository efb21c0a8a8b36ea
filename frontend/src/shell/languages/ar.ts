export const areas = import.meta.glob('../../text/ar/*.json', { eager: true, import: 'default' })
