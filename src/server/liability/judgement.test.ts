// The judgement over HTTP: by another than the finder, shares that make a whole, never in the customer's way.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { caseUntil, finding, lastEvent } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const sender = { bearer: 'sender', percent: 40, basis: '包装不当' }
const reasoning = '扫描显示破损发生在分拨'

describe('the judgement', () => {
  test('needs the permission, a finding and another person', async () => {
    const c = await caseUntil(world, 'investigating')
    const body = { shares: [{ ...sender, percent: 100 }], reasoning }
    await c.refused('agent', 'judgement', body, 403, 'permission.missing')
    await c.refused('judge', 'judgement', body, 409, 'investigation.finding_missing')
    await c.does('investigator', 'finding', finding)
    // the guard is by person, not by role: the finder with the judge's permission is still the finder
    await sql`update findings set by_id = ${world.users.judge.id} where complaint_id = ${c.id}`.execute(world.db)
    await c.refused('judge', 'judgement', body, 409, 'liability.own_finding')
    const direct = sql`insert into judgements (complaint_id, id, reasoning, by_id, by_name, finding_by, at) values (${c.id}, ${c.id}, 'x', ${world.users.judge.id}, 'x', ${world.users.judge.id}, now())`.execute(world.db)
    await expect(direct).rejects.toMatchObject({ code: '23514' })
    await c.does('judge2', 'judgement', body)
  })
  test('shares make a whole and name units that have a part', async () => {
    const c = await caseUntil(world, 'planning')
    const unit = (id: string, percent = 60) => ({ bearer: 'unit', unitId: id, percent, basis: '操作不当' })
    expect(await c.refused('judge', 'judgement', { shares: [sender], reasoning }, 400, 'liability.shares')).toEqual({ sum: 40 })
    await c.refused('judge', 'judgement', { shares: [sender, { bearer: 'unit', percent: 60, basis: 'x' }], reasoning }, 400, 'liability.unit_missing')
    await c.refused('judge', 'judgement', { shares: [sender, unit(world.users.outlet.unit.id)], reasoning }, 409, 'liability.unit_unfit')
    await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '请说明', wanted: [] })
    const first = await c.does('judge', 'judgement', { shares: [sender, unit(world.users.outlet.unit.id)], reasoning })
    expect(first.status).toBe('planning')
    expect(await lastEvent(c)).toMatchObject({ type: 'liability.judged', data: { judgement: first.made, replaces: null, shares: [{ bearer: 'sender', unit: null, percent: 40 }, { bearer: 'unit', unit: world.users.outlet.unit.id, percent: 60 }] } })
    const second = await c.does('judge2', 'judgement', { shares: [{ bearer: 'partner', unitId: world.users.partner.unit.id, percent: 100, basis: '外包运输' }], reasoning })
    const rows = await world.db.selectFrom('judgements').select(['id', 'superseded_at']).where('complaint_id', '=', c.id).orderBy('at').execute()
    expect(rows.map((r) => [r.id, r.superseded_at === null])).toEqual([[first.made, false], [second.made, true]])
  })
  test('waits for nobody and stops nobody: after the decision and after closing too (OPN-02)', async () => {
    const c = await caseUntil(world, 'closed')
    const made = await c.does('judge', 'judgement', { shares: [{ ...sender, percent: 100 }], reasoning })
    expect(made.status).toBe('closed')
  })
})
