// Free text on its way into the clear: phones, ids and the like are masked before it is stored, indexed or recorded.
import { scrubText } from '../../domain/customers/scrub.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'

/** The text with personal data masked; what was typed in plain stays only in the case's sealed fields. */
export function clean(text: string): string {
  return scrubText(text).text
}

/** The same for an optional text. */
export function cleanMaybe(text: string | undefined): string | null {
  return text === undefined ? null : clean(text)
}

/** A text short enough for a line of the record. */
export function gist(text: string): string {
  const t = clean(text)
  return t.length <= 200 ? t : `${t.slice(0, 199)}…`
}

/** How long after an act anybody may still enter it; later entries turn late into in time too easily, so a lead vouches for them. */
const entryMillis = 24 * 3_600_000

/**
 * An instant from the wire that must lie in the past (a call, a notice told earlier).
 * @throws Refusal 400 `instant.in_future`, `instant.before_receipt`; 403 `instant.entered_late` for more than a day ago by who may not decide late matters (`actor` null: no such limit).
 */
export function pastInstant(iso: string | undefined, now: number, notBefore: number, actor: Actor | null): number {
  const at = iso === undefined ? now : Date.parse(iso)
  if (at > now + 60_000) throw new Refusal('instant.in_future', {}, 400)
  if (at < notBefore) throw new Refusal('instant.before_receipt', {}, 400)
  if (actor && at < now - entryMillis && !may(actor, 'complaint:decide_over_age')) throw new Refusal('instant.entered_late', {}, 403)
  return Math.min(at, now)
}

/** An instant from the wire that must lie ahead (a promise). @throws Refusal `instant.in_past` 400 */
export function futureInstant(iso: string, now: number): number {
  const at = Date.parse(iso)
  if (at <= now) throw new Refusal('instant.in_past', {}, 400)
  return at
}
