// The eight answers to "what went wrong" and the first-level reasons they stand for (OPN-25, OPN-26).
import type { Choice } from '../models.ts'

/** The choices in the order shown: most frequent first, "other" last. */
export const choices: readonly Choice[] = ['delay', 'loss', 'damage', 'shortage', 'false_signoff', 'delivery_service', 'attitude', 'other']

/** First-level reason code a choice registers as; staff refine it to a leaf later. */
export const reasonOfChoice: Readonly<Record<Choice, string>> = {
  delay: 'delay',
  loss: 'loss',
  damage: 'damage',
  shortage: 'shortage',
  false_signoff: 'false_signoff',
  delivery_service: 'delivery_service',
  attitude: 'attitude',
  other: 'other',
}

const nearest: Readonly<Record<string, Choice>> = {
  content_mismatch: 'shortage',
  misdelivery: 'shortage',
  locker_station: 'delivery_service',
  complaint_service: 'attitude',
  tracking_info: 'delay',
}

/** The choice whose words fit a reason (first level or leaf); used to speak of a case in the customer's words. */
export function choiceOfReason(reasonCode: string): Choice {
  const firstLevel = reasonCode.split('.')[0] ?? ''
  return choices.find((choice) => reasonOfChoice[choice] === firstLevel) ?? nearest[firstLevel] ?? 'other'
}

/** Is this text one of the choices? */
export function isChoice(text: string): text is Choice {
  return choices.some((choice) => choice === text)
}
