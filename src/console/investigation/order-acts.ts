// What the asker may do with a work contact order, as data: fields, what it is called, how it is sent.
import { cancelOrder, decideExtension, extendOrder, handOverOrder, remindOrder, returnOrder, settleOrder } from '../../contract/orders.ts'
import type { orderDetail } from '../../contract/orders.ts'
import type { z } from 'zod'
import type { Endpoint } from '../../contract/endpoint.ts'
import { findUnits } from '../identity/find.ts'
import type { Field, Values } from '../kit/form.ts'
import { t } from '../kit/words.ts'

export type Detail = z.output<typeof orderDetail>
export type AskerStep = 'settlement' | 'return' | 'handover' | 'reminder' | 'extension' | 'extension_decision' | 'cancellation'
export type OrderAct = { readonly endpoint: Endpoint; readonly fields: () => readonly Field[]; readonly given?: (order: Detail) => Values; readonly finish?: (body: Record<string, unknown>) => Record<string, unknown>; readonly danger?: boolean }

const words = (name: string) => t(`console.orders.field.${name}`)
const reason: Field = { kind: 'line', name: 'reason', get words() { return words('reason') }, required: true, max: 300 }
const hours = (required: boolean, max: number): Field => ({ kind: 'number', name: 'hours', words: words(required ? 'more_hours' : 'hours'), min: 1, max, ...(required ? { required: true } : {}) })

/** The acts in the order they are offered: the likeliest first. */
export const orderActs: Readonly<Record<AskerStep, OrderAct>> = {
  settlement: { endpoint: settleOrder, fields: () => [] },
  return: { endpoint: returnOrder, fields: () => [{ kind: 'area', name: 'missing', words: words('missing'), required: true, max: 500 }, hours(false, 72)] },
  handover: {
    endpoint: handOverOrder, fields: () => [{ kind: 'pick', name: 'unitId', words: words('unit'), find: findUnits, required: true }, reason],
    given: (order) => (order.otherUnit === null ? {} : { unitId: { value: order.otherUnit.id, words: order.otherUnit.name }, reason: t('console.orders.confirmed_reason', { unit: order.unit.name }) }),
  },
  extension_decision: {
    endpoint: decideExtension, fields: () => [{ kind: 'radio', name: 'approve', words: words('approve'), options: [{ value: 'yes', words: t('console.orders.grant') }, { value: 'no', words: t('console.orders.refuse') }], required: true }, { kind: 'line', name: 'reason', words: words('reason'), max: 300 }],
    finish: (body) => ({ ...body, approve: body['approve'] === 'yes' }),
  },
  reminder: { endpoint: remindOrder, fields: () => [] },
  extension: { endpoint: extendOrder, fields: () => [hours(true, 72), reason] },
  cancellation: { endpoint: cancelOrder, fields: () => [reason], danger: true },
}

/** Acts that one expects at this stage; the others are not spoken of. */
export function actsAt(order: Detail): readonly AskerStep[] {
  const steps: readonly AskerStep[] = order.stage === 'answered' ? ['settlement', 'return'] : order.stage === 'disowned' ? ['handover', 'return', 'settlement'] : order.state === 'open' ? (order.kind === 'notice' ? ['reminder', 'cancellation'] : [...(order.extension === null ? [] : ['extension_decision'] as const), 'reminder', 'extension', 'handover', 'cancellation']) : []
  return steps.filter((step) => { const may = order.acts[step]; return may !== undefined && (may === true || !may.code.startsWith('permission.') && !may.code.startsWith('lifecycle.') && may.code !== 'order.not_asked_by_you' && may.code !== 'order.extended_already' && may.code !== 'order.extension_asked_already') })
}
