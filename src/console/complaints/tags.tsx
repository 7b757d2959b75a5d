// The small words a case carries everywhere: status, priority, flags, reason; and the sentence of a "because".
import type { Flag, PriorityLevel, Status } from '../../domain/complaints/vocabulary.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import type { IconName } from '../kit/Icon.tsx'
import { wordParams } from '../kit/problem.ts'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { hasWords, label, t } from '../kit/words.ts'

export type Because = Readonly<{ code: string; params: Readonly<Record<string, unknown>> }>

/** Where the case stands on the main line. */
export function StatusTag({ status }: { status: Status }) {
  const tone: Tone = status === 'received' ? 'info' : isOpen(status) ? 'plain' : status === 'closed' || status === 'archived' ? 'good' : 'plain'
  return <Tag tone={tone}>{label('status', status)}</Tag>
}

const priorityTones: Readonly<Record<PriorityLevel, Tone>> = { p1: 'overdue', p2: 'soon', p3: 'outline', p4: 'outline' }

/** Urgency as a level; the reasons are in the title. */
export function PriorityTag({ level, because = [] }: { level: PriorityLevel; because?: readonly Because[] }) {
  return <Tag tone={priorityTones[level]} title={[t(`console.priority.${level}`), ...because.map(sayBecause)].join('\n')}>{level.toUpperCase()}</Tag>
}

const flagLooks: Readonly<Partial<Record<Flag, { tone: Tone; icon: IconName }>>> = {
  waiting_customer: { tone: 'plain', icon: 'pause' }, escalated: { tone: 'soon', icon: 'flag' }, under_review: { tone: 'info', icon: 'eye' }, regulator_appeal: { tone: 'overdue', icon: 'flag' },
  over_age: { tone: 'plain', icon: 'clock' }, possible_duplicate: { tone: 'info', icon: 'copy' }, repeat: { tone: 'plain', icon: 'repeat' }, chaser: { tone: 'soon', icon: 'repeat' }, unidentified_item: { tone: 'plain', icon: 'question' }, restricted: { tone: 'plain', icon: 'lock' }, inquiry: { tone: 'overdue', icon: 'lock' },
}

/** Circumstances beside the main line. */
export function FlagTags({ flags }: { flags: readonly Flag[] }) {
  return flags.map((flag) => {
    const look = flagLooks[flag]
    return <Tag key={flag} tone={look?.tone ?? 'plain'} {...(look === undefined ? {} : { icon: look.icon })}>{label('flag', flag)}</Tag>
  })
}

/** The name of a reason `first` or `first.leaf`, from the words of its parts. */
export function reasonLabel(code: string): string {
  const [first = code, leaf] = code.split('.')
  if (leaf === undefined) return t(`reasons.first.${first}`, {}, first)
  return hasWords(`reasons.leaf.${first}.${leaf}`) ? t(`reasons.leaf.${first}.${leaf}`) : `${reasonLabel(first)} · ${leaf}`
}

/** Why something was suggested or decided, as a sentence. */
export function sayBecause({ code, params }: Because): string {
  const words = wordParams(params)
  for (const key of [`reasons.because.${code}`, `codes.because.${code}`, `codes.anomaly.${code}`, `codes.numberHint.${code}`]) if (hasWords(key)) return t(key, words)
  return [code, ...Object.values(words).map(String)].join(' ')
}
