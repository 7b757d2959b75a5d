// Who opened a case under inquiry, whichever part of it: kept beside the case, told to those named in it (CLS-12).
import { sql } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import type { Db } from '../platform/context.ts'

/** Writes down that a person opened a case under inquiry; a look again within ten minutes is the same one. Real time counts. */
export async function noteAccess(db: Db, actor: Actor, complaintId: string): Promise<void> {
  if (actor.kind !== 'user') return
  await sql`insert into inquiry_accesses (complaint_id, user_id, user_name, at) select ${complaintId}, ${actor.id}::uuid, ${actor.name}, app_now()
    where not exists (select 1 from inquiry_accesses a where a.complaint_id = ${complaintId} and a.user_id = ${actor.id}::uuid and a.at > app_now() - interval '10 minutes') on conflict do nothing`.execute(db)
}
