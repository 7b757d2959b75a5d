// Answers typed on a phone that may lose its line: kept on the device until the server has them.
import type { OrderAnswer } from '../../domain/complaints/vocabulary.ts'

/** `by` is who wrote it, and only they send it; `key` makes it one answer however often it is sent; `refused` is why the server did not take it. */
export type AnswerDraft = { readonly answer: OrderAnswer | ''; readonly text: string; readonly otherUnitCode: string; readonly partial: boolean; readonly kit: boolean; readonly key: string; readonly waiting: boolean; readonly by: string; readonly refused: string }

const prefix = 'draft.order.'
const watchers = new Set<() => void>()

/** The draft of an order by this person, or an empty one with a fresh idempotency key. */
export function readDraft(orderId: string, by: string, store: Pick<Storage, 'getItem'> = localStorage): AnswerDraft {
  const empty: AnswerDraft = { answer: '', text: '', otherUnitCode: '', partial: false, kit: false, key: crypto.randomUUID(), waiting: false, by, refused: '' }
  try {
    const kept = JSON.parse(store.getItem(prefix + orderId) ?? '{}') as Partial<AnswerDraft>
    return kept.by === by ? { ...empty, ...kept } : empty
  } catch {
    return empty
  }
}

/** Keeps the draft; a device without storage keeps it only on screen. */
export function keepDraft(orderId: string, draft: AnswerDraft): void {
  try {
    localStorage.setItem(prefix + orderId, JSON.stringify(draft))
  } catch {
    // Full or forbidden storage: the words stay on screen.
  }
}

/** Forgets a draft the server has. */
export function dropDraft(orderId: string): void {
  localStorage.removeItem(prefix + orderId)
}

/** The orders whose answer this person has pressed to send and the server doesn't have yet. */
export function waitingOrders(by: string): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)).filter((orderId) => readDraft(orderId, by).waiting)
}

/** Calls back when a draft changed otherwise than by its own form; gives what ends that. */
export function watchDrafts(run: () => void): () => void {
  watchers.add(run)
  return () => { watchers.delete(run) }
}

/** Tells the forms that a draft changed. */
export function tellDrafts(): void {
  for (const run of watchers) run()
}

/** The body of the answer. */
export function toAnswer(draft: AnswerDraft & { answer: OrderAnswer }, attachmentIds: readonly string[]) {
  return {
    answer: draft.answer, text: draft.text.trim(), partial: draft.partial, kit: draft.kit, ...(draft.answer === 'other_unit' && draft.otherUnitCode.trim() !== '' ? { otherUnitCode: draft.otherUnitCode.trim() } : {}),
    ...(attachmentIds.length === 0 ? {} : { attachmentIds: [...attachmentIds] }),
  }
}
