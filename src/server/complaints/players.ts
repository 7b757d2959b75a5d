// How a draft is played on real history: one page of cases after another, newest first, each case once under the policy in force and once under the draft.
import { sql } from 'kysely'
import type { PlayedDocument, RunEffect } from '../../contract/policy-runs.ts'
import type { Contribution } from '../../domain/policy/tally.ts'
import type { Db } from '../platform/context.ts'
import type { PolicyInForce } from './policy.ts'

/** What is played: cases received in [since, until], judged at `until`, under both policies. */
export type Play = { readonly since: number; readonly until: number; readonly before: PolicyInForce; readonly after: PolicyInForce }

/** One kind of document. The capability whose rules it holds says what a case becomes; `server/simulations.ts` lists them. */
export type Player = { readonly document: PlayedDocument; readonly play: (db: Db, ids: readonly string[], play: Play) => Promise<Contribution<RunEffect>[]> }

/** Where reading went on, as PostgreSQL writes it. */
export type Cursor = { readonly at: string; readonly id: string }

/** The next cases of the window before the cursor; no offset, so a page late in half a year costs as much as the first. */
export async function nextCases(db: Db, window: Pick<Play, 'since' | 'until'>, cursor: Cursor | null, most: number): Promise<{ readonly ids: readonly string[]; readonly cursor: Cursor | null }> {
  const rows = (await sql<Cursor>`select id, received_at::text as at from complaints where received_at >= ${new Date(window.since)} and received_at <= ${new Date(window.until)}
    ${cursor === null ? sql`` : sql`and (received_at, id) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)`} order by received_at desc, id desc limit ${most}`.execute(db)).rows
  return { ids: rows.map((r) => r.id), cursor: rows.at(-1) ?? cursor }
}

/** How many cases the window holds, read from the index alone. */
export async function countCases(db: Db, window: Pick<Play, 'since' | 'until'>): Promise<number> {
  return (await sql<{ n: number }>`select count(*)::int as n from complaints where received_at >= ${new Date(window.since)} and received_at <= ${new Date(window.until)}`.execute(db)).rows[0]?.n ?? 0
}
