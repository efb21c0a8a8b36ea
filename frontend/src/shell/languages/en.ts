export const areas = import.meta.glob(['../../text/en/*.json', '!../../text/en/mail.json'], { eager: true, import: 'default' })
