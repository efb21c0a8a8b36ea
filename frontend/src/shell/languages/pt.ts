export const areas = import.meta.glob(['../../text/pt/*.json', '!../../text/pt/mail.json'], { eager: true, import: 'default' })
