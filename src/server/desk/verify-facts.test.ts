// The audit holds the facts a finding took over: changed, added or gone, each is found.
import { afterAll, beforeAll, expect, test } from 'vitest'
import pg from 'pg'
import { caseUntil, finding } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { verifyRecord } from './verify.ts'

let world: World
let c: TestCase
let hand: pg.Client
beforeAll(async () => {
  world = await startWorld()
  c = await caseUntil(world, 'investigating')
  const outlet = world.users.outlet.unit
  await c.does('investigator', 'inquiry-record', { kind: 'interview', person: 'courier', unitId: outlet.id, result: '分拣口抛扔过', readBack: true, happenedAt: new Date(Date.now() - 60_000).toISOString() })
  const { inquiry } = (await (await world.as('investigator')).get<{ inquiry: { evidence: { id: string }[] } }>(`/api/complaints/${c.id}/investigation`)).body
  await c.does('investigator', 'finding', { ...finding, causeDetail: 'rough_sorting', factsFound: [{ code: 'rough_handling_at', unitId: outlet.id, verdict: 'established', text: '分拣口抛扔', evidenceIds: inquiry.evidence.slice(-1).map((e) => e.id) }, { code: 'packing_inadequate', verdict: 'open', text: '包装待查' }] })
  hand = new pg.Client({ connectionString: world.databaseUrls.super })
  await hand.connect()
})
afterAll(async () => { await hand?.end(); await world?.stop() })

const breaks = async (): Promise<readonly (string | undefined)[]> => (await verifyRecord(world.databaseUrls.app)).breaks.map((b) => b.detail)

test('untouched they hold', async () => expect(await breaks()).toEqual([]))

test.each([
  ['a verdict', `update finding_facts set verdict = 'refuted' where complaint_id = $1 and seq = 1`, /finding_facts\.verdict/, `update finding_facts set verdict = 'established' where complaint_id = $1 and seq = 1`],
  ['the unit', `update finding_facts set unit_id = null where complaint_id = $1 and seq = 1`, /finding_facts\.unit_id/, `update finding_facts set unit_id = (select unit_id from evidence where complaint_id = $1 and type = 'interview') where complaint_id = $1 and seq = 1`],
  ['the cause in detail', `update findings set cause_detail = 'wet' where complaint_id = $1`, /findings\.cause_detail/, `update findings set cause_detail = 'rough_sorting' where complaint_id = $1`],
  ['a fact that is gone', `delete from finding_facts where complaint_id = $1 and seq = 2`, /finding_facts/, `insert into finding_facts (complaint_id, finding_id, seq, code, verdict, text) select complaint_id, finding_id, 2, 'packing_inadequate', 'open', '包装待查' from finding_facts where complaint_id = $1 and seq = 1`],
])('%s', async (_, harm, found, mend) => {
  await hand.query(harm, [c.id])
  expect(await breaks()).toEqual([expect.stringMatching(found)])
  await hand.query(mend, [c.id])
  expect(await breaks()).toEqual([])
})
