export const areas = import.meta.glob(['../../text/ar/*.json', '!../../text/ar/mail.json'], { eager: true, import: 'default' })
