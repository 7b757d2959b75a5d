// The files somebody files a complaint with are its first evidence: bound, registered and told by the record in the same commit.
import { appendEvents } from '../platform/chain.ts'
import type { Db } from '../platform/context.ts'
import { addEvidence } from './evidence.ts'
import type { Prepared } from './intake-member.ts'

/** Registers the files of a case just inserted; its version stays the first. @throws Refusal 404 `attachment.not_yours` */
export async function registerFiled(tx: Db, now: number, { id, events, member }: Prepared): Promise<void> {
  const items = (member.input.attachmentIds ?? []).map((attachmentId) => ({ attachmentId, origin: 'intake' as const, originId: null }))
  const last = events.at(-1)
  if (items.length === 0 || !last) return
  const { event } = await addEvidence(tx, { complaintId: id, now, actor: member.actor }, items)
  const chained = appendEvents({ id, kind: 'complaint' }, { seq: last.seq, hash: last.hash }, now, member.actor, [event])
  await tx.insertInto('events').values(chained.rows.map((e) => ({ ...e, at: new Date(e.at) }))).execute()
  await tx.updateTable('complaints').set({ chain_seq: chained.head.seq, chain_hash: chained.head.hash }).where('id', '=', id).execute()
}
