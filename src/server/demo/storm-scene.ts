// The scene of a storm: parcels pile up at one hub, customers complain within two hours, a lead makes one incident of it and asks the hub once.
import { sql } from 'kysely'
import * as wire from '../../contract/complaints.ts'
import { closeIncident, openIncident, orderForAll } from '../../contract/incidents.ts'
import { does } from './case.ts'
import { someParcel, tells } from './scene-steps.ts'
import type { Scene, SceneStage } from './scene-steps.ts'
import { minute } from './script.ts'
import type { Script } from './script.ts'

const parcels = 14
const words = ['卡在武汉转运中心两天没动，急用。', '物流一直停在武汉转运，打电话都说在催。', '说好昨天到，现在还在武汉，怎么回事？', '一直显示武汉转运中心已收入，没有发出。']

async function* storm(s: SceneStage): Script {
  const { house, people } = s
  const lead = people.who('lead')
  const hub = await house.db.selectFrom('org_units').select(['id', 'code', 'name']).where('id', '=', people.who('hub').unitId ?? '').executeTakeFirstOrThrow()
  // set anew after some hours, the storm of before is over
  for (const { id } of (await sql<{ id: string }>`select id from incidents where state = 'open'`.execute(house.db)).rows) await house.act(lead, closeIncident, { id }, { reason: '积压已清完，恢复正常中转。' })
  const from = new Date(s.now() - minute).toISOString()
  for (let i = 0; i < parcels; i++) {
    const who = i % 2 === 0 ? 'agent' : 'agent2'
    const { c } = await tells(s, someParcel(s, 'stuck', 140 + i), { who, reason: 'delay.transit_stuck', words: words[i % words.length] ?? '', more: { respondent: { orgCode: hub.code } } })
    if (i === 0) s.mark('storm', c)
    yield 2 * minute
    await does(house, c, people.who(who), wire.accept, { identityChecked: true })
    yield 4 * minute
  }
  const incident = await house.act(lead, openIncident, {}, { title: `${hub.name}积压`, what: '分拣线故障，两小时内多件滞留，设备已报修。', unitId: hub.id, link: 'transit', rule: { from, reasons: ['delay'], units: [hub.id] } }) as { id: string }
  yield 3 * minute
  await house.act(lead, orderForAll, { id: incident.id }, { unitId: hub.id, question: '这批滞留件现在在哪里？预计哪班车发出？', wanted: ['在站照片'], hours: 6 })
  yield minute
}

export const stormScene: Scene = { key: 'storm', hoursAgo: 1.9, play: storm }
