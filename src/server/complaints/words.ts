// Free text on its way into the clear: phones, ids and the like are masked before it is stored, indexed or recorded.
import { scrubText } from '../../domain/customers/scrub.ts'
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

/** An instant from the wire that must lie in the past (a call, a notice told earlier). @throws Refusal `instant.in_future` 400 */
export function pastInstant(iso: string | undefined, now: number, notBefore: number): number {
  const at = iso === undefined ? now : Date.parse(iso)
  if (at > now + 60_000) throw new Refusal('instant.in_future', {}, 400)
  if (at < notBefore) throw new Refusal('instant.before_receipt', {}, 400)
  return Math.min(at, now)
}

/** An instant from the wire that must lie ahead (a promise). @throws Refusal `instant.in_past` 400 */
export function futureInstant(iso: string, now: number): number {
  const at = Date.parse(iso)
  if (at <= now) throw new Refusal('instant.in_past', {}, 400)
  return at
}
