export const areas = import.meta.glob('../../text/pt/*.json', { eager: true, import: 'default' })
