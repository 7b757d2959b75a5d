// The scene of an investigation: a delay by a storm, checked, led and half found; the notice has come, what it proves is still to be weighed.
import { addMaterial } from '../../contract/complaints.ts'
import { checkCase, nameLead, planEvidence, recordInquiry, settleItem } from '../../contract/inquiry.ts'
import { does } from './case.ts'
import { someParcel, taken, tells } from './scene-steps.ts'
import type { Scene, SceneStage } from './scene-steps.ts'
import { hour, minute } from './script.ts'
import type { Script } from './script.ts'

async function* weather(s: SceneStage): Script {
  const { house, people } = s
  const { c } = await tells(s, someParcel(s, 'stuck', 92), { who: 'agent2', reason: 'delay.transit_stuck', words: '说好三天到，停在路上不动了，问谁都说不知道。要个说法，把运费退给我。', more: { demand: { kinds: ['explanation', 'fee_waiver'] } } })
  s.mark('weather', c)
  yield* taken(s, c, 'agent2', '说明正在向沿途中心核实，今天内再联系。')
  const investigator = people.who('investigator')
  yield 20 * minute
  await does(house, c, investigator, checkCase, { result: 'accept', basis: '号码与运单一致；轨迹停留超过一天，沿途有暴雨预警', points: [{ point: 'identity_by_number', answer: 'yes' }, { point: 'waybill_ours', answer: 'yes' }, { point: 'parcel_state_seen', answer: 'yes' }, { point: 'weather_seen', answer: 'yes' }] })
  await does(house, c, people.who('lead'), nameLead, { department: 'operations', leadId: investigator.id })
  await does(house, c, investigator, planEvidence, { take: ['tracking', 'order', 'handlers', 'notice'] })
  yield 35 * minute
  await does(house, c, investigator, recordInquiry, { kind: 'interview', person: 'dispatcher', method: 'by_phone', result: '前晚高速封闭，车在服务区等了十九个小时，天亮后绕行国道。', readBack: true, happenedAt: new Date(s.now()).toISOString() })
  const item = await house.db.selectFrom('evidence_plan_items').select('id').where('complaint_id', '=', c.id).where('code', '=', 'order').executeTakeFirstOrThrow()
  await does(house, c, investigator, settleItem, { item: item.id, settled: 'got', reason: '下单信息已在案件页，客户没有另外备注' })
  yield hour
  await does(house, c, investigator, addMaterial, { text: '省气象台暴雨红色预警：前日 20 时至昨日 15 时，沿线高速封闭', type: 'official_notice', side: 'third_party' })
}

export const inquiryScene: Scene = { key: 'weather', hoursAgo: 4, play: weather }
