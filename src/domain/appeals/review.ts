// How often a second look may be asked for (C7, FUP-12, ESC-01): each kind once.
import { reviewLimit } from '../complaints/guards.ts'
import type { ReviewKind } from '../complaints/vocabulary.ts'
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

/** Why this kind can't be raised any more, or null. */
export function whyNotReview(kind: ReviewKind, used: Readonly<Record<ReviewKind, number>>): Why | null {
  return used[kind] >= reviewLimit ? why('review.used_up', { kind }) : null
}
