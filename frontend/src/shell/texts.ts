/**
 * How a text is found by its name, in the plural form its count asks for, and what it is said of put in. Pure; the server
 * says the same texts by `coordinator/words/text.py`. A library did it before, and was a fifth of what every page waits for
 * on a slow line, for these lines of it: plural rules are the browser's own.
 */

export interface Texts {
  readonly [name: string]: string | Texts
}

/** What stands between groups of digits in every language: a comma or a point could be read as a decimal sign. */
export const GROUP = '\u202f'

const PARAMETER = /\{\{(\w+)\}\}/g
/** Where a group of a whole number ends and another follows. */
const BETWEEN_GROUPS = /\B(?=(\d{3})+$)/g
const rules = new Map<string, Intl.PluralRules>()

/**
 * Say the text of a dotted name; null where there is none. A count is written as a number is; any other parameter as it
 * comes: a report's number or a year has no groups.
 */
export function say(texts: Texts | undefined, name: string, params: Readonly<Record<string, unknown>>, language: string): string | null {
  for (const form of forms(name, params['count'], language)) {
    const found = form.split('.').reduce<string | Texts | undefined>((within, part) => (typeof within === 'object' && Object.hasOwn(within, part) ? within[part] : undefined), texts)
    if (typeof found === 'string') return found.replace(PARAMETER, (_, parameter: string) => written(parameter, params[parameter]))
  }
  return null
}

function written(parameter: string, value: unknown): string {
  const plain = String(value ?? '')
  return parameter === 'count' && Number.isInteger(value) ? plain.replace(BETWEEN_GROUPS, GROUP) : plain
}

/** List the names to look under, best first: a zero of its own comes before the rule of the language. */
function forms(name: string, count: unknown, language: string): string[] {
  if (typeof count !== 'number') return [name]
  return [...(count === 0 ? [`${name}_zero`] : []), `${name}_${ruleOf(language).select(count)}`, `${name}_other`, name]
}

function ruleOf(language: string): Intl.PluralRules {
  // Our Portuguese is Portugal’s and Africa’s, which says of none what it says of several; Brazil’s what it says of one.
  const rule = rules.get(language) ?? new Intl.PluralRules(language === 'pt' ? 'pt-PT' : language)
  rules.set(language, rule)
  return rule
}
