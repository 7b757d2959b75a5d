// What stands behind a row of the queue: cases merged into it, its children, its parent.
import type { QueueRow } from '../../contract/desk.ts'
import { Tag } from '../kit/Tag.tsx'
import { t } from '../kit/words.ts'

/** Draws nothing for a case that stands alone. */
export function RelationTags({ relations }: { relations: QueueRow['relations'] }) {
  if (relations === undefined) return null
  return (
    <>
      {relations.merged > 0 ? <Tag tone="info" icon="copy">{t('console.relation.tag_merged', { n: relations.merged })}</Tag> : null}
      {relations.children > 0 ? <Tag tone="info" icon="link">{t('console.relation.tag_children', { n: relations.children })}</Tag> : null}
      {relations.parentNo === null ? null : <Tag tone="outline" icon="up">{t('console.relation.tag_child')}</Tag>}
    </>
  )
}
