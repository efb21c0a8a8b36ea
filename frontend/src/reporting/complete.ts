/** Bodies as the server keeps them, without what is not known, made whole for forms and screens. Pure. */

import { COUNTS, type Report, type ShownBody } from './types'

/** Fill in what is absent: null for a value, nothing for a list; persons stay absent where they are hidden. */
export function completeBody(body: ShownBody): ShownBody {
  if (body.kind === 'seizure') {
    return {
      ...body,
      fold: body.fold ?? null,
      origin: body.origin ?? null,
      destination: body.destination ?? null,
      concealment: body.concealment ?? 'unknown',
      basis: body.basis ?? 'unknown',
      technique: body.technique ?? null,
      persons: body.persons?.map((person) => ({ ...person, nationality: person.nationality ?? null, outcome: person.outcome ?? null })) ?? null,
    }
  }
  if (body.kind !== 'activity') return body
  const counts = Object.fromEntries(COUNTS.map((name) => [name, body[name] ?? null]))
  return {
    ...body,
    ...counts,
    database_checks: body.database_checks ?? {},
    hits: body.hits ?? {},
    officers: body.officers ?? null,
    officer_hours: body.officer_hours ?? null,
  }
}

/** Make a report and its editions whole. */
export function completeReport(report: Report): Report {
  const editions = report.editions.map((edition) => ({ ...edition, body: completeBody(edition.body) }))
  return { ...report, body: completeBody(report.body), editions }
}
