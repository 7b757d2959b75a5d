// The house's own chores: partitions ahead of time, and rows whose time is over.
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from './context.ts'
import { job } from './jobs.ts'
import type { Job, Sweep } from './jobs.ts'
import type { Platform } from './platform.ts'

/** Makes the monthly partitions of the record, the feed and the messages two months ahead; the default partition catches the rest. */
export async function makePartitions(p: Pick<Platform, 'db'>): Promise<void> {
  await sql`select ensure_partitions((app_now() - interval '1 month')::date, (greatest(app_now(), now()) + interval '2 months')::date)`.execute(p.db)
}

/** Chores every worker may run. */
export function houseJobs(p: Platform): Job[] {
  return [
    job({ name: 'make_partitions', payload: z.object({}), cron: '10 3 * * *', run: () => makePartitions(p) }),
    job({ name: 'clean_up', payload: z.object({}), cron: '40 * * * *', run: () => cleanUp(p) }),
  ]
}

// In steps, so that no lock or long transaction stands in anybody's way.
async function cleanUp(p: Platform): Promise<void> {
  const chores = [
    sql`delete from idempotency_keys where ctid = any(array(select ctid from idempotency_keys where created_at < now() - interval '30 days' limit 5000))`,
    sql`delete from sign_in_failures where ctid = any(array(select ctid from sign_in_failures where at < now() - interval '1 day' limit 5000))`,
    sql`delete from sessions where ctid = any(array(select ctid from sessions where expires_at < now() - interval '90 days' limit 5000))`,
    sql`delete from portal_codes where ctid = any(array(select ctid from portal_codes where expires_at < now() - interval '7 days' limit 5000))`,
    sql`delete from portal_sessions where ctid = any(array(select ctid from portal_sessions where expires_at < now() - interval '7 days' limit 5000))`,
    sql`delete from drafts where ctid = any(array(select ctid from drafts where expires_at < now() limit 5000))`,
    sql`delete from undoable_steps where ctid = any(array(select ctid from undoable_steps where expires_at < app_now() - interval '1 day' and undone_at is null limit 5000))`,
    sql`delete from notifications where ctid = any(array(select ctid from notifications where at < app_now() - interval '60 days' limit 5000))`,
    // a run of bulk acts is shown for a day and can be undone for minutes; what it did stands in each case's record
    sql`delete from bulk_items where ctid = any(array(select i.ctid from bulk_items i join bulk_runs r on r.id = i.run_id where r.at < app_now() - interval '30 days' limit 5000))`,
    sql`delete from bulk_runs where ctid = any(array(select r.ctid from bulk_runs r where r.at < app_now() - interval '30 days' and not exists (select from bulk_items i where i.run_id = r.id) and not exists (select from bulk_runs u where u.undoes = r.id) limit 5000))`,
    sql`delete from outbox where id = any(array(select id from outbox where at < app_now() - interval '40 days' order by id limit 5000))`,
  ]
  for (const chore of chores) {
    for (let left = 200; left > 0; left--) {
      const result = await chore.execute(p.db)
      if (Number(result.numAffectedRows ?? 0n) < 5000) break
    }
  }
}

/** Says every five seconds that a worker lives, in real time. */
export function heartbeatSweep(db: Db): Sweep {
  return { name: 'heartbeat', everyMs: 5000, run: async () => {
    await sql`insert into settings (name, value) values ('worker', ${JSON.stringify({ pid: process.pid })}::jsonb) on conflict (name) do update set value = excluded.value, updated_at = now()`.execute(db)
    return 0
  } }
}
