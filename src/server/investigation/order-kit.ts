// The unit's own part of the parcel's course goes with its answer as a piece of evidence (自证清白, OPN-39).
import { registerEvidence } from '../complaints/evidence.ts'
import type { Step } from '../complaints/gate.ts'
import { businessMoment } from '../complaints/tell.ts'
import { wordsOf } from '../platform/locales.ts'
import { readOrder } from './order-cards.ts'
import { kitText } from './standing.ts'

/** Registers the kit of an order that the actor may see, as it is at this moment; nothing where the carrier told nothing of the unit. */
export async function attachKit(step: Step, orderId: string): Promise<void> {
  const { kit, unit } = await readOrder(step.deps, step.tx, step.ctx.actor, orderId)
  const text = kit === null ? '' : kitText(kit, wordsOf('zh-CN'), businessMoment)
  if (text !== '') await registerEvidence(step, [{ type: 'tracking_snapshot', side: 'system', text, unitId: unit.id, origin: 'order', originId: orderId, orderId }])
}
