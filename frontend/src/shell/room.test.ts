import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LONGEST as PLAN } from '../planning/document'
import { LONGEST as REPORT } from '../reporting/typed'
import { lengthOf, near } from './room'

interface Sized {
  maxLength?: number
}
const { schemas } = (JSON.parse(readFileSync('openapi.json', 'utf8')) as { components: { schemas: Record<string, { properties: Record<string, Sized> }> } }).components

function taken(command: string, field: string): number | undefined {
  return schemas[command]?.properties[field]?.maxLength
}

describe('the room of a text', () => {
  it('is what the server takes', () => {
    expect([REPORT.note, REPORT.reason]).toEqual([taken('FileReport', 'note'), taken('CorrectReport', 'reason')])
    expect([PLAN.reason, PLAN.note, PLAN.name]).toEqual([taken('Cancel', 'reason'), taken('AnswerInvitation', 'note'), taken('NewSeat', 'name')])
    expect([PLAN.paragraph, PLAN.line, PLAN.unit]).toEqual([taken('Plan-Input', 'aim'), taken('Plan-Input', 'lead'), taken('RegionalUnit-Input', 'name')])
  })

  it('counts characters, not the places they take', () => {
    expect(lengthOf('🛬é')).toBe(2)
  })

  it('is spoken of only near its end', () => {
    expect([near(200, 2000), near(201, 2000), near(20, 80), near(21, 80)]).toEqual([true, false, true, false])
    expect(near(8, 8)).toBe(false)
  })
})
