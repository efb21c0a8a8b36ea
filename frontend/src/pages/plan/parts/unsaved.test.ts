import { render, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'

import type { PlanView } from '../../../planning/calls'
import { emptyPlan, type Plan } from '../../../planning/document'
import { keep, kept } from '../../../planning/kept'
import { speak, t } from '../../../shell/words.svelte'
import Unsaved from './Unsaved.svelte'

const CODE = 'COCAIR'
const AT = '2026-11-23T14:00:00Z'

beforeAll(() => speak('en'))
beforeEach(() => {
  localStorage.clear()
  document.body.innerHTML = ''
})

function draft(plan: Partial<Plan>): { name: string; plan: Plan } {
  return { name: 'Sample', plan: { ...emptyPlan(), ...plan } }
}

/** Show the card beside a plan that somebody else published or called off, while this was typed here. */
async function shown(published: Partial<Plan>, typed: Partial<Plan>, changes: Partial<PlanView> = {}): Promise<void> {
  keep(localStorage, '', CODE, { draft: draft(typed), base: draft({ aim: 'Before.' }), version: 3, at: AT })
  const nothing = { edition: 1, published_at: AT, cancelled_at: null, stood_down_at: null, stop_reason: null, starts_at: null, ends_at: null }
  const drawn = { phases: [], places: [], problems: [], conflicts: [], gantt: [], expected_returns: 0, returns_if_all_accept: 0, unanswered: [], declined: [] }
  const view: PlanView = { ...nothing, ...drawn, ...draft(published), code: CODE, version: 4, saved_at: AT, ...changes }
  render(Unsaved, { view })
  await tick()
}

describe('what was typed and not saved before somebody else published', () => {
  it('is shown, and only what was typed', async () => {
    await shown({ aim: 'Before.', lead: 'UNODC' }, { aim: 'Find more.' })
    expect(screen.getByText('Find more.')).toBeTruthy()
    expect(screen.getByText(t('plan:unsaved.published'))).toBeTruthy()
    expect(screen.queryByText('UNODC')).toBeNull()
  })

  it('says so where the operation was called off', async () => {
    await shown({ aim: 'Before.' }, { aim: 'Find more.' }, { cancelled_at: AT })
    expect(screen.getByText(t('plan:unsaved.cancelled'))).toBeTruthy()
  })

  it('is not shown where what was typed is what was published', async () => {
    await shown({ aim: 'Find more.' }, { aim: 'Find more.' })
    expect(screen.queryByRole('region')).toBeNull()
  })

  it('goes for good when it is thrown away', async () => {
    await shown({ aim: 'Before.' }, { aim: 'Find more.' })
    screen.getByRole('button').click()
    await tick()
    expect(screen.queryByText('Find more.')).toBeNull()
    expect(kept(localStorage, '', CODE)).toBeNull()
  })
})
