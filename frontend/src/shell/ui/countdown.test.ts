import { render } from '@testing-library/svelte'
import { beforeAll, describe, expect, it } from 'vitest'
import { speak } from '../words.svelte'
import Countdown from './Countdown.svelte'

beforeAll(() => speak('en'))

const NOW = Date.parse('2026-11-26T08:00:00Z')

function shown(to: string): string {
  const { container } = render(Countdown, { to, now: NOW })
  return (container.textContent ?? '').replace(/\s+/g, ' ').trim()
}

describe('how long there is', () => {
  it('is never written so that minutes could be read as hours', () => {
    expect(shown('2026-11-26T09:04:00Z')).toBe('1:04')
    expect(shown('2026-11-26T08:53:14Z')).toBe('53 mins 14 secs')
    expect(shown('2026-11-26T08:00:09Z')).toBe('9 secs')
  })

  it('has days before hours, and a minus once it is past', () => {
    expect(shown('2026-11-28T09:04:00Z')).toBe('2 d 01:04')
    expect(shown('2026-11-26T07:06:46Z')).toBe('−53 mins 14 secs')
  })
})
