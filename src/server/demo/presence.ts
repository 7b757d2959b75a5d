// The demo's colleagues are at their desks: while their shift runs they are seen, each with a case of theirs open.
import { sql } from 'kysely'
import { beat } from '../identity/beats.ts'
import type { Platform } from '../platform/platform.ts'
import type { Sweep } from '../platform/jobs.ts'
import { colleagues } from './people.ts'

/** Every fifteen seconds, in a demo only. */
export function demoPresenceSweep(p: Pick<Platform, 'db' | 'demo'>): Sweep {
  return { name: 'demo_presence', everyMs: 15_000, run: () => (p.demo ? seeColleagues(p) : Promise.resolve(0)) }
}

async function seeColleagues({ db }: Pick<Platform, 'db'>): Promise<number> {
  const there = await sql<{ id: string }>`select u.id from users u join shifts s on s.user_id = u.id and s.from_at <= app_now() and s.to_at > app_now() where u.status = 'active' and u.username = any(${colleagues.map((c) => c.username)}::text[])`.execute(db)
  const ids = there.rows.map((r) => r.id)
  await beat(db, ids)
  await sql`with own as (select distinct on (c.owner_id) c.owner_id, c.id from complaints c where c.owner_id = any(${ids}::uuid[]) and c.status in ('accepted','investigating','planning','negotiating','decided','executing','confirming') order by c.owner_id, c.next_due_at, c.id)
    insert into case_presence (user_id, complaint_id, doing, since, seen_at) select owner_id, id, 'viewing', now(), now() from own on conflict (user_id, complaint_id) do update set seen_at = excluded.seen_at`.execute(db)
  return 0
}
