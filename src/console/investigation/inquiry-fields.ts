// The forms of the investigation as data: check, lead, an item of one's own, who was heard, a fact, and why not.
import type { InquiryView } from '../../contract/inquiry.ts'
import { evidenceSides, evidenceTypes } from '../../domain/complaints/evidence.ts'
import { checkResults, pointAnswers } from '../../domain/investigation/check.ts'
import { departments, memberRoles } from '../../domain/investigation/departments.ts'
import { factKind, factsOf, factVerdicts, isFact } from '../../domain/investigation/facts.ts'
import { givers, itemSettlements } from '../../domain/investigation/plan.ts'
import { heardPersons, recordKinds, siteMethods } from '../../domain/investigation/records.ts'
import { upload } from '../complaints/upload.ts'
import { findPeople, findUnits } from '../identity/find.ts'
import type { Field, Option, Values } from '../kit/form.ts'
import { label, t } from '../kit/words.ts'

const words = (name: string) => t(`console.investigation.field.${name}`)
const options = (kind: string, list: readonly string[]): Option[] => list.map((value) => ({ value, words: label(kind, value) }))
const is = (name: string, ...values: string[]) => (given: Values) => values.includes(String(given[name] ?? ''))

/** A piece of evidence in one line: its number, what it is, whose, and how its words begin. */
export function pieceWords(piece: InquiryView['evidence'][number]): string {
  const said = piece.text ?? piece.name
  return t('console.investigation.piece', { seq: piece.seq, type: label('evidenceType', piece.type), side: piece.unit ?? label('evidenceSide', piece.side), said: said === null ? '' : `：${said.length > 18 ? `${said.slice(0, 18)}…` : said}` })
}

/** The points of the reason's checklist as radios, then what came of it. */
export function checkFields(inquiry: InquiryView): Field[] {
  return [
    ...inquiry.checks.map((point): Field => ({ kind: 'radio', name: `point_${point}`, words: label('checkPoint', point), options: options('pointAnswer', pointAnswers) })),
    { kind: 'radio', name: 'result', words: words('result'), options: options('checkResult', checkResults), required: true, wide: true }, { kind: 'area', name: 'basis', words: words('basis'), required: true, max: 1000 },
    { kind: 'area', name: 'told', words: words('told'), hint: t('console.investigation.told_hint'), required: true, told: true, max: 1000, when: is('result', 'out_of_scope', 'mistaken') },
  ]
}

/** The typed check as the body of the call. */
export function checkBody(body: Record<string, unknown>): Record<string, unknown> {
  const points = Object.entries(body).flatMap(([name, answer]) => (name.startsWith('point_') ? [{ point: name.slice(6), answer }] : []))
  return { ...Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('point_'))), points }
}

export function leadFields(inquiry: InquiryView): Field[] {
  return [
    { kind: 'select', name: 'department', words: words('department'), options: options('department', departments), required: true }, { kind: 'pick', name: 'leadId', words: words('lead'), find: findPeople, required: true },
    ...(inquiry.lead === null ? [] : [{ kind: 'line', name: 'reason', words: words('hand_over_reason'), max: 300 } as const]),
    { kind: 'check', name: 'team', words: words('team') }, { kind: 'line', name: 'teamReason', words: words('team_reason'), max: 300, when: (values) => values['team'] === true },
    { kind: 'rows', name: 'members', words: words('members'), add: t('console.investigation.add_member'), most: 8, when: (values) => values['team'] === true, of: [{ kind: 'pick', name: 'userId', words: words('member'), find: findPeople, required: true }, { kind: 'select', name: 'role', words: words('member_role'), options: options('memberRole', memberRoles), required: true }] },
  ]
}

export const ownItemFields = (): Field[] => [
  { kind: 'line', name: 'what', words: words('what'), required: true, max: 120 }, { kind: 'line', name: 'why', words: words('why'), required: true, max: 200 },
  { kind: 'many', name: 'givers', words: words('givers'), options: options('giver', givers), required: true, wide: true }, { kind: 'select', name: 'type', words: words('type'), options: options('evidenceType', evidenceTypes), required: true }, { kind: 'check', name: 'mandatory', words: words('mandatory') },
]

export const settleFields = (): Field[] => [{ kind: 'radio', name: 'settled', words: words('settled'), options: options('evidenceItem', itemSettlements), required: true }, { kind: 'line', name: 'reason', words: words('reason'), required: true, max: 300 }]

export const reasonFields = (): Field[] => [{ kind: 'line', name: 'reason', words: words('reason'), required: true, max: 300, wide: true }]

export function recordFields(): Field[] {
  const spoken = is('kind', 'interview', 'mediation')
  return [
    { kind: 'radio', name: 'kind', words: words('record_kind'), options: options('recordKind', recordKinds), required: true, wide: true },
    { kind: 'select', name: 'person', words: words('person'), hint: t('console.investigation.person_hint'), options: options('heardPerson', heardPersons), required: true, when: spoken }, { kind: 'pick', name: 'unitId', words: words('unit'), find: findUnits },
    { kind: 'line', name: 'staffNo', words: words('staffNo'), max: 40, when: is('kind', 'interview') }, { kind: 'line', name: 'place', words: words('place'), max: 200, required: true, when: is('kind', 'survey', 'inspection') },
    { kind: 'select', name: 'method', words: words('method'), options: options('siteMethod', siteMethods) }, { kind: 'moment', name: 'happenedAt', words: words('happenedAt'), required: true, past: true },
    { kind: 'area', name: 'result', words: words('record_result'), hint: t('console.investigation.record_hint'), required: true, max: 4000, wide: true },
    { kind: 'radio', name: 'readBack', words: words('readBack'), options: [{ value: 'yes', words: t('console.investigation.read_back_yes') }, { value: 'no', words: t('console.investigation.read_back_no') }], required: true, when: is('kind', 'interview') },
    { kind: 'files', name: 'attachmentIds', words: words('files'), upload },
  ]
}

/** A fact's form; facts that matter to the reason come first. */
export function factFields(inquiry: InquiryView, reasonCode: string | null): Field[] {
  const needsUnit = (values: Values) => { const code = String(values['code'] ?? ''); return isFact(code) && factKind(code).unit !== 'none' }
  return [
    { kind: 'select', name: 'code', words: words('fact'), options: options('fact', factsOf(reasonCode)), required: true }, { kind: 'pick', name: 'unitId', words: words('unit'), find: findUnits, when: needsUnit },
    { kind: 'radio', name: 'verdict', words: words('verdict'), options: options('factVerdict', factVerdicts), required: true }, { kind: 'line', name: 'staffNo', words: words('staffNo'), max: 40, when: needsUnit },
    { kind: 'area', name: 'text', words: words('text'), required: true, max: 1000, wide: true },
    { kind: 'many', name: 'evidenceIds', words: words('evidence'), options: inquiry.evidence.map((piece) => ({ value: piece.id, words: pieceWords(piece) })), wide: true },
    { kind: 'area', name: 'opposing', words: words('opposing'), hint: t('console.investigation.opposing_hint'), max: 1000 }, { kind: 'select', name: 'opposingSide', words: words('opposingSide'), options: options('evidenceSide', evidenceSides), required: true, when: (values) => String(values['opposing'] ?? '').trim() !== '' },
  ]
}
