// The acts of evidence that stand in the action bar, as data: asking the customer for it.
import { requestEvidence } from '../../contract/evidence.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { noticeChannels } from '../../domain/complaints/vocabulary.ts'
import { label, t } from '../kit/words.ts'
import type { Act } from './actions.ts'

/** Rows for `acts`. */
export const evidencing: Readonly<Partial<Record<Action, Act>>> = {
  evidence_request: {
    endpoint: requestEvidence, icon: 'question',
    fields: () => [
      { kind: 'line', name: 'what', words: t('console.evidence.what'), required: true, max: 300 }, { kind: 'area', name: 'reason', words: t('console.evidence.why'), required: true, told: true, max: 500 }, { kind: 'moment', name: 'dueAt', words: t('console.evidence.due'), required: true },
      { kind: 'select', name: 'channel', words: t('console.field.channel'), required: true, options: noticeChannels.map((value) => ({ value, words: label('noticeChannel', value) })) }, { kind: 'check', name: 'adverseEffectTold', words: t('console.evidence.effect') },
    ],
    given: () => ({ channel: 'sms' }),
  },
}
