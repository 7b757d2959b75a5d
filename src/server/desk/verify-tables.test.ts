// The tables of a case are held against its record: a changed amount, instant, person, share or clock, a forged or deleted row is named by table, case and field.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agreed, caseUntil, fileCase, moneyPlan, notAgreed, offerText } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { replay, startReplay } from './replay.ts'
import { describeBreak, verifyRecord } from './verify.ts'

let world: World
let hand: pg.Client
let paid: TestCase
let ended: TestCase
let merged: TestCase
let asked: TestCase
let held: TestCase
const bigPlan = { ...moneyPlan, needsConsent: true, measures: [{ kind: 'compensation', description: '赔', amount: { minor: 90_000 }, payeeName: '王小明' }] }

beforeAll(async () => {
  world = await startWorld()
  hand = new pg.Client({ connectionString: world.databaseUrls.super })
  await hand.connect()
  await hand.query('set session_replication_role = replica')
  paid = await caseUntil(world, 'planning')
  await paid.does('lead', 'process', { template: 'four_step', reason: '省区按四步法' })
  await paid.does('judge', 'judgement', { reasoning: '分拣受压', shares: [{ bearer: 'company', percent: 60, basis: '分拣' }, { bearer: 'sender', percent: 40, basis: '包装' }] })
  await paid.does('claims', 'plan', bigPlan)
  await paid.does('lead', 'approval', { approve: true, reason: '同意' })
  for (const [noun, body] of [['offer', offerText], ['answer', { answer: 'counter', via: 'phone', counterAmount: { minor: 95_000 } }], ['offer', offerText], ['answer', { answer: 'accept', via: 'phone' }], ['decision', agreed]] as const) await paid.does('agent', noun, body)
  await paid.does('finance', 'execution', { seq: 1, evidence: '转账流水 1' })
  await paid.does('agent', 'confirmation', { method: 'oral_recorded', satisfied: true, reference: 'REC-2' })
  await paid.does('agent', 'closing', { summary: '已赔偿' })
  ended = await fileCase(world)
  await ended.does('agent', 'withdrawal', { via: 'phone', words: '不追究了' })
  await ended.does('caller', 'withdrawal-verification', { free: true, method: 'call', reference: 'REC-9' })
  merged = await fileCase(world)
  await merged.does('agent', 'parent', { parentId: ended.id, reason: '同一车' })
  await merged.does('agent', 'link', { otherId: paid.id, kind: 'related', reason: '同一人' })
  await merged.does('agent', 'merging', { into: (await fileCase(world)).id, reason: '同一件' })
  held = await caseUntil(world, 'investigating')
  await held.does('agent', 'pause', { code: 'force_majeure', reason: '暴雪封路', evidence: '气象局公告', untilAt: new Date(await world.now() + 86_400_000).toISOString() })
  await held.does('lead', 'pause-decision', { approve: true, reason: '属实' })
  asked = await fileCase(world, { kind: 'data_request', verbatim: '请删除我的个人信息' })
  await world.settle()
})
afterAll(async () => {
  await hand.end()
  await world.stop()
})

const breaks = async (): Promise<(string | null | undefined)[][]> => (await verifyRecord(world.databaseUrls.app)).breaks.map((b) => [b.complaintNo, b.fault, b.detail?.replace(/ \(.*/, '')])

describe('honest work verifies', () => {
  test('whatever road a case takes', async () => {
    const roads = await Promise.all([caseUntil(world, 'archived'), caseUntil(world, 'negotiating'), caseUntil(world, 'decided'), caseUntil(world, 'accepted'), caseUntil(world, 'investigating')])
    const [archived, negotiating, decided, accepted, investigating] = roads as [TestCase, TestCase, TestCase, TestCase, TestCase]
    await archived.does('lead', 'reopening', { reason: '新证据' })
    await negotiating.does('agent', 'plan', { ...moneyPlan, needsConsent: true })
    await negotiating.does('agent', 'offer', offerText)
    await negotiating.does('agent', 'answer', { answer: 'refuse', via: 'phone' })
    await negotiating.does('agent', 'decision', notAgreed)
    await decided.does('agent', 'objection', { kind: 'internal_appeal', words: '太少' })
    await decided.does('lead', 'review', { result: 'reopened', reasons: '漏算' })
    await accepted.does('agent', 'rejection', { outcome: 'out_of_scope', reason: '非本公司快件', notice: { channel: 'sms', text: '请联系承运公司' }, referral: '承运公司' })
    await investigating.does('agent', 'promise', { text: '明天回电', dueAt: new Date(Date.now() + 86_400_000 * 300).toISOString() })
    await investigating.does('agent', 'pause', { reason: '等照片', untilAt: new Date(await world.now() + 86_400_000).toISOString() })
    await world.moveClock(3_600_000)
    await investigating.does('agent', 'resumption')
    await investigating.does('agent', 'pause', { code: 'force_majeure', reason: '暴雪封路', evidence: '气象局公告', untilAt: new Date(await world.now() + 3 * 86_400_000).toISOString() })
    await investigating.does('lead', 'pause-decision', { approve: true, reason: '属实' })
    await accepted.does('lead', 'archiving')
    const spot = await fileCase(world, { onSpot: { remedy: '当场道歉', measures: [{ kind: 'apology' }], confirmation: { method: 'oral_recorded', reference: 'REC-3' } } })
    expect(await spot.status()).toBe('closed')
    await merged.does('agent', 'unmerging', { reason: '不是同一件' })
    await merged.does('agent', 'link-removal', { linkId: (await world.db.selectFrom('links').select('id').where('complaint_id', '=', merged.id).executeTakeFirstOrThrow()).id, reason: '弄错了' })
    expect(await breaks()).toEqual([])
    await merged.does('agent', 'link', { otherId: paid.id, kind: 'related', reason: '还是同一人' })
    await merged.does('agent', 'merging', { into: (await fileCase(world)).id, reason: '还是同一件' })
    expect(await breaks()).toEqual([])
  })
})

const tampered: readonly [string, () => TestCase, string, string, string][] = [
  ['an amount planned', () => paid, 'plan_measures.amount_minor', 'update plan_measures set amount_minor = 9000 where complaint_id = $1', 'plan_measures'],
  ['who is paid', () => paid, 'plan_measures.payee_sealed', `update plan_measures set payee_sealed = set_byte(payee_sealed, 30, get_byte(payee_sealed, 30) # 1) where complaint_id = $1`, 'plan_measures'],
  ['who carried it out', () => paid, 'plan_measures.executed_by', 'update plan_measures set executed_by = gen_random_uuid() where complaint_id = $1', 'plan_measures'],
  ['an amount offered', () => paid, 'offers.amount_minor', `update offers set amount_minor = 1 where complaint_id = $1 and state = 'accepted'`, 'offers'],
  ['a refusal made consent', () => paid, 'offers.state', `update offers set state = 'accepted' where complaint_id = $1 and state = 'countered'`, 'offers'],
  ['when the decision was told', () => paid, 'decisions.told_at', `update decisions set told_at = told_at - interval '3 days' where complaint_id = $1`, 'decisions'],
  ['the approver', () => paid, 'approvals.by_id', 'update approvals set by_id = gen_random_uuid() where complaint_id = $1', 'approvals'],
  ['an approval deleted', () => paid, 'approvals', 'delete from approvals where complaint_id = $1', 'approvals'],
  ['an approval forged', () => paid, 'approvals', 'insert into approvals select complaint_id, plan_id, 2, true, reason, maker_id, gen_random_uuid(), by_name, at from approvals where complaint_id = $1', 'approvals'],
  ['how many levels were needed', () => paid, 'plans.approval_levels', 'update plans set approval_levels = 0 where complaint_id = $1', 'plans'],
  ['a share', () => paid, 'judgement_shares.bearer', `update judgement_shares set bearer = 'consignee' where complaint_id = $1 and seq = 2`, 'judgement_shares'],
  ['who judged', () => paid, 'judgements.by_id', 'update judgements set by_id = gen_random_uuid() where complaint_id = $1', 'judgements'],
  ['what was found', () => paid, 'findings.facts', `update findings set facts = '无破损' where complaint_id = $1`, 'findings'],
  ['liability', () => paid, 'findings.company_liability', `update findings set company_liability = 'not_liable' where complaint_id = $1`, 'findings'],
  ['a confirmation', () => paid, 'confirmations.satisfied', 'update confirmations set satisfied = false where complaint_id = $1', 'confirmations'],
  ['a clock\'s stop', () => paid, 'clocks.stopped_at', `update clocks set stopped_at = stopped_at - interval '1 hour' where complaint_id = $1 and kind = 'decision'`, 'clocks'],
  ['what stopped a clock', () => paid, 'clocks.stop_event', `update clocks set stop_event = 'complaint.closed' where complaint_id = $1 and kind = 'decision'`, 'clocks'],
  ['a deadline', () => paid, 'clocks.due_at', `update clocks set due_at = due_at + interval '9 days' where complaint_id = $1 and kind = 'statutory_watch'`, 'clocks'],
  ['a clock taken away', () => paid, 'clocks', `delete from clocks where complaint_id = $1 and kind = 'statutory_watch'`, 'clocks'],
  ['a withdrawal\'s verifier', () => ended, 'withdrawals.verified_by', 'update withdrawals set verified_by = gen_random_uuid() where complaint_id = $1', 'withdrawals'],
  ['the process it was given', () => paid, 'complaints.process', `update complaints set process = 'canonical@1' where id = $1`, 'complaints'],
  ['the status', () => ended, 'complaints.status', `update complaints set status = 'archived' where id = $1`, 'complaints'],
  ['the outcome', () => paid, 'complaints.outcome', `update complaints set outcome = 'not_agreed' where id = $1`, 'complaints'],
  ['where a case lives on', () => merged, 'complaints.merged_into', 'update complaints set merged_into = gen_random_uuid() where id = $1', 'complaints'],
  ['its parent', () => merged, 'complaints.parent_id', 'update complaints set parent_id = null where id = $1', 'complaints'],
  ['a merge undone', () => merged, 'merges.undone_at', 'update merges set undone_at = now() where complaint_id = $1 and undone_at is null', 'merges'],
  ['a merge deleted', () => merged, 'merges', 'delete from merges where complaint_id = $1 and undone_at is null', 'merges'],
  ['a link deleted', () => merged, 'links', 'delete from links where complaint_id = $1 and removed_at is null', 'links'],
  ['what was asked for', () => asked, 'data_requests.wants', `update data_requests set wants = 'copy' where complaint_id = $1`, 'data_requests'],
  ['a data request due later', () => asked, 'data_requests.due_at', `update data_requests set due_at = due_at + interval '9 days' where complaint_id = $1`, 'data_requests'],
  ['how long a pause was to last', () => held, 'clock_pauses.until_at', `update clock_pauses set until_at = until_at + interval '9 days' where complaint_id = $1`, 'clock_pauses'],
  ['who granted a pause', () => held, 'clock_pauses.decided_by', 'update clock_pauses set decided_by = gen_random_uuid() where complaint_id = $1', 'clock_pauses'],
  ['an entry after the fact made timely', () => held, 'clock_pauses.late', 'update clock_pauses set late = not late where complaint_id = $1', 'clock_pauses'],
  ['which clocks a pause stands', () => held, 'clock_pauses.kinds', `update clock_pauses set kinds = '{decision,first_contact}' where complaint_id = $1`, 'clock_pauses'],
  ['a pause refused', () => held, 'clock_pauses.state', `update clock_pauses set state = 'refused' where complaint_id = $1`, 'clock_pauses'],
  ['its proof', () => held, 'clock_pauses.evidence', `update clock_pauses set evidence = '无' where complaint_id = $1`, 'clock_pauses'],
  ['a pause forged', () => held, 'clock_pauses', `insert into clock_pauses select * from jsonb_populate_record(null::clock_pauses, (select to_jsonb(z) || jsonb_build_object('id', gen_random_uuid()) from clock_pauses z where complaint_id = $1))`, 'clock_pauses'],
  ['the owner', () => paid, 'complaints.owner_id', 'update complaints set owner_id = gen_random_uuid() where id = $1', 'complaints'],
]

describe('tampering is named', () => {
  test.each([
    ['the watch of the law made to stand', 'clocks.paused_at (statutory_watch 1)', `update clocks set paused_at = opened_at where complaint_id = $1 and kind = 'statutory_watch'`, 'clocks'],
    ['a clock that no entry stands', 'clocks.paused_at (substantive_reply 1)', `update clocks set paused_at = opened_at where complaint_id = $1 and kind = 'substantive_reply'`, 'clocks'],
    ['the law\'s watch made the house\'s own', 'clocks.statutory (statutory_watch 1)', `update clocks set statutory = false where complaint_id = $1 and kind = 'statutory_watch'`, 'clocks'],
    ['a case put at the end of the queue', 'complaints.next_due_at', `update complaints set next_due_at = next_due_at + interval '9 days' where id = $1`, 'complaints'],
  ])('%s', async (_, expected, statement, table) => {
    await hand.query(`create table kept as select * from ${table}`)
    try {
      expect((await hand.query(statement, [held.id])).rowCount).toBe(1)
      expect((await verifyRecord(world.databaseUrls.app)).breaks.filter((b) => b.detail !== 'complaints.next_due_at' || table === 'complaints').map((b) => [b.complaintNo, b.detail])).toEqual([[held.complaintNo, expected]])
    } finally {
      await hand.query(`delete from ${table}; insert into ${table} select * from kept; drop table kept`)
    }
  })
  test.each(tampered)('%s', async (_, target, expected, statement, table) => {
    const c = target()
    await hand.query(`create table kept as select * from ${table}`)
    try {
      expect((await hand.query(statement, [c.id])).rowCount).toBeGreaterThan(0)
      const found = await verifyRecord(world.databaseUrls.app)
      // clocks that stand by the entry are named beside it
      expect(found.breaks.filter((b) => !b.detail?.startsWith('clocks.paused_at')).map((b) => [b.complaintNo, b.fault, b.detail?.replace(/ \(.*/, '')])).toEqual([[c.complaintNo, 'table', expected]])
      expect(describeBreak(found.breaks[0]!)).toContain('not as the record tells')
    } finally {
      await hand.query(`delete from ${table}; insert into ${table} select * from kept; drop table kept`)
    }
  })
  test('a row of a case that was never recorded', async () => {
    await hand.query(`insert into findings select gen_random_uuid(), id, facts, cause_code, company_liability, liability_basis, demand_judgement, demand_reason, common_problem, by_id, by_name, at from findings where complaint_id = $1`, [paid.id])
    const found = await verifyRecord(world.databaseUrls.app)
    await hand.query('delete from findings f where not exists (select 1 from complaints c where c.id = f.complaint_id)')
    expect(found.breaks.map((b) => b.detail)).toEqual([expect.stringMatching(/^findings \(.*belongs to no recorded case/)])
  })
  test('what an older record doesn\'t tell is compared with nothing', () => {
    const r = startReplay()
    const by = { kind: 'user', id: 'u1', name: 'Zhou' }
    replay(r, { type: 'complaint.received', at: 1, actor: by, data: { clocks: [{ kind: 'decision', dueAt: '2026-11-22T00:00:00.000Z' }] } })
    expect(r.clocksTold).toBe(true)
    replay(r, { type: 'complaint.rejected', at: 2, actor: by, data: { outcome: 'invalid', reason: '无效', from: 'received', to: 'rejected' } })
    expect([r.clocksTold, r.rows.get('decisions'), r.unnamed.get('decisions'), r.head.get('status')]).toEqual([false, undefined, 1, 'rejected'])
    expect([...startReplay().head]).toEqual([])
  })
})
