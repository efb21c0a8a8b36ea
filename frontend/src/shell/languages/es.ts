export const areas = import.meta.glob('../../text/es/*.json', { eager: true, import: 'default' })
