// Filing complaints: requests that wait share a commit. At most two statements are in flight; a lane takes everything waiting, up to 64.
import { CompiledQuery, sql } from 'kysely'
import type { Filed } from '../../contract/complaints.ts'
import { Refusal } from '../../domain/refusal.ts'
import { phoneIndex } from '../customers/indexes.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { openingWith, prepareOnce, sendTogether } from '../platform/database.ts'
import { sameBytes } from '../platform/ids.ts'
import { Replayed } from '../platform/routes.ts'
import { lookupWithin } from '../waybills/carrier.ts'
import type { LookupResult } from '../waybills/carrier.ts'
import type { Deps } from './deps.ts'
import { registerFiled } from './intake-files.ts'
import { itemsOf, prepare, readReply, storeReply } from './intake-member.ts'
import type { Member, Prepared, Prior } from './intake-member.ts'
import { insertPrepared } from './intake-statement.ts'
import { settleOnSpot } from './on-spot.ts'
import { isOpenText } from './open.ts'

const lanes = 2
const batchLimit = 64
/** While a lane is under way, the next starts for no fewer: small batches cost each case twice as much, and who waits goes with the next commit. */
const enough = 16
/** Parcels looked up before filing; a batch complaint's further parcels are looked up by a job. */
const lookupLimit = 3

type Waiting = { readonly member: Member; readonly ctx: Ctx; readonly resolve: (reply: unknown) => void; readonly reject: (error: unknown) => void }
type Outcome = { readonly reply?: unknown; readonly error?: unknown }
export type Intake = { readonly file: (ctx: Ctx, member: Omit<Member, 'lookups'>) => Promise<unknown> }

/** The one intake of a process: API, portal, units and later channels and import all file through it. `between` is called before each of those that are filed together: a thread that stands back for others waits there. */
export function createIntake(deps: Deps, between: () => void = () => {}): Intake {
  const waiting: Waiting[] = []
  let busy = 0
  const pump = (): void => {
    while (waiting.length > 0 && (busy === 0 || (busy < lanes && waiting.length >= enough))) {
      busy += 1
      void run(takeBatch(waiting)).finally(() => { busy -= 1; pump() })
    }
  }
  const run = async (batch: readonly Waiting[]): Promise<void> => {
    const outcomes = await fileBatch(deps, batch, between).catch((error: unknown) => error)
    if (Array.isArray(outcomes)) { batch.forEach((w, i) => settle(w, outcomes[i] as Outcome)); return }
    if (batch.length === 1) { const [w] = batch; if (w) await retryOnce(deps, w, outcomes, between); return }
    // one bad member must hurt only its own request
    for (const w of batch) await run([w])
  }
  return {
    file: async (ctx, member) => {
      const lookups = await lookUp(deps, member)
      return new Promise((resolve, reject) => { waiting.push({ member: { ...member, lookups }, ctx, resolve, reject }); pump() })
    },
  }
}

function settle(w: Waiting, outcome: Outcome): void {
  if (outcome.error !== undefined) w.reject(outcome.error)
  else w.resolve(outcome.reply)
}

/** A lost race for an idempotency key or a complaint number shows as a unique violation once; the second try finds the stored reply or another number. */
async function retryOnce(deps: Deps, w: Waiting, error: unknown, between: () => void): Promise<void> {
  if ((error as { code?: string }).code !== '23505') return w.reject(error)
  const again = await fileBatch(deps, [w], between).catch((e: unknown) => e)
  if (Array.isArray(again)) settle(w, again[0] as Outcome)
  else w.reject(again)
}

/** Everything that may share a statement, in order of arrival; files and on-the-spot settlements go alone, a key only once. */
function takeBatch(waiting: Waiting[]): readonly Waiting[] {
  const first = waiting.shift()
  if (!first) return []
  if (alone(first.member)) return [first]
  const batch = [first]
  const keys = new Set([keyOf(first.member)])
  for (let i = 0; i < waiting.length && batch.length < batchLimit;) {
    const next = waiting[i]
    const key = next && keyOf(next.member)
    if (!next || alone(next.member) || (key !== null && keys.has(key ?? null))) { i += 1; continue }
    keys.add(key ?? null)
    waiting.splice(i, 1)
    batch.push(next)
  }
  return batch
}

function alone(m: Member): boolean {
  return m.input.onSpot !== undefined || (m.input.attachmentIds?.length ?? 0) > 0
}

function keyOf(m: Member): string | null {
  return m.idempotency === null ? null : `${m.idempotency.scope}\n${m.idempotency.key}`
}

async function lookUp(deps: Deps, member: Omit<Member, 'lookups'>): Promise<ReadonlyMap<string, LookupResult>> {
  const numbers = itemsOf(member.input).filter((i) => i.type === 'waybill').slice(0, lookupLimit).map((i) => i.numberIndex)
  return new Map(await Promise.all(numbers.map(async (n) => [n, await lookupWithin(deps.carrier, n)] as const)))
}

async function fileBatch(deps: Deps, batch: readonly Waiting[], between: () => void): Promise<Outcome[]> {
  return openingWith<Opening, Outcome[]>(deps.db, opening(deps, batch.map((w) => w.member)), async ({ tx, first }) => {
    const { now, keys } = first
    const priors = priorsOf(first.priors)
    const isTwin = twins()
    const outcomes = batch.map((w, i): Outcome | Prepared => {
      between()
      const replayed = replay(deps, w.member, keys)
      return replayed ?? attempt(() => prepare(deps, w.member, priors.get(i) ?? [], now, isTwin(w.member)))
    })
    const prepared = outcomes.filter((o): o is Prepared => 'row' in o)
    between()
    if (prepared.length > 0) await sendTogether(tx, (sent) => [
      insertPrepared(sent, prepared, (p) => storeReply(deps, p.member, p.filed)),
      deps.react(sent, prepared.map((p) => ({ complaintId: p.id, complaintNo: p.complaintNo, version: 1, events: p.newEvents }))),
    ])
    for (const p of prepared) if (p.member.consent) await sql`insert into consents (complaint_id, text_version, locale, at) values (${p.id}, ${p.member.consent.text}, ${p.member.consent.locale}, ${new Date(now)})`.execute(tx)
    for (const p of prepared) if (p.member.input.attachmentIds) await registerFiled(tx, now, p)
    return Promise.all(outcomes.map(async (o, i) => ('row' in o ? { reply: await finish(deps, tx, now, o, batch[i]?.ctx) } : o)))
  })
}

async function finish(deps: Deps, tx: Db, now: number, p: Prepared, ctx: Ctx | undefined): Promise<unknown> {
  if (p.member.input.onSpot === undefined || ctx === undefined) return p.member.reply(p.filed)
  const filed: Filed = { ...p.filed, ...(await settleOnSpot(deps, ctx, tx, now, p.id, p.member.input.onSpot)) }
  const reply = p.member.reply(filed)
  if (p.member.idempotency) await sql`update idempotency_keys set reply = ${storeReply(deps, p.member, filed)} where scope = ${p.member.idempotency.scope} and key = ${p.member.idempotency.key}`.execute(tx)
  return reply
}

function attempt(make: () => Prepared): Outcome | Prepared {
  try { return make() } catch (error) { if (error instanceof Refusal) return { error }; throw error }
}

type Stored = { scope: string; key: string; request_hash: string; status: number | null; reply: string | null }

function replay(deps: Deps, m: Member, keys: readonly Stored[]): Outcome | null {
  const claim = m.idempotency
  const stored = claim && keys.find((k) => k.scope === claim.scope && k.key === claim.key)
  if (!claim || !stored) return null
  if (!sameBytes(Buffer.from(stored.request_hash, 'hex'), claim.requestHash)) return { error: new Refusal('idempotency.other_body', {}, 422) }
  return { error: stored.reply === null || stored.status === null ? new Refusal('idempotency.in_flight') : new Replayed(stored.status, readReply(deps, claim, stored.reply)) }
}

/** Two members of one batch about the same parcel don't see each other in the database: the later one is told. */
function twins(): (m: Member) => boolean {
  const seen = new Set<string>()
  return (m) => {
    const numbers = itemsOf(m.input).map((i) => i.numberIndex)
    const again = numbers.some((n) => seen.has(n))
    for (const n of numbers) seen.add(n)
    return again
  }
}

/** A case found for a member, as the database tells it: once for each way it was found. */
export type PriorRow = { i: number; id: string; complaint_no: string; kind: Prior['kind']; open: boolean; reason: string | null; received_at: number; restricted: boolean; inquiry: boolean; how: Prior['how'] }
type Opening = { readonly now: number; readonly keys: readonly Stored[]; readonly priors: readonly PriorRow[] }

const openingText = prepareOnce(`
  select app_now() as now,
    (select coalesce(json_agg(json_build_object('scope', k.scope, 'key', k.key, 'request_hash', encode(k.request_hash, 'hex'), 'status', k.status, 'reply', k.reply)), '[]')
      from json_to_recordset($1::json) as a (scope text, key text) cross join lateral (select * from idempotency_keys where scope = a.scope and key = a.key limit 1) k) as keys,
    (select coalesce(json_agg(json_build_object('i', m.i, 'id', c.id, 'complaint_no', c.complaint_no, 'kind', c.kind, 'open', ${isOpenText}, 'reason', coalesce(c.reason_code, c.suggested ->> 'code'),
        'received_at', floor(extract(epoch from c.received_at) * 1000), 'restricted', c.flags @> '{restricted}', 'inquiry', c.flags @> '{inquiry}', 'how', x.how)), '[]')
      from json_to_recordset($2::json) as m (i int, phone text, numbers text[], families text[])
      cross join lateral (
        (select complaint_id as id, 'item' as how from complaint_items where number_index = any(m.numbers) limit 20)
        union all (select complaint_id, 'family' from complaint_items where family_key = any(m.families) and not number_index = any(m.numbers) limit 20)
        union all (select id, 'phone' from complaints where phone_index = decode(m.phone, 'hex') and received_at > app_now() - interval '90 days' order by received_at desc limit 20)
      ) x join complaints c on c.id = x.id) as priors`)

/** The transaction's clock with what the database already knows of the batch: answered keys, and open or recent cases about the same parcels or phones. */
function opening(deps: Deps, members: readonly Member[]): CompiledQuery {
  const asked = members.map((m, i) => ({ i, phone: phoneIndex(deps.keys, m.input.complainant?.phone)?.toString('hex') ?? null, numbers: itemsOf(m.input).map((n) => n.numberIndex), families: [...m.lookups.values()].flatMap((l) => (l.kind === 'found' ? [l.waybill] : [])).map((w) => `${w.carrier}:${w.family.parent ?? w.family.returnOf ?? w.family.relabelOf ?? w.number}`) }))
  const claims = members.flatMap((m) => (m.idempotency === null ? [] : [{ scope: m.idempotency.scope, key: m.idempotency.key }]))
  return CompiledQuery.raw(openingText, [JSON.stringify(claims), JSON.stringify(asked)])
}

/** How a case was found, the strongest way first. */
const ways: readonly Prior['how'][] = ['item', 'family', 'phone']

/** By the member's place in the batch; a case found in several ways counts once, by the strongest, in whatever order the database tells them. */
export function priorsOf(rows: readonly PriorRow[]): ReadonlyMap<number, readonly Prior[]> {
  const priors = new Map<number, Prior[]>()
  for (const r of rows.toSorted((a, b) => ways.indexOf(a.how) - ways.indexOf(b.how))) {
    const list = priors.get(r.i) ?? []
    if (!list.some((p) => p.id === r.id)) list.push({ id: r.id, complaintNo: r.complaint_no, kind: r.kind, open: r.open, reason: r.reason, receivedAt: r.received_at, restricted: r.restricted, inquiry: r.inquiry, how: r.how })
    priors.set(r.i, list)
  }
  return priors
}
