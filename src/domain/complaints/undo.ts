// Taking a step back: which steps can be, and until when their maker may.
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

/** Steps whose maker may take them back within the seconds of the policy: nobody has acted on them yet and nothing has left the house. */
export const undoableActions = ['assignment', 'take', 'closing', 'offer'] as const
export type UndoableAction = (typeof undoableActions)[number]

/** Messages that wait in the queue while their step may be taken back, by the step's template. */
export const heldTemplates: readonly string[] = ['closed', 'offer']

/** The last step of the case, if it is one that can be taken back: whose, and whether its seconds are over. */
export type UndoableStep = { readonly action: UndoableAction; readonly byId: string; readonly isOver: boolean }

/** Whether the last step of a case can be taken back at all. */
export function isUndoable(action: string): action is UndoableAction {
  return (undoableActions as readonly string[]).includes(action)
}

/** Why this person may not take the last step back, or null when they may. `last` is null once anything else happened on the case. */
export function whyNotUndo(last: UndoableStep | null, personId: string): Why | null {
  if (last === null) return why('undo.nothing')
  if (last.byId !== personId) return why('undo.not_yours')
  return last.isOver ? why('undo.too_late') : null
}
