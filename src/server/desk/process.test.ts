// Cases by their process templates over HTTP: steps shown, steps required, templates changed, and what became of those that ended.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { getAbilities } from '../../contract/desk.ts'
import { getCaseProcess, getConformance, listDeviating, listProcesses } from '../../contract/processes.ts'
import type { CaseProcess } from '../../contract/processes.ts'
import { agreed, caseUntil, fileCase, finding, lastEvent, moneyPlan, offerText, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { publishDraft, shippedBody, storeDraft } from '../../../test/policy.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const shown = async (who: Cast, c: TestCase): Promise<CaseProcess> => {
  const answer = getCaseProcess.reply.parse((await (await world.as(who)).get(`/api/complaints/${c.id}/process`)).body)
  if (!answer.process) throw new Error('no process')
  return answer.process
}
const states = (p: CaseProcess): Record<string, string> => Object.fromEntries(p.steps.map((s) => [s.code, s.state]))
/** Sweeps until a number shows: the feed is read up to the oldest transaction that any neighbour on this PostgreSQL still has open. */
const weighed = async (isThere: () => Promise<boolean>): Promise<void> => {
  for (let left = 100; !(await isThere()); left--) {
    if (left === 0) throw new Error('the sweep did not weigh it')
    await world.settle()
    await new Promise((done) => setTimeout(done, 100))
  }
}
const follow = (c: TestCase, template: string): Promise<unknown> => c.does('lead', 'process', { template, reason: '省区按此流程' })
const callback = { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'callback', summary: '客户满意' } as const
const toConfirmed = async (c: TestCase): Promise<void> => {
  await c.does('agent', 'plan', moneyPlan)
  if (await c.status() === 'approving') await c.does('lead', 'approval', { approve: true, reason: '金额合理' })
  await c.does('agent', 'offer', offerText)
  await c.does('agent', 'answer', { answer: 'accept', via: 'phone', reference: 'REC-1' })
  await c.does('agent', 'decision', agreed)
  await c.does('agent', 'execution', { seq: 2, evidence: '已电话道歉' })
  await c.does('finance', 'execution', { seq: 1, evidence: '转账流水 20261122001' })
  await c.does('agent', 'confirmation', { method: 'oral_recorded', satisfied: true, reference: 'REC-2' })
}

test('every case follows the standard process, which adds nothing to the lifecycle', async () => {
  const c = await caseUntil(world, 'investigating')
  const p = await shown('agent', c)
  expect([p.template, p.version, p.current]).toEqual(['canonical', 1, 'investigate'])
  expect(p.steps[0]).toMatchObject({ state: 'done', doneBy: world.users.agent.name, words: { en: 'Take in and accept' } })
  expect(p.steps.flatMap((s) => s.holds)).toEqual([])
  const row = await sql<{ process: string }>`select process from complaints where id = ${c.id}`.execute(world.db)
  expect(row.rows).toEqual([{ process: 'canonical@1' }])
})

describe('a case on the seven steps of DHL', () => {
  let c: TestCase
  beforeAll(async () => { c = await caseUntil(world, 'investigating') })

  test('only who may reopen changes the template, with a reason, and what was done stays done', async () => {
    await c.refused('agent', 'process', { template: 'dhl_seven', reason: 'x' }, 403, 'permission.missing')
    await c.refused('lead', 'process', { template: 'nothing', reason: 'x' }, 400, 'process.no_such_template')
    await c.refused('lead', 'process', { template: 'canonical', reason: 'x' }, 409, 'process.same_template')
    await follow(c, 'dhl_seven')
    expect(await lastEvent(c)).toMatchObject({ type: 'process.changed', data: { process: 'dhl_seven@1', previous: 'canonical@1', words: { 'zh-CN': 'DHL 七步法' }, reason: '省区按此流程' } })
    const p = await shown('agent', c)
    expect(p.steps.map((s) => s.words['zh-CN'])).toEqual(['接受投诉', '调查投诉', '传递工作联系单', '沟通客户意见', '实施解决方案', '客户回访', '反馈回访意见'])
    expect(states(p)).toMatchObject({ accept: 'done', investigate: 'current', contact_order: 'ahead' })
  })

  test('a plan waits for the contact order, and abilities say so with the step\'s own words', async () => {
    await c.does('investigator', 'finding', finding)
    const params = await c.refused('agent', 'plan', moneyPlan, 409, 'process.step_missing')
    expect(params).toMatchObject({ code: 'contact_order', step: { 'zh-CN': '传递工作联系单', en: 'Pass a contact order' }, template: { 'zh-CN': 'DHL 七步法' } })
    expect(getAbilities.reply.parse((await (await world.as('agent')).get(`/api/complaints/${c.id}/abilities`)).body).plan).toMatchObject({ code: 'process.step_missing' })
    await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '外箱何时受压', hours: 24 })
    await toConfirmed(c)
  })

  test('it cannot close without the callback, nor be filed before the opinion was passed on', async () => {
    expect(await c.refused('agent', 'closing', { summary: '已赔偿' }, 409, 'process.step_missing')).toMatchObject({ step: { 'zh-CN': '客户回访' } })
    await c.does('caller', 'contact', { ...callback, outcome: 'no_answer' })
    await c.refused('agent', 'closing', { summary: '已赔偿' }, 409, 'process.step_missing')
    await c.does('caller', 'contact', callback)
    expect((await shown('agent', c)).steps.find((s) => s.code === 'call_back')).toMatchObject({ state: 'done', doneBy: world.users.caller.name })
    await c.does('agent', 'closing', { summary: '已赔偿' })
    expect(await c.refused('lead', 'archiving', {}, 409, 'process.step_missing')).toMatchObject({ step: { en: 'Pass on what the customer said' } })
    await c.refused('caller', 'process-steps', { step: 'call_back', note: 'x' }, 409, 'process.step_has_its_act')
    await c.refused('caller', 'process-steps', { step: 'nothing', note: 'x' }, 400, 'process.no_such_step')
    await c.refused('outlet', 'process-steps', { step: 'feed_back', note: 'x' }, 409, 'process.not_for_units')
    await c.refused('analyst', 'process-steps', { step: 'feed_back', note: 'x' }, 403, 'permission.missing')
    await c.does('caller', 'process-steps', { step: 'feed_back', note: '客户希望更快告知进展，已转调查组' })
    expect(await lastEvent(c)).toMatchObject({ type: 'process.step_recorded', data: { process: 'dhl_seven@1', step: 'feed_back', milestones: ['fed_back'] } })
    await c.does('lead', 'archiving')
    const p = await shown('agent', c)
    expect([p.verdict, p.deviations, new Set(Object.values(states(p)))]).toEqual(['conforms', [], new Set(['done'])])
    await recordFits(c)
  })

  test('a unit sees the steps, not who did what', async () => {
    const p = await shown('outlet', c)
    expect(p.steps.length).toBe(7)
    expect(p.steps.map((s) => [s.doneBy, s.doneAt, s.dueAt])).toEqual(Array.from({ length: 7 }, () => [null, null, null]))
  })
})

test('three calls nobody answers are a callback too', async () => {
  const c = await caseUntil(world, 'confirmed')
  await follow(c, 'five_stage')
  for (const left of [2, 1, 0]) {
    await c.refused('agent', 'closing', { summary: '已赔偿' }, 409, 'process.step_missing')
    await c.does('caller', 'contact', { ...callback, outcome: 'no_answer' })
    if (left === 0) await c.does('agent', 'closing', { summary: '已赔偿' })
  }
  expect(await c.status()).toBe('closed')
})

test('a case changed to a template late shows what it skipped, and the ways out stay open', async () => {
  const skipped = await caseUntil(world, 'decided')
  await follow(skipped, 'dhl_seven')
  expect((await shown('lead', skipped)).deviations).toEqual([{ kind: 'skipped', step: 'contact_order' }])
  const declined = await caseUntil(world, 'accepted')
  await follow(declined, 'five_link')
  await declined.does('agent', 'rejection', { outcome: 'invalid', reason: '查无此事', notice: { channel: 'phone', text: '经查不属实' } })
  expect((await shown('agent', declined)).verdict).toBe('exempt')
  await declined.does('lead', 'archiving')
  const light = await fileCase(world, { kind: 'enquiry', verbatim: '几点下班', reasonCode: undefined, demand: undefined })
  expect(getCaseProcess.reply.parse((await (await world.as('agent')).get(`/api/complaints/${light.id}/process`)).body).process).toBeNull()
  await light.refused('lead', 'process', { template: 'dhl_seven', reason: 'x' }, 409, 'process.light_kind')
})

describe('what a province chose', () => {
  const at = (unit: string): Record<string, unknown> => ({ respondent: { orgCode: unit } })

  test('holds for cases that came after, is pinned by the first step, and stays whatever is chosen later', async () => {
    const { province, outlet } = world.users
    const before = await fileCase(world, at(outlet.unit.code))
    await publishDraft(world, 'processes', await storeDraft(world, 'processes', { ...shippedBody('processes'), choices: [{ unit: province.unit.code, template: 'five_link', source: 's002' }] }))
    const after = await fileCase(world, at(outlet.unit.code))
    expect([(await shown('agent', before)).template, (await shown('agent', after)).template]).toEqual(['canonical', 'five_link'])
    await after.does('agent', 'acceptance')
    await publishDraft(world, 'processes', await storeDraft(world, 'processes', { ...shippedBody('processes'), choices: [{ unit: outlet.unit.code, template: 'six_step', source: 'd1' }] }))
    const latest = await fileCase(world, at(outlet.unit.code))
    expect(await shown('agent', after)).toMatchObject({ template: 'five_link', version: 2 })
    expect(await shown('agent', latest)).toMatchObject({ template: 'six_step', version: 3 })
    await before.does('agent', 'acceptance')
    expect(await shown('agent', before)).toMatchObject({ template: 'canonical', version: 1 })
    const rows = await sql<{ process: string }>`select process from complaints where id = any(${[before.id, after.id]}::uuid[]) order by process`.execute(world.db)
    expect(rows.rows.map((r) => r.process)).toEqual(['canonical@1', 'five_link@2'])
    expect(listProcesses.reply.parse((await (await world.as('agent')).get('/api/processes')).body).choices).toEqual([{ unit: outlet.unit.code, unitName: outlet.unit.name, template: 'six_step' }])
  })

  test('settled on the spot leaves every template without a callback', async () => {
    const c = await fileCase(world, { ...at(world.users.outlet.unit.code), onSpot: { remedy: '当场道歉并补发', measures: [{ kind: 'apology' }], confirmation: { method: 'oral_recorded', reference: 'REC-9' } } })
    expect(await c.status()).toBe('closed')
    expect((await shown('agent', c)).verdict).toBe('exempt')
    await c.does('lead', 'archiving')
  })
})

describe('how cases kept to their templates', () => {
  test('the sweep weighs what ended, once more when it changes, and numbers open their cases', async () => {
    await caseUntil(world, 'closed')
    const again = await caseUntil(world, 'closed')
    await again.does('lead', 'reopening', { reason: '新证据' })
    const read = async (who: Cast) => getConformance.reply.parse((await (await world.as(who)).get('/api/process-conformance?days=30')).body)
    await weighed(async () => (await read('lead')).templates.some((t) => t.template === 'canonical' && t.conforms === 1 && t.deviates === 0))
    const all = await read('lead')
    expect(all.templates.find((t) => t.template === 'dhl_seven')).toMatchObject({ conforms: 1, words: { en: 'Seven steps (DHL)' } })
    expect(all.templates.find((t) => t.template === 'five_link')).toMatchObject({ exempt: 1 })
    const canonical = all.templates.find((t) => t.template === 'canonical')
    expect(canonical).toMatchObject({ conforms: 1, deviates: 0 })
    await again.does('agent', 'finding', finding)
    await toConfirmed(again)
    await again.does('agent', 'closing', { summary: '再次赔偿' })
    await weighed(async () => (await read('lead')).deviations.some((d) => d.kind === 'returned'))
    expect((await read('lead')).deviations).toContainEqual({ template: 'canonical', kind: 'returned', step: 'investigate', words: { 'zh-CN': '调查取证', 'zh-TW': '調查取證', en: 'Investigate' }, count: 1 })
    const list = listDeviating.reply.parse((await (await world.as('lead')).get('/api/process-conformance/cases?deviation=returned:investigate&template=canonical')).body)
    expect(list.items).toMatchObject([{ id: again.id, verdict: 'deviates' }])
    // a unit learns of no case how it was handled, its own neither
    expect([(await read('outlet')).counted, (await read('outlet2')).counted]).toEqual([0, 0])
    expect((await (await world.as('partner')).get('/api/process-conformance/cases')).body).toEqual({ items: [], nextCursor: null })
  })

  test('pages by keyset, and refuses a cursor that is none of ours', async () => {
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = listDeviating.reply.parse((await (await world.as('lead')).get(`/api/process-conformance/cases?limit=2${cursor ? `&cursor=${cursor}` : ''}`)).body)
      seen.push(...page.items.map((i) => i.id))
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThan(3)
    expect((await (await world.as('lead')).get('/api/process-conformance/cases?cursor=x')).status).toBe(400)
  })

  test('the templates in force', async () => {
    const all = listProcesses.reply.parse((await (await world.as('agent')).get('/api/processes')).body)
    expect(all.items.map((t) => [t.code, t.steps.length])).toEqual([['canonical', 10], ['four_step', 4], ['six_step', 6], ['five_stage', 5], ['departments', 7], ['five_plus_five', 6], ['eight_step', 8], ['five_link', 5], ['closed_loop', 7], ['dhl_seven', 7]])
  })
})
