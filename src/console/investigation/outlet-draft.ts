// Answers typed on a phone that may lose its line: kept on the device until the server has them, sent again when the line is back.
import type { OrderAnswer } from '../../domain/complaints/vocabulary.ts'
import type { UploadedFile } from '../kit/form.ts'

export type AnswerDraft = { answer: OrderAnswer | ''; text: string; otherUnitCode: string; files: readonly UploadedFile[]; key: string; waiting: boolean }

const keyOf = (orderId: string) => `draft.order.${orderId}`

/** The draft of an order, or an empty one with a fresh idempotency key. */
export function readDraft(orderId: string, store: Pick<Storage, 'getItem'> = localStorage): AnswerDraft {
  const empty: AnswerDraft = { answer: '', text: '', otherUnitCode: '', files: [], key: crypto.randomUUID(), waiting: false }
  try {
    return { ...empty, ...JSON.parse(store.getItem(keyOf(orderId)) ?? '{}') as Partial<AnswerDraft> }
  } catch {
    return empty
  }
}

/** Keeps the draft; a device without storage keeps it only on screen. */
export function keepDraft(orderId: string, draft: AnswerDraft, store: Pick<Storage, 'setItem'> = localStorage): void {
  try {
    store.setItem(keyOf(orderId), JSON.stringify(draft))
  } catch {
    // Full or forbidden storage: the words stay on screen.
  }
}

/** Forgets a draft the server has. */
export function dropDraft(orderId: string, store: Pick<Storage, 'removeItem'> = localStorage): void {
  store.removeItem(keyOf(orderId))
}

/** The body of the answer. */
export function toAnswer(draft: AnswerDraft & { answer: OrderAnswer }) {
  return {
    answer: draft.answer, text: draft.text.trim(), ...(draft.answer === 'other_unit' && draft.otherUnitCode.trim() !== '' ? { otherUnitCode: draft.otherUnitCode.trim() } : {}),
    ...(draft.files.length === 0 ? {} : { attachmentIds: draft.files.map((file) => file.id) }),
  }
}
