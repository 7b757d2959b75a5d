// The scene of a leak: a customer is called by a swindler who knows the parcel; the case closes to all but named people, who contain it and ask the outlet one question.
import * as wire from '../../contract/complaints.ts'
import { nameMember, recordLeakStep } from '../../contract/leak-inquiries.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'
import { does } from './case.ts'
import { asks, someParcel, tells } from './scene-steps.ts'
import type { Scene, SceneStage } from './scene-steps.ts'
import { minute } from './script.ts'
import type { Script } from './script.ts'

/** A parcel delivered by another outlet than the demo's own, whose day has its seven questions. */
function elsewhere(s: SceneStage): Waybill {
  for (let n = 180; ; n++) {
    const parcel = someParcel(s, 'normal', n)
    const last = parcel.scans.at(-1)?.unitCode
    if (last !== undefined && last !== 'W42010' && last.startsWith('W')) return parcel
  }
}

async function* leak(s: SceneStage): Script {
  const { house, people } = s
  const [lead, investigator] = [people.who('lead'), people.who('investigator')]
  const parcel = elsewhere(s)
  const { c } = await tells(s, parcel, { who: 'agent2', reason: 'data_leak.leaked', words: '刚签收就有人冒充客服打来，单号、地址、买的什么都说得出来，差点被骗。' })
  s.mark('leak', c)
  yield 12 * minute
  await does(house, c, lead, nameMember, { userId: investigator.id, reason: '数据安全组，负责调查' })
  await does(house, c, lead, wire.accept, { identityChecked: true })
  await does(house, c, lead, wire.assign, { ownerId: investigator.id })
  yield 20 * minute
  await does(house, c, investigator, recordLeakStep, { kind: 'stop_access', note: '停用网点共用账号，收回导出权限。' })
  await does(house, c, investigator, recordLeakStep, { kind: 'preserve_logs', note: '导出三日内面单查询日志，交信息部封存。' })
  yield 15 * minute
  await asks(s, c, parcel.scans.at(-1)?.unitCode ?? '', '签收当日哪些人查过这张面单？请提交值班表。', 8, 'investigator')
}

export const leakScene: Scene = { key: 'leak', hoursAgo: 2.5, play: leak }
