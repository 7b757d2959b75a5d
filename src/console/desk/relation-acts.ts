// The acts that put cases together, as data for the action bar and the palette.
import * as contract from '../../contract/relations.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { linkKinds, noticeChannels } from '../../domain/complaints/vocabulary.ts'
import type { Field, Values } from '../kit/form.ts'
import { label, t } from '../kit/words.ts'
import type { Act } from './actions.ts'
import { findOtherCases } from './find-cases.ts'

/** How the customer of a merged case was told; left empty, a message tells them. */
export function noticeFields(): readonly Field[] {
  const isTold = (values: Values): boolean => String(values['notice.channel'] ?? '') !== ''
  return [
    { kind: 'select', name: 'notice.channel', words: t('console.relation.told_by'), hint: t('console.relation.told_by_hint'), options: noticeChannels.map((value) => ({ value, words: label('noticeChannel', value) })) },
    { kind: 'area', name: 'notice.text', words: t('console.relation.told_words'), required: true, when: isTold },
  ]
}

const reason = (): Field => ({ kind: 'line', name: 'reason', words: t('console.field.reason'), required: true, max: 300 })

/** Rows for `acts`. */
export const relating: Readonly<Partial<Record<Action, Act>>> = {
  merging: {
    endpoint: contract.merge, icon: 'copy', fields: ({ seen }) => [{ kind: 'pick', name: 'into', words: t('console.relation.into'), hint: t('console.relation.into_hint'), find: findOtherCases(seen.id), required: true }, reason(), ...noticeFields()],
    given: () => ({ reason: t('console.relation.same_matter') }),
  },
  unmerging: { endpoint: contract.unmerge, icon: 'history', fields: () => [reason()] },
  parent: { endpoint: contract.setParent, icon: 'up', fields: ({ seen }) => [{ kind: 'pick', name: 'parentId', words: t('console.relation.parent'), find: findOtherCases(seen.id), required: true }, reason()] },
  link: {
    endpoint: contract.link, icon: 'link', fields: ({ seen }) => [{ kind: 'pick', name: 'otherId', words: t('console.relation.other'), find: findOtherCases(seen.id), required: true }, { kind: 'radio', name: 'kind', words: t('console.relation.kind'), required: true, options: linkKinds.map((value) => ({ value, words: label('linkKind', value) })) }, reason()],
    given: () => ({ kind: 'related' }),
  },
}
