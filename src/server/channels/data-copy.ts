// The copy of one's own data (Art. 45): everything a person gave and was told, whole and in plain, sealed until it is fetched with a code.
import { sql } from 'kysely'
import type { Deps } from '../complaints/deps.ts'
import type { Db } from '../platform/context.ts'
import { seal, unseal } from '../platform/crypto.ts'
import type { Tx } from '../platform/write.ts'
import type { DataCopy } from '../../portal/models.ts'
import { keeping } from './data-policy.ts'
import { viewPortalCase } from './portal-case.ts'

const place = (requestId: string): string => `data_copies|sealed|${requestId}`
const dayMs = 86_400_000

type Subject = { readonly id: string; readonly complaint_no: string }
type Plain = Readonly<Partial<Record<'name' | 'phone' | 'email' | 'handle' | 'place' | 'verbatim' | 'demand', string>>>
type Given = { sealed: Buffer; kind: string; channel: string; preferences: DataCopy['cases'][number]['preferences']; items: { type: string; number: string }[] | null; contacts: DataCopy['cases'][number]['contacts'] | null; messages: DataCopy['cases'][number]['messages'] | null; consent: DataCopy['cases'][number]['consent']; rating: DataCopy['cases'][number]['rating'] }

/** Makes the copy in the transaction of the answer. */
export async function makeCopy(d: Deps, { tx, now }: Tx, requestId: string, cases: readonly Subject[]): Promise<{ data: { cases: number; until: string }; kept: [] }> {
  const request = await sql<{ complaint_no: string; sealed: Buffer }>`select complaint_no, sealed from complaints where id = ${requestId}`.execute(tx)
  const own = request.rows[0]
  if (!own) throw new Error('a request without its case')
  const held: DataCopy['cases'][number][] = []
  for (const one of cases) held.push(await copyOf(d, tx, one))
  const kept = d.policy().of(keeping)
  const until = now + kept.copyDays * dayMs
  const copy: DataCopy = { format: 'huiyin-personal-data/1', requestNo: own.complaint_no, madeAt: new Date(now).toISOString(), keepYears: kept.recordYears, cases: held }
  await sql`insert into data_copies (complaint_id, sealed, made_at, expires_at) values (${requestId}, ${seal(d.keys, place(requestId), JSON.stringify(copy))}, ${new Date(now)}, ${new Date(until)})
    on conflict (complaint_id) do update set sealed = excluded.sealed, made_at = excluded.made_at, expires_at = excluded.expires_at, taken_at = null`.execute(tx)
  return { data: { cases: held.length, until: new Date(until).toISOString() }, kept: [] }
}

async function copyOf(d: Deps, tx: Db, { id, complaint_no }: Subject): Promise<DataCopy['cases'][number]> {
  const found = await sql<Given>`select c.sealed, c.kind, c.channel, c.preferences,
      (select jsonb_agg(jsonb_build_object('type', i.type, 'number', i.number) order by i.seq) from complaint_items i where i.complaint_id = c.id) as items,
      (select jsonb_agg(jsonb_build_object('at', k.at, 'direction', k.direction, 'channel', k.channel, 'summary', k.summary) order by k.at) from contacts k where k.complaint_id = c.id) as contacts,
      (select jsonb_agg(jsonb_build_object('at', m.at, 'channel', m.channel, 'to', m.to_masked, 'body', m.body) order by m.at) from messages m where m.complaint_id = c.id) as messages,
      (select jsonb_build_object('text', s.text_version, 'at', s.at) from consents s where s.complaint_id = c.id) as consent,
      (select jsonb_build_object('score', r.score, 'comment', r.comment) from ratings r where r.complaint_id = c.id order by r.at desc limit 1) as rating
    from complaints c where c.id = ${id}`.execute(tx)
  const row = found.rows[0]
  if (!row) throw new Error('a case of the copy is gone')
  const plain = JSON.parse(unseal(d.keys, `complaints|sealed|${id}`, row.sealed)) as Plain
  const seen = await viewPortalCase(d, tx, id)
  return {
    complaintNo: complaint_no, kind: row.kind, channel: row.channel, status: seen.status, receivedAt: seen.receivedAt, preferences: row.preferences, items: row.items ?? [],
    you: { name: plain.name ?? null, phone: plain.phone ?? null, email: plain.email ?? null, handle: plain.handle ?? null, place: plain.place ?? null }, words: plain.verbatim ?? '', demand: plain.demand ?? null,
    files: seen.attachments.map(({ name, mediaType, size, addedAt }) => ({ name, mediaType, size, addedAt })), decision: seen.decision && { text: seen.decision.text, reasons: seen.decision.reasons, toldAt: seen.decision.toldAt },
    measures: seen.measures.map(({ kind, description, amount, executedAt }) => ({ kind, description, amountMinor: amount?.minor ?? null, executedAt })), contacts: row.contacts ?? [], messages: row.messages ?? [], consent: row.consent, rating: row.rating,
  }
}

/** Opens the copy of a request while it lasts, and notes that it was fetched; null when it is gone or was never made. */
export async function takeCopy(d: Pick<Deps, 'db' | 'keys'>, requestId: string): Promise<DataCopy | null> {
  const found = await sql<{ sealed: Buffer }>`update data_copies set taken_at = coalesce(taken_at, app_now()) where complaint_id = ${requestId} and expires_at > app_now() returning sealed`.execute(d.db)
  const row = found.rows[0]
  return row ? (JSON.parse(unseal(d.keys, place(requestId), row.sealed)) as DataCopy) : null
}
