import { describe, expect, test } from 'vitest'

import { saidOf, unplacedIn } from './refusal'
import type { Refusal } from './store'

function refused(code: string, ...fields: [string, string][]): Refusal {
  return { status: 422, code, params: {}, message: '', fields: fields.map(([path, said]) => ({ path, code: said, params: {}, message: '' })) }
}

describe('a refusal', () => {
  test('stands beside its field', () => {
    const refusal = refused('invalid', ['goods.0.quantity', 'quantity:unlikely'], ['conveyance', 'enum'])
    expect(saidOf(refusal, 'goods.0.quantity')?.code).toBe('quantity:unlikely')
    expect(saidOf(refusal, 'conveyance')?.code).toBe('enum')
    expect(saidOf(refusal, 'basis')).toBeNull()
    expect(unplacedIn(refusal)).toBeNull()
  })

  test('of an hour that came twice stands beside the time', () => {
    expect(saidOf(refused('report:time_twice', ['fold', 'report:time_twice']), 'occurred')?.code).toBe('report:time_twice')
  })

  test('that belongs to no field is said above the form', () => {
    expect(unplacedIn(refused('report:already_filed'))?.code).toBe('report:already_filed')
    expect(unplacedIn(refused('invalid', ['airport', 'report:airport_missing'], ['basis', 'enum']))?.fields).toHaveLength(1)
    expect(unplacedIn(refused('quantity:absurd'))).toBeNull()
    expect(unplacedIn(null)).toBeNull()
  })
})
