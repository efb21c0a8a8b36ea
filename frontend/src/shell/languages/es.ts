export const areas = import.meta.glob(['../../text/es/*.json', '!../../text/es/mail.json'], { eager: true, import: 'default' })
