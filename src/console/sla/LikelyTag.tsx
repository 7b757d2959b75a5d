// A quiet word that a deadline is likely to be missed, with the reason at hand.
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { useNow } from '../kit/clock.ts'
import { Tag } from '../kit/Tag.tsx'
import { longSpan } from '../kit/time-words.ts'
import { t } from '../kit/words.ts'
import './ladder.css'

type Likely = { readonly kind: ClockKind; readonly dueAt: string; readonly needsMs: number; readonly sample: number }

/** The reason as one sentence, of now. */
function likelyWords({ kind, dueAt, needsMs, sample }: Likely, now: number): string {
  return t(sample === 0 ? 'console.ladder.likely_policy' : 'console.ladder.likely_why', { clock: t(`clocks.kind.${kind}`), needsMs: longSpan(needsMs), leftMs: longSpan(Math.max(0, Date.parse(dueAt) - now)), sample })
}

/** The tag of a row: the sentence is its title. */
export function LikelyTag({ likely }: { likely: Likely }) {
  return <Tag tone="soon" icon="alarm" title={likelyWords(likely, useNow(60_000))}>{t('console.ladder.likely')}</Tag>
}

/** The sentence itself, where there is room. */
export function LikelyLine({ likely }: { likely: Likely }) {
  return <p className="likely-line"><Tag tone="soon" icon="alarm">{t('console.ladder.likely')}</Tag> <span className="quiet">{likelyWords(likely, useNow(60_000))}</span></p>
}
