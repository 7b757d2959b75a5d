// The form of a work contact order: whom, what, which evidence, how long; filled in with what the case's reason asks first.
import { listCaseOrders } from '../../contract/orders.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { evidenceTypes } from '../../domain/complaints/evidence.ts'
import { customsReasons, enquiryReasons } from '../../domain/investigation/orders.ts'
import { findPeople, findUnits } from '../identity/find.ts'
import type { Field, Option, Values } from '../kit/form.ts'
import { keyOf, queries } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

type Board = ReplyOf<typeof listCaseOrders>
type Template = Board['templates'][number]

/** What the form needs of the case. */
type AskedCase = { readonly id: string; readonly parties: readonly { readonly role: string; readonly unit: { readonly id: string; readonly name: string } }[]; readonly items: readonly { readonly type: string; readonly number: string }[] }

const options = (kind: string, codes: readonly string[]): Option[] => codes.map((value) => ({ value, words: label(kind, value) }))
const is = (name: string, ...values: string[]) => (given: Values) => values.includes(String(given[name] ?? ''))
const enquiry = is('kind', 'partner_enquiry')

/** The words of a template in the language on screen. */
export function templateWords(template: Pick<Template, 'words'>): string {
  return template.words[document.documentElement.lang] ?? template.words['zh-CN'] ?? ''
}

/** The board of a case, once it has been read: the case page reads it beside the letter. */
function boardOf(id: string): Board | undefined {
  return queries.getQueryData<Board>(keyOf(listCaseOrders, { params: { id } }))
}

/** The fields of asking. */
export function orderFields(): readonly Field[] {
  const words = (name: string) => t(`console.orders.field.${name}`)
  return [
    { kind: 'radio', name: 'kind', words: words('kind'), options: options('orderKind', ['question', 'priority_instruction', 'partner_enquiry']), required: true },
    { kind: 'radio', name: 'to', words: words('to'), options: [{ value: 'unit', words: t('console.orders.to_unit') }, { value: 'staff', words: t('console.orders.to_staff') }], required: true, when: (given) => !enquiry(given) },
    { kind: 'pick', name: 'unitId', words: words('unit'), find: findUnits, required: true, when: (given) => enquiry(given) || !is('to', 'staff')(given) }, { kind: 'pick', name: 'staffId', words: words('staff'), find: findPeople, required: true, when: (given) => !enquiry(given) && is('to', 'staff')(given) },
    { kind: 'line', name: 'fields.itemNumber', words: words('itemNumber'), hint: t('console.orders.field.itemNumber_hint'), required: true, max: 40, when: enquiry }, { kind: 'select', name: 'fields.reason', words: words('enquiryReason'), options: options('enquiryReason', enquiryReasons), required: true, when: enquiry },
    { kind: 'select', name: 'fields.customs', words: words('customs'), options: options('customsReason', customsReasons), when: (given) => enquiry(given) && is('fields.reason', 'customs_held', 'duty_disputed')(given) },
    { kind: 'line', name: 'fields.destination', words: words('destination'), max: 60, when: enquiry }, { kind: 'line', name: 'fields.postedOn', words: words('postedOn'), placeholder: '2026-11-20', max: 10, when: enquiry }, { kind: 'line', name: 'fields.office', words: words('office'), max: 80, when: enquiry }, { kind: 'line', name: 'fields.contents', words: words('contents'), max: 120, when: enquiry }, { kind: 'money', name: 'fields.value', words: words('value'), when: enquiry },
    { kind: 'area', name: 'question', words: words('question'), required: true, max: 1000 }, { kind: 'many', name: 'wantedTypes', words: words('wantedTypes'), options: options('evidenceType', evidenceTypes) }, { kind: 'lines', name: 'wanted', words: words('wanted') },
    { kind: 'number', name: 'hours', words: words('hours'), hint: t('console.calendar.order_hours_hint'), min: 1, max: 720 },
  ]
}

/** What the form begins with: the first party that is not asked yet, the first question of the case's reason. */
export function orderGiven(seen: AskedCase): Values {
  const asked = new Set((boardOf(seen.id)?.items ?? []).filter((order) => order.state === 'open').map((order) => order.unit.id))
  const first = seen.parties.find((party) => party.role !== 'registered_by' && party.role !== 'asked' && !asked.has(party.unit.id))
  const template = boardOf(seen.id)?.templates[0]
  const item = seen.items.find((each) => each.type === 'waybill')
  return {
    kind: 'question', to: 'unit', ...(first === undefined ? {} : { unitId: { value: first.unit.id, words: first.unit.name } }), ...(template === undefined ? {} : { question: templateWords(template), wantedTypes: template.wanted }), ...(item === undefined ? {} : { 'fields.itemNumber': item.number }),
  }
}

/** The body as the server wants it; what was taken over from a template unchanged says so. */
export function orderBody({ to: _to, ...body }: Record<string, unknown>): Record<string, unknown> {
  const boards = queries.getQueriesData<Board>({ queryKey: [listCaseOrders.path] })
  const template = boards.flatMap(([, board]) => board?.templates ?? []).find((each) => Object.values(each.words).includes(String(body['question'])))
  return { ...body, ...(template === undefined ? {} : { prefill: { from: 'template', ref: template.ref } }) }
}
