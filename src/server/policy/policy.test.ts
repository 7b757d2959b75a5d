// Versions of policy over HTTP: who drafts, checks and publishes; what is refused; what the next complaint gets while open ones stay as they were.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { fileCase } from '../../../test/case.ts'
import type { Answer, Client } from '../../../test/client.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import type { PolicyCheck, PolicySummary, PolicyVersion, PolicyVersionLine } from '../../contract/policy.ts'
import { openPolicy } from '../policy-in-force.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

type Rule = { committed: { value: number; unit: string } | null; target: { value: number; unit: string } | null; source: string }
type Limits = { default: string; rules: Record<string, Rule>; profiles: Record<string, { source: string; rules: Record<string, Rule> }> }
type Problem = { code: string; params: Record<string, unknown>; fields?: { path: string; code: string }[] }
const path = (kind: string, version?: number): string => `/api/policy/documents/${kind}${version === undefined ? '' : `/versions/${version}`}`
const days = (value: number) => ({ value, unit: 'calendar_day' })
const hours = (value: number) => ({ value, unit: 'hour' })

async function draft(who: Cast, kind: string, basedOn: number, reason = '收紧时限'): Promise<PolicyVersion> {
  const made = await (await world.as(who)).post<PolicyVersion>(`${path(kind)}/versions`, { basedOn, reason })
  if (made.status !== 201) throw new Error(made.text)
  return made.body
}

/** Saves a draft with its limits changed. */
async function change(who: Cast, v: PolicyVersion, edit: (body: Limits) => void, more: Record<string, unknown> = {}): Promise<Answer<PolicyVersion & Problem>> {
  const body = structuredClone(v.body) as unknown as Limits
  edit(body)
  return (await world.as(who)).put<PolicyVersion & Problem>(path(v.kind, v.version), { edition: v.edition, basedOn: v.basedOn, reason: v.reason, text: JSON.stringify(body), sources: v.sources, exceptions: v.exceptions, ...more })
}

/** What the simulation would leave behind once the draft was played. */
async function played(v: PolicyVersion): Promise<void> {
  const { id, name } = world.users.analyst
  await sql`insert into policy_runs (id, what, scope, body, body_hash, days, since, state, result, by_id, by_name, at, ended_at)
    values (${crypto.randomUUID()}, 'simulation', ${JSON.stringify({ document: v.kind, version: v.version })}::jsonb, ${JSON.stringify(v.body)}::json, ${v.bodyHash}, 30, app_now(), 'done', '{}', ${id}, ${name}, app_now(), app_now())`.execute(world.db)
}

async function publish(who: Cast, v: PolicyVersion, more: Record<string, unknown> = {}): Promise<Answer<PolicyVersion & Problem>> {
  return (await world.as(who)).post<PolicyVersion & Problem>(`${path(v.kind, v.version)}/publication`, { edition: v.edition, ...more })
}

async function read(who: Cast, kind: string, version: number): Promise<PolicyVersion> {
  return (await (await world.as(who)).get<PolicyVersion>(path(kind, version))).body
}

const pinned = async (id: string) => (await world.db.selectFrom('complaints').select('policy_version').where('id', '=', id).executeTakeFirstOrThrow()).policy_version
const decisionDue = async (id: string) => (await sql<{ hours: number }>`select round(extract(epoch from due_at - opened_at) / 3600)::int as hours from clocks where complaint_id = ${id} and kind = 'decision'`.execute(world.db)).rows[0]?.hours

describe('who may', () => {
  test('units of others see no policy; staff of the house read what is in force, not drafts', async () => {
    for (const who of ['outlet', 'courier', 'partner'] as const) expect([who, (await (await world.as(who)).get(path('sla', 1))).status]).toEqual([who, 404])
    const v = await draft('analyst', 'callback', 1)
    expect((await (await world.as('lead')).get(path('callback', 1))).status).toBe(200)
    expect((await (await world.as('lead')).get(path('callback', v.version))).status).toBe(404)
    const lines = async (who: Cast) => (await (await world.as(who)).get<{ items: PolicyVersionLine[] }>(path('callback'))).body.items.map((l) => `${l.version} ${l.standing}`)
    expect([await lines('lead'), await lines('analyst')]).toEqual([['1 in_force'], ['2 draft', '1 in_force']])
  })

  test('who only drafts does not publish; nobody publishes what they wrote in', async () => {
    const v = await draft('liaison', 'callback', 1)
    const saved = (await change('admin', v, (b) => { (b as unknown as { survey: { percent: number } }).survey.percent = 20 }, { sources: { 'survey.percent': '董事会决议 12' } })).body
    expect((await publish('analyst', saved)).body.code).toBe('permission.missing')
    for (const who of ['liaison', 'admin'] as const) expect([who, (await publish(who, saved)).body.code]).toEqual([who, 'policy.own_draft'])
    // the table says so too
    await expect(sql`update policy_versions set state = 'published', valid_from = app_now(), published_at = app_now(), published_by = ${world.users.admin.id}, published_by_name = 'x' where kind = 'callback' and version = ${v.version}`.execute(world.db)).rejects.toThrow('policy_versions')
    expect((await (await world.as('analyst')).post(`${path('callback', v.version)}/withdrawal`, { reason: '另起草' })).status).toBe(200)
    expect((await publish('admin', saved)).body).toMatchObject({ code: 'policy.not_a_draft', params: { state: 'withdrawn' } })
  })

  test('a machine neither drafts nor publishes', async () => {
    const machine = await world.machine(['policy:read', 'policy:draft', 'policy:publish'])
    expect((await machine.get(path('sla', 1))).status).toBe(200)
    expect((await machine.post<Problem>(`${path('sla')}/versions`, { basedOn: 1, reason: '自动' }, { key: 'machine-draft' })).body.code).toBe('identity.session_needed')
  })
})

describe('a draft', () => {
  test('begins as its base was; a check tells problems with their lines and keeps nothing', async () => {
    const v = await draft('analyst', 'sla', 1)
    expect(v).toMatchObject({ standing: 'draft', basedOn: 1, edition: 1, author: world.users.analyst.name, check: { problems: [], changes: [] }, simulated: false, mayEdit: true, refused: { publish: { code: 'permission.missing' }, withdraw: null } })
    const check = async (text: string) => (await (await world.as('analyst')).post<PolicyCheck>(`${path('sla')}/checks`, { basedOn: 1, text })).body
    const body = structuredClone(v.body) as unknown as Limits
    body.rules['platform'] = { ...body.rules['platform']!, pausable: true } as Rule
    const text = stringify(body)
    const wrong = await check(text)
    expect(wrong.problems).toMatchObject([{ code: 'policy.sla.never_pausable', path: 'rules.platform.pausable' }])
    const [problem] = wrong.problems
    expect(text.split('\n')[(problem?.line ?? 0) - 1]).toContain('pausable: true')
    expect((await check('rules: [')).problems).toMatchObject([{ code: 'policy.unreadable', line: 1 }])
    expect((await check('- a\n- b\n')).problems).toMatchObject([{ code: 'policy.not_a_document' }])
    expect((await check('version: 3\n')).problems).toMatchObject([{ code: 'policy.reserved_key' }])
    expect((await check('a: &a [x]\nb: &b [*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\n')).body).toBeNull()
    expect((await check('default: statutory_7d\n')).problems.map((p) => p.path)).toContain('rules')
    expect((await read('analyst', 'sla', v.version)).edition).toBe(1)
  })

  test('of two who save, the second is told', async () => {
    const v = await draft('analyst', 'sla', 1)
    const tighter = (b: Limits) => { b.rules['decision']!.committed = days(4) }
    expect((await change('analyst', v, tighter)).body).toMatchObject({ edition: 2, check: { changes: [{ path: 'rules.decision.committed', before: days(5), after: days(4) }] } })
    const second = await change('admin', v, tighter)
    expect([second.status, second.body.code, second.body.params]).toEqual([409, 'policy.edited_meanwhile', { edition: 2 }])
  })

  test('of another shape is refused with its places', async () => {
    const v = await draft('analyst', 'sla', 1)
    const answer = await change('analyst', v, (b) => { b.rules['decision']!.committed = { value: -1, unit: 'year' } })
    expect([answer.status, answer.body.code, answer.body.fields?.map((f) => f.path)]).toEqual([400, 'malformed', ['text.rules.decision.committed.value', 'text.rules.decision.committed.unit']])
    const nul = await change('analyst', v, (b) => { b.default = 'a\u0000b' })
    expect([nul.status, nul.body.code]).toEqual([400, 'malformed'])
  })

  test('that would be looser than law waits for a dated legal reason, and one that has ended is none', async () => {
    const v = await draft('analyst', 'sla', 1)
    const looser = (b: Limits) => { b.rules['decision']!.committed = days(10) }
    const saved = (await change('analyst', v, looser)).body
    await played(saved)
    expect((await publish('liaison', saved)).body).toMatchObject({ code: 'policy.looser_than_law', params: { path: 'rules.decision.committed', law: 'express_regulation_29' } })
    const reason = { path: 'rules.decision', text: '监管部门批复', law: 'express_regulation_29', date: '2026-01-01', until: '2026-02-01' as string | null }
    const ended = (await change('analyst', saved, looser, { exceptions: [...saved.exceptions, reason] })).body
    expect((await publish('liaison', ended)).body.code).toBe('policy.looser_than_law')
    const standing = (await change('analyst', ended, looser, { exceptions: [...saved.exceptions, { ...reason, until: null }] })).body
    expect(standing.check.looser.filter((l) => !l.allowed)).toEqual([])
    expect((await publish('admin', standing)).status).toBe(200)
    await back()
  })

  test('of a kind cases are judged by is played first, at the content it has', async () => {
    const v = await draft('analyst', 'sla', await latest('sla'))
    const saved = (await change('analyst', v, (b) => { b.rules['decision']!.committed = days(3) })).body
    expect((await publish('liaison', saved)).body.code).toBe('policy.not_simulated')
    await played(saved)
    const again = (await change('analyst', saved, (b) => { b.rules['decision']!.committed = days(4) })).body
    expect((await publish('liaison', again)).body.code).toBe('policy.not_simulated')
  })

  test('that changes a value without its source, or nothing, is not published', async () => {
    const v = await draft('analyst', 'priority', 1)
    expect((await publish('liaison', v)).body.code).toBe('policy.nothing_changed')
    const kind = await draft('analyst', 'sla', await latest('sla'))
    const bare = (await change('analyst', kind, (b) => { b.default = 'fast_48h' })).body
    expect(bare.check.unsourced).toEqual(['default'])
    expect((await publish('liaison', bare)).body).toMatchObject({ code: 'policy.source_missing', params: { path: 'default' } })
  })

  test('of the reason tree keeps every code that cases carry and fits the wording rules', async () => {
    const v = await draft('analyst', 'reasons', 1)
    const body = parse(v.text) as { reasons: Record<string, { leaves: Record<string, unknown> }> }
    delete body.reasons['delay']?.leaves['no_update']
    const checked = (await (await world.as('analyst')).post<PolicyCheck>(`${path('reasons')}/checks`, { basedOn: 1, text: stringify(body) })).body
    expect(checked.problems).toMatchObject([{ code: 'policy.tree.code_removed', params: { path: 'delay.no_update' } }])
  })
})

const latest = async (kind: string): Promise<number> => (await read('analyst', kind, 1)).latest

/** Publishes the shipped limits again, so that tests don't hang together. */
async function back(): Promise<PolicyVersion> {
  const v = await draft('analyst', 'sla', await latest('sla'), '恢复')
  const shipped = await read('analyst', 'sla', 1)
  const saved = (await (await world.as('analyst')).put<PolicyVersion>(path('sla', v.version), { edition: 1, basedOn: v.basedOn, reason: '恢复', text: shipped.text, sources: { default: '出厂值' }, exceptions: shipped.exceptions })).body
  await played(saved)
  const done = await publish('liaison', saved)
  if (done.status !== 200) throw new Error(done.text)
  return done.body
}

describe('a published version', () => {
  test('is what the next complaint gets; the open one stays pinned, the watch of both is the law\'s', async () => {
    const before = await fileCase(world, { complainant: { phone: '13700000301' } })
    const v = await draft('analyst', 'sla', await latest('sla'))
    const saved = (await change('analyst', v, (b) => { b.rules['decision'] = { ...b.rules['decision']!, committed: hours(60) } })).body
    await played(saved)
    const published = await publish('liaison', saved)
    expect([published.status, published.body.standing, published.body.publishedBy]).toEqual([200, 'in_force', world.users.liaison.name])
    const after = await fileCase(world, { complainant: { phone: '13700000302' } })
    expect([await pinned(before.id), await pinned(after.id)]).toEqual([expect.stringContaining('statutory_7d@'), expect.stringMatching(new RegExp(`statutory_7d@${saved.version}$`))])
    expect(await pinned(before.id)).not.toBe(await pinned(after.id))
    expect(await decisionDue(after.id)).toBe(60)
    expect(await decisionDue(before.id)).toBeGreaterThan(96)
    const profileOf = world.app.deps.policy().profileOf
    expect([profileOf((await pinned(before.id)) ?? '').rules.decision.budget, profileOf((await pinned(after.id)) ?? '').rules.decision.budget]).toEqual([days(5), hours(60)])
    expect(profileOf(`reasons@1 statutory_7d@${saved.version}`).rules.statutory_watch).toMatchObject({ budget: days(7), statutory: true })
    await back()
  })

  test('never changes and is never deleted', async () => {
    const v = await read('analyst', 'sla', await latest('sla'))
    const where = sql`where kind = 'sla' and version = ${v.version}`
    for (const act of [sql`update policy_versions set body = '{}' ${where}`, sql`update policy_versions set reason = 'x' ${where}`, sql`delete from policy_versions ${where}`, sql`truncate policy_versions cascade`]) await expect(act.execute(world.db)).rejects.toThrow(/policy version|permission denied|append-only/)
    expect((await change('analyst', v, (b) => { b.default = 'fast_48h' })).body.code).toBe('policy.not_a_draft')
    expect((await (await world.as('analyst')).post<Problem>(`${path('sla', v.version)}/withdrawal`, { reason: '撤' })).body.code).toBe('policy.not_a_draft')
  })

  test('waits for its instant, in two processes alike', async () => {
    const other = await openPolicy(world.db)
    const begin = (await world.now()) + 3 * 3_600_000
    const v = await draft('analyst', 'sla', await latest('sla'))
    const saved = (await change('analyst', v, (b) => { b.default = 'fast_48h' }, { sources: { default: '试点通知' } })).body
    await played(saved)
    expect((await publish('liaison', saved, { validFrom: new Date(begin - 4 * 3_600_000).toISOString() })).body.code).toBe('policy.valid_in_past')
    expect((await publish('liaison', saved, { validFrom: new Date(begin).toISOString() })).body.standing).toBe('waiting')
    const kinds = (await (await world.as('lead')).get<{ items: PolicySummary[] }>('/api/policy/documents')).body.items
    expect(kinds.find((k) => k.kind === 'sla')?.next).toMatchObject({ version: saved.version, standing: 'waiting' })
    const waiting = await fileCase(world, { complainant: { phone: '13700000303' } })
    expect(await pinned(waiting.id)).toContain('statutory_7d@')
    await world.moveClock(3 * 3_600_000 + 1000)
    for (const house of [world.app.deps.policy, other.current]) await expect.poll(() => house().versions.get('sla'), { timeout: 4000 }).toBe(saved.version)
    const begun = await fileCase(world, { complainant: { phone: '13700000304' } })
    expect(await pinned(begun.id)).toContain(`fast_48h@${saved.version}`)
    expect((await read('lead', 'sla', saved.version)).standing).toBe('in_force')
    await world.moveClock(-(3 * 3_600_000 + 1000))
    other.close()
  })

  test('a version that waited does not come back over a later one that began before its day', async () => {
    const begin = (await world.now()) + 3_600_000
    const stricter = (tenth: number) => (b: Limits) => { (b as unknown as { survey: { percent: number } }).survey.percent = tenth }
    const first = (await change('analyst', await draft('analyst', 'callback', 1), stricter(7))).body
    expect((await publish('liaison', first, { validFrom: new Date(begin).toISOString() })).body.standing).toBe('waiting')
    const urgent = (await change('analyst', await draft('analyst', 'callback', first.version), stricter(9))).body
    expect((await publish('liaison', urgent)).body.standing).toBe('in_force')
    await world.moveClock(3_600_000 + 1000)
    const other = await openPolicy(world.db)
    expect([other.current().versions.get('callback'), (await read('lead', 'callback', first.version)).standing, (await read('lead', 'callback', urgent.version)).standing]).toEqual([urgent.version, 'superseded', 'in_force'])
    other.close()
    await world.moveClock(-(3_600_000 + 1000))
  })

  test('published elsewhere is followed within two seconds', async () => {
    const other = await openPolicy(world.db)
    const v = await back()
    await expect.poll(() => other.current().profileFor({ unitCodes: [], reasonCode: null, channel: 'phone', link: null }).version, { timeout: 3000 }).toBe(v.version)
    other.close()
  })

  test('a case of a version not read here yet waits a moment: no clock of it is counted by another', async () => {
    const c = await fileCase(world)
    const before = await pinned(c.id)
    await sql`update complaints set policy_version = ${(before ?? '').replace(/@\d+$/, '@900')} where id = ${c.id}`.execute(world.db)
    await c.refused('agent', 'acceptance', {}, 503, 'policy.read_in_a_moment')
    await sql`update complaints set policy_version = ${before} where id = ${c.id}`.execute(world.db)
    expect(await c.does('agent', 'acceptance')).toMatchObject({ status: 'accepted' })
  })

  test('leaves drafts built on an older one behind until they build on it', async () => {
    const old = await draft('analyst', 'approval', 1)
    const stricter = (b: Limits) => { (b as unknown as { bands: { upToMinor: number }[] }).bands[0]!.upToMinor = 10_000 }
    const first = (await change('analyst', await draft('analyst', 'approval', 1), stricter)).body
    await played(first)
    expect((await publish('liaison', first)).status).toBe(200)
    const behind = (await change('analyst', old, (b) => { (b as unknown as { bands: { upToMinor: number }[] }).bands[1]!.upToMinor = 100_000 })).body
    await played(behind)
    expect((await publish('liaison', behind)).body).toMatchObject({ code: 'policy.base_moved', params: { basedOn: 1, latest: first.version } })
    const moved = (await change('analyst', behind, stricter, { basedOn: first.version })).body
    expect(moved.check.changes.map((c) => c.path)).toEqual(['bands[1].upToMinor'])
    await played(moved)
    expect((await publish('liaison', moved)).status).toBe(200)
  })
})

test('each act is one event in the stream of its kind, with who and why', async () => {
  const v = await draft('analyst', 'compensation', 1, '礼券额度')
  const body = v.body as { goodwill: { perCaseMinor: number } }
  const saved = (await (await world.as('analyst')).put<PolicyVersion>(path('compensation', v.version), { edition: 1, basedOn: 1, reason: '礼券额度', text: JSON.stringify({ ...body, goodwill: { ...body.goodwill, perCaseMinor: 8000 } }) })).body
  expect((await publish('liaison', saved)).status).toBe(200)
  const events = (await sql<{ type: string; body: string }>`select type, body from events where stream_kind = 'policy' and body::jsonb #>> '{data,kind}' = 'compensation' order by seq`.execute(world.db)).rows
  expect(events.map((e) => e.type)).toEqual(['policy.drafted', 'policy.draft_saved', 'policy.published'])
  expect(JSON.parse(events[2]?.body ?? '')).toMatchObject({ actor: { id: world.users.liaison.id }, data: { version: v.version, bodyHash: saved.bodyHash, author: world.users.analyst.name, reason: '礼券额度' } })
})

test('laws are told with what of them was read', async () => {
  const client: Client = await world.as('lead')
  const { items } = (await client.get<{ items: { code: string; verified: boolean }[] }>('/api/policy/laws')).body
  expect(items.map((l) => l.code)).toEqual(expect.arrayContaining(['express_regulation_29', 'e_commerce_51', 'consumer_rights_55', 'personal_information_28', 'real_name_rules', 'inspection_rules']))
})
