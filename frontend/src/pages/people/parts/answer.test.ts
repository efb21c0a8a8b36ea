import { render, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'

import type { Participation } from '../../../planning/calls'
import { speak, t } from '../../../shell/words.svelte'
import Answer from './Answer.svelte'

beforeAll(() => speak('en'))
beforeEach(() => {
  document.body.innerHTML = ''
})

/** Choose to decline for a country that stands somewhere, and return what is said of it. */
async function declining(state: Participation['state']): Promise<string | null> {
  const limits = { directions: [], kinds: [], terminals: [], no_nominal_data: false }
  const told = { invited_at: '2026-11-10T12:00:00Z', answered_at: null, note: null, ncp_seated: true, may_answer: true, stood_down: [] }
  const row: Participation = { country: 'BR', state, limits, version: 1, airports: ['GRU'], ...told }
  render(Answer, { code: 'COCAIR', row, onanswered: () => undefined, onoutdated: async () => undefined, oncancel: () => undefined })
  screen.getByLabelText(t('plan:participation.decline')).click()
  await tick()
  return screen.queryByRole('note')?.textContent ?? null
}

describe('whoever declines', () => {
  it.each(['accepted', 'limited'] as const)('reads what follows where the country is %s', async (state) => {
    expect(await declining(state)).toBe(t('plan:participation.decline_means'))
  })

  it('has nothing to lose before the first answer', async () => {
    expect(await declining('invited')).toBeNull()
  })
})
