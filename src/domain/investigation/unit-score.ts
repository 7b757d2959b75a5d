// A unit's own record with questions and judgements, in shares that are only told where enough is behind them.

/**
 * Shares 0–1 but `answer_minutes`. In time: answered before the question was due. Silent: due and unanswered. Against: judged with a share. Overturned:
 * of the judgements the unit contested. Reopened: of the cases it was asked about. Complaints per parcels are not here: how many parcels a unit carries is not known.
 */
export const scoreMeasures = ['in_time', 'answer_minutes', 'silent', 'against', 'overturned', 'reopened'] as const
export type ScoreMeasure = (typeof scoreMeasures)[number]

/** Days looked back at. */
export const scoreDays = 90
/** With fewer behind it a share says nothing about a unit; with fewer units there is no middle of a region. */
export const leastBehind = 5
export const leastUnits = 5

/** What was counted of a unit over `scoreDays`. */
export type UnitCounts = { readonly asked: number; readonly answered: number; readonly inTime: number; readonly silent: number; readonly medianMinutes: number | null; readonly cases: number; readonly reopened: number; readonly judged: number; readonly against: number; readonly contested: number; readonly overturned: number }

const none: UnitCounts = { asked: 0, answered: 0, inTime: 0, silent: 0, medianMinutes: null, cases: 0, reopened: 0, judged: 0, against: 0, contested: 0, overturned: 0 }

/** Each measure with what it was counted over; null where that is too little. */
export function scoreOf(counts: UnitCounts | null): { measure: ScoreMeasure; value: number | null; of: number }[] {
  const c = counts ?? none
  const share = (measure: ScoreMeasure, n: number, of: number) => ({ measure, value: of >= leastBehind ? n / of : null, of })
  return [
    share('in_time', c.inTime, c.asked), { measure: 'answer_minutes', value: c.answered >= leastBehind ? c.medianMinutes : null, of: c.answered }, share('silent', c.silent, c.asked),
    share('against', c.against, c.judged), share('overturned', c.overturned, c.contested), share('reopened', c.reopened, c.cases),
  ]
}
