export const areas = import.meta.glob(['../../text/fr/*.json', '!../../text/fr/mail.json'], { eager: true, import: 'default' })
