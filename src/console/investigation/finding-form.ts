// What the finding's form has from the investigation: the second level of the cause, each demand by itself, words begun from the facts weighed.
import type { InquiredCase } from './inquired-case.ts'
import { getInquiry } from '../../contract/inquiry.ts'
import type { InquiryView } from '../../contract/inquiry.ts'
import { causeCodes, demandJudgements } from '../../domain/complaints/vocabulary.ts'
import type { Field, Values } from '../kit/form.ts'
import { keyOf, queries } from '../kit/use-api.ts'
import { currentLocale, label, t } from '../kit/words.ts'

/** The investigation of a case, once its page has read it. */
export function inquiryOf(id: string): InquiryView | null {
  return queries.getQueryData<{ inquiry: InquiryView | null }>(keyOf(getInquiry, { params: { id } }))?.inquiry ?? null
}

/** One field for each cause that has something below it; only that of the chosen cause shows. */
export function causeDetailFields(seen: InquiredCase): Field[] {
  const below = inquiryOf(seen.id)?.causes ?? []
  return causeCodes.filter((cause) => below.some((each) => each.cause === cause)).map((cause): Field => ({
    kind: 'select', name: `causeDetail.${cause}`, words: t('console.investigation.field.causeDetail'), when: (values) => values['causeCode'] === cause, options: below.filter((each) => each.cause === cause).map((each) => ({ value: each.code, words: each.words[currentLocale()] })),
  }))
}

/** Where the customer asked for several things, each is judged by itself (CLS-17). */
export function demandFields(seen: InquiredCase): Field[] {
  const kinds = seen.demand?.kinds ?? []
  return kinds.length < 2 ? [] : [{
    kind: 'rows', name: 'demands', words: t('console.investigation.field.demands'), add: t('console.investigation.demands_add'), most: kinds.length, wide: true, of: [
      { kind: 'select', name: 'kind', words: t('console.investigation.field.demand_kind'), options: kinds.map((kind) => ({ value: kind, words: label('demand', kind) })) },
      { kind: 'select', name: 'judgement', words: t('console.investigation.field.demand_verdict'), options: demandJudgements.map((value) => ({ value, words: label('demandJudgement', value) })) },
      { kind: 'line', name: 'reason', words: t('console.investigation.field.demand_reason'), max: 300 },
    ],
  }]
}

/** What the form begins with: the words of the established facts, and whether the like came more often than usual. */
export function findingGiven(seen: InquiredCase): Values {
  const established = (inquiryOf(seen.id)?.facts ?? []).filter((fact) => fact.verdict === 'established')
  const kinds = seen.demand?.kinds ?? []
  return {
    ...(established.length === 0 ? {} : { facts: established.map((fact) => `${fact.unit === null ? '' : `${fact.unit.name}：`}${fact.text}`).join('\n') }),
    ...(established.some((fact) => fact.code === 'force_majeure') ? { causeCode: 'force_majeure' } : {}), ...(kinds.length < 2 ? {} : { demands: kinds.map((kind) => ({ kind })) }),
  }
}

/** The body as the server wants it: one second level, and only the demands that were judged. */
export function findingBody({ causeDetail, demands, ...body }: Record<string, unknown>): Record<string, unknown> {
  const detail = Object.values((causeDetail ?? {}) as Record<string, string>)[0]
  const judged = ((demands ?? []) as Record<string, unknown>[]).filter((each) => each['judgement'] !== undefined && each['reason'] !== undefined)
  return { ...body, ...(detail === undefined ? {} : { causeDetail: detail }), ...(judged.length === 0 ? {} : { demands: judged }) }
}
