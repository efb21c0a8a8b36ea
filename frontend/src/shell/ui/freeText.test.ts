import { render, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeAll, describe, expect, it } from 'vitest'
import { speak, t } from '../words.svelte'
import FreeText from './FreeText.svelte'

beforeAll(() => speak('en'))

async function written(text: string, longest: number): Promise<HTMLTextAreaElement> {
  document.body.innerHTML = ''
  render(FreeText, { label: 'Reason', value: text, longest, rows: 2 })
  await tick()
  return screen.getByLabelText('Reason')
}

describe('what is written in one\'s own words', () => {
  it('says nothing of its room while there is plenty', async () => {
    await written('The laboratory needs longer.', 500)
    expect(screen.queryByText(/character/)).toBeNull()
  })

  it('says how much room is left near the end of it', async () => {
    await written('x'.repeat(470), 500)
    expect(screen.getByText(t('shell:room.left', { count: 30 }))).toBeTruthy()
  })

  it('says how long it may be as numbers are written', async () => {
    await written('x'.repeat(3900), 4000)
    expect(screen.getByRole('status').textContent).toContain(' 4\u202f000 ')
  })

  it('is kept whole and refused when it is longer, however it came', async () => {
    const field = await written('x'.repeat(512), 500)
    expect(field.value).toHaveLength(512)
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(field.validationMessage).toBe(t('shell:room.over', { count: 12 }))
  })

  it('counts a sign as one character, as the server does', async () => {
    const field = await written('🛬'.repeat(500), 500)
    expect(field.getAttribute('aria-invalid')).toBeNull()
  })
})
