// Every act on a case as data: its endpoint, its fields, how it is sent. The action bar draws them; the server judges them.
import type { ComponentType } from 'react'
import { decideReview, object } from '../../contract/appeals.ts'
import { accept, addMaterial, addNote, answerHandOver, archive, assign, chase, classify, close, decideOverAge, handOver, recordContact, reject, reopen, requestWithdrawal, supplement, take, verifyWithdrawal } from '../../contract/complaints.ts'
import type { CaseView } from '../../contract/desk.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { find, issueOrder } from '../../contract/investigation.ts'
import { judge } from '../../contract/liability.ts'
import { approvePlan, confirm, draftPlan, executeMeasure, makeOffer, recordAnswer, tellDecision } from '../../contract/resolution.ts'
import { repeatKinds } from '../../domain/complaints/chasing.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import {
  answerKinds, bearerKinds, causeCodes, channels, companyLiabilities, confirmationMethods, contactKinds, contactOutcomes, contactPurposes, demandJudgements, demandKinds, itemTypes, links, measureKinds, noticeChannels, reviewKinds,
} from '../../domain/complaints/vocabulary.ts'
import { detailName, isFileField } from '../complaints/draft.ts'
import { upload } from '../complaints/upload.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { orderBody, orderFields, orderGiven } from '../investigation/order-form.ts'
import { findPeople, findUnits } from '../identity/find.ts'
import type { Field, Option, Values } from '../kit/form.ts'
import { causeDetailFields, demandFields, findingBody, findingGiven } from '../investigation/finding-form.ts'
import { FoundFacts } from '../investigation/FoundFacts.tsx'
import { moneyWords } from '../kit/Money.tsx'
import type { IconName } from '../kit/Icon.tsx'
import { keyTable } from '../kit/key-table.ts'
import { label, t } from '../kit/words.ts'
import { inHours, replyFields, replyGiven, timing, withoutTick } from './clock-acts.ts'
import { evidencing } from './evidence-acts.ts'
import { relating } from './relation-acts.ts'

export type Reasons = readonly { readonly code: string; readonly parent: string | null }[]
type Context = { seen: CaseView; reasons: Reasons }
export type Act = Readonly<{ endpoint: Endpoint; icon: IconName; keys?: string; fields: (context: Context) => readonly Field[]; given?: (context: Context) => Values; finish?: (body: Record<string, unknown>) => Record<string, unknown>; danger?: boolean; /** Shows, before it is sent, what the act would do. */ preview?: ComponentType<{ seen: CaseView; values: Values }> }>

const words = (name: string) => t(`console.field.${name}`)
const codes = (kind: string, list: readonly string[]): Option[] => list.map((value) => ({ value, words: label(kind, value) }))
const yesNo = (yes: string, no: string): Option[] => [{ value: 'yes', words: t(`console.choice.${yes}`) }, { value: 'no', words: t(`console.choice.${no}`) }]

type More = { required?: boolean; told?: boolean; max?: number; hint?: string; placeholder?: string; when?: (values: Values) => boolean }
const line = (name: string, more: More = {}): Field => ({ kind: 'line', name, words: words(name.replace(/\./g, '_')), ...more })
const area = (name: string, more: More = {}): Field => ({ kind: 'area', name, words: words(name.replace(/\./g, '_')), ...more })
const must = { required: true }
/** Words a customer reads. */
const told = { required: true, told: true }
const pick = (name: string, kind: string, list: readonly string[], more: { required?: boolean; radio?: boolean; when?: (values: Values) => boolean } = {}): Field => ({
  kind: more.radio === true ? 'radio' : 'select', name, words: words(name.replace(/\./g, '_')), options: codes(kind, list), ...(more.required === true ? must : {}), ...(more.when === undefined ? {} : { when: more.when }),
})
const yes = (name: string, on: string, off: string): Field => ({ kind: 'radio', name, words: words(name), options: yesNo(on, off), required: true })
const moment = (name: string, more: { required?: boolean; past?: boolean; when?: (values: Values) => boolean } = {}): Field => ({ kind: 'moment', name, words: words(name.replace(/\./g, '_')), ...more })
const files = (name = 'attachmentIds'): Field => ({ kind: 'files', name, words: words('attachmentIds'), upload })

/** Radios answer 'yes' or 'no'; these names become booleans on the wire. */
function booleans(...names: string[]) {
  return (body: Record<string, unknown>) => ({ ...body, ...Object.fromEntries(names.filter((name) => name in body).map((name) => [name, body[name] === 'yes'])) })
}

function reasonOptions(reasons: Reasons): Option[] {
  return reasons.map(({ code }) => ({ value: code, words: reasonLabel(code) }))
}

const demandAmount = (seen: CaseView) => (seen.demand === null || seen.demand.amount === null ? undefined : String(seen.demand.amount.minor / 100))

/** A line for each missing fact of the reason that words can answer. */
function missingDetails(seen: CaseView): Field[] {
  return seen.missingFields.filter((field) => !['contact', 'waybill', 'event_time', 'demand', 'place', 'courier_identity'].includes(field) && !isFileField(field)).map((field) => ({ kind: 'line', name: `details.${detailName(field)}`, words: label('field', field), max: 500 }))
}

const openMeasures = (seen: CaseView) => (seen.plan?.measures ?? []).filter((measure) => measure.state === 'open')
const planMoney = (seen: CaseView) => (seen.plan?.measures ?? []).reduce((sum, measure) => sum + (measure.amount?.minor ?? 0), 0)
/** Money that was asked for and is not agreed on is refused in writing. */
const mustBeWritten = (seen: CaseView) => seen.demand !== null && seen.demand.amount !== null && !seen.offers.some((offer) => offer.state === 'accepted')
const is = (name: string, ...values: string[]) => (given: Values) => values.includes(String(given[name] ?? ''))

function planWords(seen: CaseView): string {
  return (seen.plan?.measures ?? []).map((measure) => t('console.app.named', { name: `${label('measure', measure.kind)}${measure.amount === null ? '' : ` ${moneyWords(measure.amount)}`}`, text: measure.description })).join('\n')
}

const intake: Partial<Record<Action, Act>> = {
  acceptance: { endpoint: accept, icon: 'check', keys: keyTable.acceptance, fields: () => [{ kind: 'check', name: 'identityChecked', words: words('identityChecked') }, area('note', { max: 500 })] },
  over_age_decision: { endpoint: decideOverAge, icon: 'clock', fields: () => [yes('accept', 'handle_anyway', 'do_not_handle'), area('reason', { ...must, max: 500 })], finish: booleans('accept') },
  rejection: {
    endpoint: reject, icon: 'close', danger: true,
    fields: () => [pick('outcome', 'outcome', ['invalid', 'out_of_scope'], { required: true, radio: true }), line('referral', { when: is('outcome', 'out_of_scope') }), area('reason', { ...must, max: 1000 }), pick('notice.channel', 'noticeChannel', noticeChannels, { required: true }), area('notice.text', told)],
    given: () => ({ 'notice.channel': 'phone' }),
  },
  classification: {
    endpoint: classify, icon: 'filter', keys: keyTable.classification,
    fields: ({ reasons }) => [
      { kind: 'select', name: 'reasonCode', words: words('reasonCode'), options: reasonOptions(reasons), required: true }, { kind: 'select', name: 'secondaryReason', words: words('secondaryReason'), options: reasonOptions(reasons) },
      pick('link', 'link', links), pick('kind', 'kind', contactKinds), area('reason', { max: 500 }), { kind: 'check', name: 'complex', words: words('complex') },
    ],
    given: ({ seen }) => ({ reasonCode: seen.reasonCode ?? seen.suggestedReason?.code ?? '', secondaryReason: seen.secondaryReason ?? '', link: seen.link ?? '', kind: seen.kind }),
  },
  supplement: {
    endpoint: supplement, icon: 'add', keys: keyTable.supplement,
    fields: ({ seen }) => [
      ...missingDetails(seen), { kind: 'rows', name: 'items', words: words('items'), add: t('console.intake.add_item'), most: 50, of: [pick('type', 'item', itemTypes), line('number', { max: 60 })] },
      moment('occurredAt', { past: true }), line('place'), { kind: 'many', name: 'demand.kinds', words: t('console.case.wants'), options: codes('demand', demandKinds) }, { kind: 'money', name: 'demand.amount', words: words('demand_amount') }, line('demand.text', { max: 500 }), area('summary', { max: 1000 }),
      { kind: 'many', name: 'notAvailable', words: words('notAvailable'), options: codes('field', seen.missingFields) },
    ],
    given: ({ seen }) => ({ items: [{ type: 'waybill', number: '' }], summary: seen.summary ?? '', 'demand.kinds': seen.demand?.kinds ?? [], 'demand.amount': demandAmount(seen) ?? '', 'demand.text': seen.demand?.text ?? '' }),
    finish: (body) => { const { items, ...rest } = body; const known = (items as { number?: string }[]).filter((item) => item.number !== undefined); return known.length === 0 ? rest : { ...rest, items: known } },
  },
  take: { endpoint: take, icon: 'person', fields: () => [] },
  assignment: { endpoint: assign, icon: 'person', keys: keyTable.assignment, fields: () => [{ kind: 'pick', name: 'ownerId', words: words('ownerId'), find: findPeople, required: true }, line('reason')], given: ({ seen }) => (seen.owner === null ? {} : { ownerId: { value: seen.owner.id, words: seen.owner.name } }) },
  chaser: { endpoint: chase, icon: 'repeat', keys: keyTable.chaser, fields: () => [area('words', { max: 500, hint: t('console.relation.chaser_hint') }), pick('channel', 'channel', channels, { required: true }), pick('kind', 'kind', repeatKinds, { required: true, radio: true }), { kind: 'check', name: 'grievance', words: t('console.relation.grievance') }], given: () => ({ channel: 'phone', kind: 'chaser' }) },
}

const talking: Partial<Record<Action, Act>> = {
  contact: {
    endpoint: recordContact, icon: 'phone', keys: keyTable.contact,
    fields: ({ seen }) => [
      { kind: 'radio', name: 'direction', words: words('direction'), options: [{ value: 'out', words: t('console.choice.we_called') }, { value: 'in', words: t('console.choice.they_called') }], required: true },
      pick('channel', 'noticeChannel', noticeChannels, { required: true }), pick('outcome', 'contactOutcome', contactOutcomes, { required: true }), pick('purpose', 'contactPurpose', contactPurposes, { required: true }),
      area('summary', { ...must, max: 1000 }), line('reference', { hint: t('console.field.reference_hint') }), ...replyFields(seen),
      line('promise.text', { max: 300 }), moment('promise.dueAt', { required: true, when: (values) => String(values['promise.text'] ?? '') !== '' }),
      line('evidenceRequest.what', { max: 300, when: is('purpose', 'evidence_request') }), moment('evidenceRequest.dueAt', { required: true, when: (values) => is('purpose', 'evidence_request')(values) && String(values['evidenceRequest.what'] ?? '') !== '' }),
      { kind: 'check', name: 'evidenceRequest.adverseEffectTold', words: words('adverseEffectTold'), when: (values) => is('purpose', 'evidence_request')(values) && String(values['evidenceRequest.what'] ?? '') !== '' },
    ],
    given: ({ seen }) => ({ direction: 'out', channel: 'phone', outcome: 'reached', purpose: seen.confirmation !== null || seen.status === 'closed' ? 'callback' : seen.contacts.length === 0 ? 'first_contact' : 'progress', ...replyGiven(seen) }), finish: withoutTick,
  },
  note: { endpoint: addNote, icon: 'note', keys: keyTable.note, fields: () => [area('text', { ...must, max: 4000 })] },
  material: { endpoint: addMaterial, icon: 'file', keys: keyTable.material, fields: () => [{ ...files(), required: true }, line('note', { max: 300 })] },
  handover: {
    endpoint: handOver, icon: 'send', keys: keyTable.handover,
    fields: () => [{ kind: 'pick', name: 'toId', words: words('toId'), find: findPeople, required: true }, line('reason', must), ...(['happened', 'promised', 'wants'] as const).flatMap((each) => [area(`${each}.text`, { ...must, max: 400 }), line(`${each}.source`, { ...must, max: 120 })])],
    given: ({ seen }) => ({ 'happened.text': seen.summary ?? '', 'happened.source': t('console.field.source_intake'), 'promised.source': t('console.field.source_contacts'), 'wants.text': seen.demand?.text ?? '', 'wants.source': t('console.field.source_intake') }),
  },
  handover_answer: { endpoint: answerHandOver, icon: 'check', fields: () => [yes('accept', 'accept_case', 'decline_case'), line('reason')], given: () => ({ accept: 'yes' }), finish: booleans('accept') },
}

const inquiry: Partial<Record<Action, Act>> = {
  order: {
    endpoint: issueOrder, icon: 'outlet', keys: keyTable.order, fields: orderFields, given: ({ seen }) => orderGiven(seen), finish: orderBody,
  },
  finding: {
    endpoint: find, icon: 'search', keys: keyTable.finding,
    preview: FoundFacts, given: ({ seen }) => findingGiven(seen), finish: findingBody,
    fields: ({ seen }) => [
      area('facts', { ...must, max: 4000 }), pick('causeCode', 'cause', causeCodes, { required: true }), ...causeDetailFields(seen), pick('companyLiability', 'companyLiability', companyLiabilities, { required: true, radio: true }), area('liabilityBasis', { ...must, max: 500, placeholder: t('console.field.liabilityBasis_example') }),
      pick('demandJudgement', 'demandJudgement', demandJudgements, { required: true, radio: true }), area('demandReason', { ...must, max: 1000 }), ...demandFields(seen), { kind: 'check', name: 'commonProblem', words: words('commonProblem') }, ...(seen.secondWindow ? [{ kind: 'check', name: 'furtherChecking', words: t('console.clocks.further_checking'), hint: t('console.clocks.further_checking_hint') } as const] : []), files(),
    ],
  },
  judgement: {
    endpoint: judge, icon: 'link', keys: keyTable.judgement,
    fields: () => [
      { kind: 'rows', name: 'shares', words: words('shares'), add: t('console.field.shares_add'), most: 10, of: [pick('bearer', 'bearer', bearerKinds, { required: true }), { kind: 'pick', name: 'unitId', words: words('unitId'), find: findUnits, required: true, when: is('bearer', 'unit', 'partner') }, { kind: 'number', name: 'percent', words: words('percent'), min: 1, max: 100, required: true }, { ...line('basis', { ...must, max: 300 }), wide: true }] },
      area('reasoning', must), line('rule'),
    ],
    given: ({ seen }) => ({ shares: [{ bearer: 'unit', percent: '100', ...(seen.parties[0] === undefined ? {} : { unitId: { value: seen.parties[0].unit.id, words: seen.parties[0].unit.name } }) }] }),
  },
}

const resolution: Partial<Record<Action, Act>> = {
  plan: {
    endpoint: draftPlan, icon: 'file', keys: keyTable.plan,
    fields: () => [
      { kind: 'rows', name: 'measures', words: words('measures'), add: t('console.field.measures_add'), of: [pick('kind', 'measure', measureKinds, { required: true }), { kind: 'money', name: 'amount', words: words('amount'), when: is('kind', 'compensation', 'refund', 'freight_waiver'), required: true }, moment('dueAt'), { ...line('description', { ...must, max: 300 }), wide: true }] },
      area('reasoning', must), line('basis', { ...must, max: 300 }), { kind: 'check', name: 'needsConsent', words: words('needsConsent') },
    ],
    given: ({ seen }) => ({ needsConsent: true, measures: [{ kind: 'compensation', amount: demandAmount(seen) ?? '' }] }),
  },
  approval: { endpoint: approvePlan, icon: 'check', fields: () => [yes('approve', 'approve', 'send_back'), area('reason', { ...must, max: 500 })], finish: booleans('approve') },
  offer: {
    endpoint: makeOffer, icon: 'send', keys: keyTable.offer, fields: () => [area('text', { ...told, max: 1000 }), area('grounds', { ...told, max: 1000 }), pick('via', 'noticeChannel', noticeChannels, { required: true }), moment('expiresAt')],
    given: ({ seen }) => ({ text: planWords(seen), grounds: seen.plan?.basis ?? '', via: 'portal', expiresAt: inHours(72) }),
  },
  answer: {
    endpoint: recordAnswer, icon: 'quote',
    fields: ({ seen }) => [pick('answer', 'answer', answerKinds, { required: true, radio: true }), { kind: 'money', name: 'counterAmount', words: words('counterAmount'), when: is('answer', 'counter') }, area('words', { max: 1000 }), pick('via', 'noticeChannel', noticeChannels, { required: true }), line('reference', { hint: t('console.field.reference_hint') }), ...(seen.complainant?.preferences?.minor === true ? [{ kind: 'check', name: 'guardianConfirmed', words: words('guardianConfirmed') } as const] : [])],
    given: () => ({ via: 'phone' }),
  },
  decision: {
    endpoint: tellDecision, icon: 'send', keys: keyTable.decision,
    fields: () => [
      { kind: 'radio', name: 'outcome', words: words('outcome'), options: codes('outcome', ['agreed', 'not_agreed']), required: true }, area('text', told), area('reasons', told), line('basis', { ...must, max: 300 }),
      pick('notice.channel', 'noticeChannel', noticeChannels, { required: true }), line('notice.reference', { hint: t('console.field.reference_hint') }), { kind: 'check', name: 'appealRouteTold', words: words('appealRouteTold') }, area('companyLimits', { max: 1000, when: is('outcome', 'not_agreed') }),
    ],
    given: ({ seen }) => ({ outcome: seen.plan?.needsConsent === true && !seen.offers.some((offer) => offer.state === 'accepted') ? 'not_agreed' : 'agreed', text: planWords(seen), reasons: seen.plan?.reasoning ?? '', basis: seen.plan?.basis ?? '', 'notice.channel': mustBeWritten(seen) ? 'sms' : 'phone' }),
  },
  execution: {
    endpoint: executeMeasure, icon: 'check', keys: keyTable.execution,
    fields: ({ seen }) => [{ kind: 'radio', name: 'seq', words: words('seq'), required: true, options: openMeasures(seen).map((measure) => ({ value: String(measure.seq), words: `${label('measure', measure.kind)}${measure.amount === null ? '' : ` ${moneyWords(measure.amount)}`}` })) }, area('evidence', { ...must, max: 500 }), files(), { kind: 'check', name: 'drop', words: words('drop') }],
    given: ({ seen }) => ({ seq: String(openMeasures(seen)[0]?.seq ?? '') }), finish: (body) => ({ ...body, seq: Number(body['seq']) }),
  },
  confirmation: {
    endpoint: confirm, icon: 'check',
    fields: () => [
      pick('method', 'confirmationMethod', confirmationMethods, { required: true }), { kind: 'radio', name: 'satisfied', words: words('satisfied'), required: true, options: [...yesNo('satisfied', 'not_satisfied'), { value: 'unknown', words: t('console.choice.not_said') }] }, line('reference', { hint: t('console.field.reference_hint'), required: true, when: is('method', 'oral_recorded') }), line('reference', { hint: t('console.field.reference_hint'), when: (values) => !is('method', 'oral_recorded')(values) }), area('reason', { max: 1000, when: is('method', 'no_response', 'reasoned_refusal'), required: true }),
      { kind: 'rows', name: 'attempts', words: words('attempts'), add: t('console.field.attempts_add'), when: is('method', 'no_response'), of: [moment('at', { required: true, past: true }), pick('channel', 'noticeChannel', noticeChannels, { required: true }), line('outcome', { ...must, max: 60 })] },
    ],
    given: () => ({ method: 'oral_recorded', satisfied: 'yes' }), finish: (body) => ({ ...body, satisfied: body['satisfied'] === 'unknown' ? null : body['satisfied'] === 'yes' }),
  },
}

const ending: Partial<Record<Action, Act>> = {
  closing: {
    endpoint: close, icon: 'check', keys: keyTable.closing,
    fields: ({ seen }) => [area('summary', { ...must, max: 1000 }), ...(seen.kind === 'complaint' ? [] : [area('answer', told)]), ...(seen.confirmation?.satisfied === false ? [area('stillDissatisfied.explained', { ...must, max: 1000 }), area('stillDissatisfied.furtherRemedy', { max: 500 })] : []), { kind: 'check', name: 'thanked', words: words('thanked') }],
    given: () => ({ thanked: true }),
  },
  archiving: { endpoint: archive, icon: 'file', fields: () => [line('note', { max: 500 })] },
  reopening: { endpoint: reopen, icon: 'repeat', fields: () => [area('reason', { ...must, max: 500 })] },
  withdrawal: { endpoint: requestWithdrawal, icon: 'out', fields: () => [pick('via', 'noticeChannel', noticeChannels, { required: true }), area('words', { ...must, max: 500 })], given: () => ({ via: 'phone' }) },
  withdrawal_verification: { endpoint: verifyWithdrawal, icon: 'check', fields: () => [yes('free', 'free_will', 'not_free'), { kind: 'radio', name: 'method', words: words('method_verify'), options: codes('verification', ['call', 'code']), required: true }, line('reference', must), { kind: 'check', name: 'harassment', words: words('harassment') }], given: () => ({ method: 'call' }), finish: booleans('free') },
  objection: { endpoint: object, icon: 'flag', fields: () => [pick('kind', 'review', reviewKinds, { required: true, radio: true }), area('words', must)], given: () => ({ kind: 'objection' }) },
  review: { endpoint: decideReview, icon: 'eye', fields: () => [pick('result', 'reviewResult', ['upheld', 'reopened'], { required: true, radio: true }), area('reasons', must)] },
}

/** What the page can do for each action; actions without a row (reveal, rating) have their own place. */
export const acts: Readonly<Partial<Record<Action, Act>>> = { ...intake, ...talking, ...inquiry, ...resolution, ...ending, ...relating, ...evidencing, ...timing }

/** The money a plan pays out, for consequences in words. */
export function planTotal(seen: CaseView): string {
  return moneyWords({ minor: planMoney(seen), currency: 'CNY' })
}
