import { expect, test } from 'vitest'

import { say } from './texts'

const TEXTS = { plain: 'One', deep: { er: 'The {{what}} of {{what}}' }, sent_one: '{{count}} report', sent_other: '{{count}} reports', sent_zero: 'none' }
const ARABIC = { n_zero: '0', n_one: '1', n_two: '2', n_few: 'few', n_many: 'many', n_other: 'other', counted_many: '{{count}} many' }

test('a text is found by its dotted name, and says what it is given', () => {
  expect(say(TEXTS, 'plain', {}, 'en')).toBe('One')
  expect(say(TEXTS, 'deep.er', { what: '$& {{count}}', count: 3 }, 'en'), 'as it is').toBe('The $& {{count}} of $& {{count}}')
})

test('what is no text has no words, whatever it is called', () => {
  for (const name of ['deep', 'plain.er', 'deep.none', 'constructor', 'toString.name', '', 'deep.']) expect(say(TEXTS, name, {}, 'en')).toBeNull()
  expect(say(undefined, 'plain', {}, 'en')).toBeNull()
})

test('a count has its digits in groups, the number of a report or a year has none', () => {
  const counted = (count: unknown): string | null => say(TEXTS, 'sent', { count }, 'en')
  expect([999, 1000, 12_345, 1_234_567].map(counted)).toEqual(['999 reports', '1\u202f000 reports', '12\u202f345 reports', '1\u202f234\u202f567 reports'])
  expect(say(ARABIC, 'counted', { count: 12_345 }, 'ar'), 'in the form of the number itself').toBe('12\u202f345 many')
  expect(say(TEXTS, 'deep.er', { what: 12_345 }, 'en')).toBe('The 12345 of 12345')
})

test('a count is said in the form of its language, nothing in its own where there is one', () => {
  expect([0, 1, 2].map((count) => say(TEXTS, 'sent', { count }, 'en'))).toEqual(['none', '1 report', '2 reports'])
  expect([0, 1, 2, 3, 11, 100].map((count) => say(ARABIC, 'n', { count }, 'ar'))).toEqual(['0', '1', '2', 'few', 'many', 'other'])
  expect(say({ n_one: 'um', n_other: 'outros' }, 'n', { count: 0 }, 'pt')).toBe('outros')
  expect(say({ n_one: 'un', n_other: 'autres' }, 'n', { count: 0 }, 'fr')).toBe('un')
})
