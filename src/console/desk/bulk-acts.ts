// The acts for many cases as the console offers them: who may, what they ask for, how the change in a case reads.
import type { BulkActName, PreviewItem } from '../../contract/bulk.ts'
import type { Permission } from '../../domain/identity/permissions.ts'
import { transitionOf } from '../../domain/complaints/lifecycle.ts'
import { reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { findPeople } from '../identity/find.ts'
import type { Field } from '../kit/form.ts'
import type { IconName } from '../kit/Icon.tsx'
import { label, t } from '../kit/words.ts'

type Reasons = readonly { readonly code: string }[]
export type OfferedAct = Readonly<{ name: BulkActName; icon: IconName; fields: (reasons: Reasons) => readonly Field[] }>

const word = (name: string) => t(`console.field.${name}`)

/** In the order of the bar. */
export const offeredActs: readonly OfferedAct[] = [
  { name: 'assignment', icon: 'person', fields: () => [{ kind: 'pick', name: 'ownerId', words: word('ownerId'), find: findPeople, required: true }, { kind: 'line', name: 'reason', words: word('reason'), max: 200 }] },
  { name: 'take', icon: 'check', fields: () => [] },
  { name: 'classification', icon: 'filter', fields: (reasons) => [{ kind: 'select', name: 'reasonCode', words: word('reasonCode'), required: true, options: (reasons.length > 0 ? reasons.map((each) => each.code) : reasonCodes).map((value) => ({ value, words: reasonLabel(value) })) }, { kind: 'area', name: 'reason', words: word('reason'), max: 500 }] },
  { name: 'note', icon: 'note', fields: () => [{ kind: 'area', name: 'text', words: word('text'), required: true, max: 4000 }] },
  { name: 'archiving', icon: 'file', fields: () => [{ kind: 'area', name: 'note', words: word('note'), max: 500 }] },
]

/** What one must hold to do it. */
export function permissionOf(name: BulkActName): Permission {
  return transitionOf(name).permission
}

/** The change of a case in words: from what to what. */
export function changeWords(name: BulkActName, { from, to }: Pick<PreviewItem, 'from' | 'to'>): string {
  if (to === null) return t('console.bulk.adds_note')
  const say = (value: string | null) => (value === null ? t(name === 'classification' ? 'console.bulk.no_reason' : 'console.case.no_owner') : name === 'classification' ? reasonLabel(value) : name === 'archiving' ? label('status', value) : value)
  return `${say(from)} → ${say(to)}`
}
