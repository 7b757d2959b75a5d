// The named scenes of the demo, each a short script that leads up to the present: what an agent, a unit, a judge, finance, a lead finds on their desk.
import { randomInt } from 'node:crypto'
import { decideReview } from '../../contract/appeals.ts'
import * as wire from '../../contract/complaints.ts'
import { merge } from '../../contract/relations.ts'
import * as solving from '../../contract/resolution.ts'
import { object } from '../channels/portal-acts.ts'
import { does } from './case.ts'
import { inquiryScene } from './inquiry-scene.ts'
import { leakScene } from './leak-scene.ts'
import { liabilityScenes } from './liability-scenes.ts'
import { orderScene } from './order-scene.ts'
import { evidenceScene } from './evidence-scene.ts'
import { stormScene } from './storm-scene.ts'
import type { PlayedCase } from './case.ts'
import { day, hour, minute } from './script.ts'
import type { Script } from './script.ts'
import { agreed, asks, castParcel, found, plans, someParcel, taken, tells } from './scene-steps.ts'
import type { Scene, SceneStage } from './scene-steps.ts'

const outlet = 'W42010'
const zone = 8 * hour

/** The last ten o'clock in the morning that is past, epoch ms. */
export function lastTen(until: number): number {
  const ten = Math.floor((until + zone) / day) * day + 10 * hour - zone
  return ten + hour <= until ? ten : ten - day
}

/** 王女士: stuck at 武汉 for 41 hours, promised a call by ten o'clock, not called; she has rung twice and rings again. */
async function* wang(s: SceneStage): Script {
  const { house, people } = s
  const { c } = await tells(s, castParcel(s, 'wang_stuck'), { who: 'agent2', reason: 'delay.transit_stuck', words: '我给孩子买的奶粉停在武汉转运中心不动了，家里只剩一天的量，能不能今天给我一个准信？', more: { readBack: true, demand: { kinds: ['search', 'progress'] } } })
  s.mark('wang', c)
  const begun = s.now()
  yield* taken(s, c, 'agent', '王女士急用奶粉。答应查到车次后回电。')
  await asks(s, c, 'H4201', '该件到站后无发出扫描，请核实在站位置和预计发出时间。', 24)
  const ten = lastTen(s.until)
  await does(house, c, people.who('agent'), wire.makePromise, { text: '十点前回电告知车次', dueAt: new Date(ten).toISOString() })
  yield Math.max(minute, ten + 40 * minute - begun - 23 * minute)
  await does(house, c, people.who('agent2'), wire.chase, { channel: 'phone', words: '说好十点前回电，没有人打来。', grievance: true })
}

/** The outlet's own six questions (the seventh is its station's), the soonest due in twelve minutes: the sign-off 80 metres off. */
function questions(): Scene[] {
  const minutesLeft = [12, 75, 140, 260, 420, 900]
  const texts: readonly (readonly [string, string, string])[] = [
    ['false_signoff.not_received', '显示昨天已签收，可我没收到，蓝牙耳机到哪里去了？', '签收定位离收件地址 80 米，请说明实际投放地点，附现场照片。'],
    ['delivery_service.not_to_door', '备注写了送货上门，又给我放驿站。', '客户要求按址投递，请说明原因并安排补送。'],
    ['attitude.rude', '快递员说话太难听了，我要他道歉。', '请核实通话并安排当事人致歉。'],
    ['delay.delivery_late', '到了网点两天不派，催了三次。', '该件到站未派，请说明原因并安排今日派送。'],
    ['damage.broken', '箱子压扁了，里面的东西碎了。', '请提供到件时外观照片。'],
    ['misdelivery.wrong_address', '送到隔壁小区去了，要我自己去拿。', '请追回并说明经过。'],
  ]
  return texts.map(([reason, words, question], i): Scene => {
    const hours = [4, 4, 6, 8, 12, 24][i] ?? 24
    return {
      key: i === 0 ? 'signoff' : `question_${i}`, hoursAgo: hours - (minutesLeft[i] ?? 0) / 60 + 1,
      play: async function* (s) {
        const parcel = i === 0 ? castParcel(s, 'chen_signoff') : someParcel(s, 'normal', i - 1, outlet)
        const { c } = await tells(s, parcel, { who: i % 2 === 0 ? 'agent' : 'agent2', reason, words })
        s.mark(i === 0 ? 'signoff' : `question_${i}`, c)
        yield* taken(s, c, i % 2 === 0 ? 'agent' : 'agent2')
        yield 37 * minute
        await asks(s, c, outlet, question, hours)
      },
    }
  })
}

/** A customer holds an offer that is too low: refused on the portal, it can be made again. */
async function* offered(s: SceneStage): Script {
  const { c, secret } = await tells(s, castParcel(s, 'zhou_damaged'), { reason: 'damage.wet', words: '四本书全泡了水，一共八十六块，页面都粘在一起了。', minor: 8600, secret: true })
  s.mark('offer', c, secret)
  yield* taken(s, c, 'agent')
  yield 3 * hour
  await found(s, c, 'investigator', '到件登记有水湿记录，长沙转运漏雨，四本书水湿。')
  yield 50 * minute
  await plans(s, c, { minor: 3000, what: '按运费倍数补偿' })
  yield 10 * minute
  await does(s.house, c, s.people.who('agent'), solving.makeOffer, { text: '补偿 30 元', grounds: '未保价，按运费三倍计算', via: 'sms' })
}

function lossPlan(key: string, n: number, minor: number, hoursAgo: number, lead: boolean): Scene {
  return {
    key, hoursAgo,
    play: async function* (s) {
      const { c } = await tells(s, someParcel(s, 'lost', n), { who: 'agent2', reason: 'loss.suspected', words: '发了十天没有到，卖家让我找你们赔。', minor })
      s.mark(key, c)
      yield* taken(s, c, 'agent2')
      yield 2 * hour
      await found(s, c, 'investigator', '有发出无到达，库区和车辆查找无果。')
      yield 40 * minute
      await plans(s, c, { minor, what: '按实际价值赔偿', who: 'agent2' })
      yield 30 * minute
      if (lead) await does(s.house, c, s.people.who('lead'), solving.approvePlan, { approve: true, reason: '购买凭证齐全' })
    },
  }
}

function payment(key: string, n: number, minor: number, amount: string, hoursAgo: number): Scene {
  return {
    key, hoursAgo,
    play: async function* (s) {
      const { c } = await tells(s, someParcel(s, 'damaged', n), { reason: 'damage.broken', words: '收到就是坏的，签收当场拍了照。', minor })
      s.mark(key, c)
      yield* taken(s, c)
      yield 2 * hour
      await found(s, c, 'agent', '外箱受压变形，破损发生在运输环节。')
      yield 30 * minute
      await plans(s, c, { minor, what: '按实际损失赔偿' })
      yield* agreed(s, c, amount)
      yield 15 * minute
      await does(s.house, c, s.people.who('agent'), solving.executeMeasure, { seq: 2, evidence: '已电话致歉，有录音' })
    },
  }
}

/** Paid and told: the customer has yet to say that it arrived. */
function confirming(key: string, n: number, hoursAgo: number): Scene {
  const paid = payment(key, n, 6800, '68', hoursAgo)
  return {
    ...paid,
    play: async function* (s) {
      let c: PlayedCase | undefined
      yield* paid.play({ ...s, mark: (name, played) => { c = played; s.mark(name, played) } })
      yield 2 * hour
      if (c) await does(s.house, c, s.people.who('finance2'), solving.executeMeasure, { seq: 1, evidence: `转账流水 ${randomInt(100_000_000, 999_999_999)}` })
    },
  }
}

/** Held by customs: a pause is asked for and waits for a lead; a promise runs beside it. */
async function* heldByCustoms(s: SceneStage): Script {
  const agent = s.people.who('agent')
  const { c } = await tells(s, someParcel(s, 'stuck', 45), { reason: 'delay.transit_stuck', words: '寄到口岸的茶饼停了三天，查不到，也没有人告诉我要等多久。' })
  s.mark('pause', c)
  yield* taken(s, c)
  yield 2 * hour
  await does(s.house, c, agent, wire.makePromise, { text: '每天下午告知查验进展', dueAt: new Date(s.now() + 20 * hour).toISOString() })
  yield hour
  await does(s.house, c, agent, wire.pause, { code: 'authority_hold', reason: '口岸查验，等放行通知', evidence: '查验通知 武关 2026-3381', untilAt: new Date(s.now() + 3 * day).toISOString() })
}

async function* overAge(s: SceneStage): Script {
  const acceptedOn = new Date(s.until - 400 * day).toISOString().slice(0, 10)
  const { c } = await tells(s, someParcel(s, 'normal', 40), { reason: 'claim_handling.slow', words: '去年寄的茶具碎了，理赔一直拖到现在没有结果。', minor: 32_800, more: { acceptedOn, items: [] } })
  s.mark('over_age', c)
  yield minute
}

/** Closed, objected to by its customer, waiting for somebody who had no part in it. */
async function* objection(s: SceneStage, n = 41): Script {
  const { house, people } = s
  const { c } = await tells(s, someParcel(s, 'delayed', n), { who: 'agent2', reason: 'delay.missed_promise', words: '说好三天到，九天才到，蛋糕模具用不上了。' })
  s.mark('objection', c)
  yield* taken(s, c, 'agent2')
  yield hour
  await found(s, c, 'agent2', '分错流向绕行两日，超出承诺时限。')
  yield 30 * minute
  await does(house, c, people.who('agent2'), solving.draftPlan, { measures: [{ kind: 'apology', description: '电话致歉' }], reasoning: '延误未造成可证明的损失', basis: '快递服务标准', needsConsent: false })
  yield 20 * minute
  await does(house, c, people.who('agent2'), solving.tellDecision, { outcome: 'agreed', text: '致歉并改进', reasons: '分错流向', basis: '快递服务标准', notice: { channel: 'sms' } })
  yield 20 * minute
  await does(house, c, people.who('agent2'), solving.executeMeasure, { seq: 1, evidence: '已电话致歉，有录音' })
  yield 3 * hour
  await object(house.deps, house.contextOf(people.who('agent2')), { hash: Buffer.alloc(0), phoneIndex: Buffer.alloc(0), complaintId: c.id }, { kind: 'objection', words: '一句道歉就完了？模具七十块我要求赔偿。', attachmentIds: [] })
}

async function* withdrawal(s: SceneStage): Script {
  const { c } = await tells(s, someParcel(s, 'station', 42), { reason: 'locker_station.without_consent', words: '没经过我同意就放驿站，还说再投诉以后不给我送。' })
  s.mark('withdrawal', c)
  yield* taken(s, c)
  yield 4 * hour
  await does(s.house, c, s.people.who('agent'), wire.requestWithdrawal, { via: 'phone', words: '算了算了，我不投诉了。' })
}

/** Two neighbours with the same story but different parcels, merged in a hurry. */
async function* wrongMerge(s: SceneStage): Script {
  const words = '同一车的快递都湿了，我的也是。'
  const first = await tells(s, someParcel(s, 'damaged', 43), { who: 'agent2', reason: 'damage.wet', words: '箱子全湿了，里面的四件套没法用。', minor: 21_900 })
  yield 20 * minute
  const second = await tells(s, someParcel(s, 'damaged', 44), { who: 'agent2', reason: 'damage.wet', words, minor: 16_800 })
  s.mark('merged', second.c)
  yield 15 * minute
  await does(s.house, second.c, s.people.who('agent2'), merge, { into: first.c.id, reason: '同一小区同一情况' })
}

/** Customers of the web whom nobody has taken yet. */
function unowned(): Scene[] {
  const words = ['快递显示已签收，我人在外地，谁签的？', '处方药卡了三天，老人等着用，请尽快！', '寄的合同明天要用，现在还没出站。', '到付金额和说好的不一样。', '驿站关门两天了，件取不出来。']
  const reasons = ['false_signoff.not_received', 'delay.transit_stuck', 'delay.urgent_papers', 'charge.overcharge', 'locker_station.hours']
  return words.map((text, i): Scene => ({
    key: `pool_${i}`, hoursAgo: [0.4, 20.5, 3, 6, 1.5][i] ?? 1,
    play: async function* (s) {
      const { c } = await tells(s, someParcel(s, i === 1 ? 'stuck' : 'station', 60 + i), { reason: reasons[i] ?? 'other.general', words: text, more: { channel: 'web' } })
      s.mark(`pool_${i}`, c)
      yield minute
    },
  }))
}

/** A unit's single question. */
function question(key: string, unitCode: string, reason: string, words: string, text: string, n: number): Scene {
  return {
    key, hoursAgo: 5,
    play: async function* (s) {
      const { c } = await tells(s, someParcel(s, 'station', n), { who: 'agent2', reason, words })
      s.mark(key, c)
      yield* taken(s, c, 'agent2')
      yield 10 * minute
      await asks(s, c, unitCode, text, 8, 'agent2')
    },
  }
}

/** A hand-over from a colleague that waits for an answer. */
async function* handedOver(s: SceneStage): Script {
  const { c } = await tells(s, someParcel(s, 'attempts', 70), { who: 'agent2', reason: 'delivery_service.appointment_missed', words: '约了晚上七点以后送，白天又来敲门，敲了三回。' })
  s.mark('handover', c)
  yield* taken(s, c, 'agent2')
  yield 40 * minute
  const source = '通话记录'
  await does(s.house, c, s.people.who('agent2'), wire.handOver, { toId: s.people.who('agent').id, reason: '晚班接续', happened: { text: '三次派送都在白天，客户不在家。', source }, promised: { text: '今晚七点后派送，送前来电。', source }, wants: { text: '按约定时间送上门。', source } })
}

/** A second look that was decided: what an auditor reads from end to end. */
async function* wholeLife(s: SceneStage): Script {
  let c: PlayedCase | undefined
  yield* objection({ ...s, mark: (_key, played) => { c = played; s.mark('audit', played) } }, 45)
  yield 2 * hour
  if (c) await does(s.house, c, s.people.who('arbitrator'), decideReview, { result: 'upheld', reasons: '时限与事实无误，未提供损失凭证。' })
}

/** Every scene there is. */
export const scenes: readonly Scene[] = [
  { key: 'wang', hoursAgo: (until) => (until - lastTen(until)) / hour + 3, play: wang },
  ...questions(),
  { key: 'offer', hoursAgo: 30, play: offered },
  ...liabilityScenes,
  lossPlan('approval', 20, 86_000, 9, false), lossPlan('approval_second', 21, 428_000, 28, true),
  payment('payment', 22, 15_600, '156', 27), payment('payment_late', 24, 8900, '89', 80), confirming('confirming', 26, 32), confirming('confirming_2', 28, 30),
  { key: 'pause', hoursAgo: 5, play: heldByCustoms },
  { key: 'audit', hoursAgo: 60, play: wholeLife },
  { key: 'over_age', hoursAgo: 2, play: overAge },
  { key: 'objection', hoursAgo: 20, play: objection },
  { key: 'withdrawal', hoursAgo: 7, play: withdrawal },
  { key: 'merged', hoursAgo: 2.5, play: wrongMerge },
  { key: 'handover', hoursAgo: 2, play: handedOver },
  orderScene,
  inquiryScene,
  evidenceScene,
  stormScene,
  leakScene,
  ...unowned(),
  question('station', 'Z42005', 'locker_station.cannot_find', '驿站说找不到我的件。', '客户凭码未取到件，请查监控和出库记录。', 80),
  question('partner', 'X02', 'delay.no_update', '转给别的邮路以后就没消息了。', '该件已移交贵司，请提供当前位置和妥投时间。', 82),
  question('outlet2', 'W43006', 'damage.broken', '书角全折了，签收时说明过。', '请提供到件外观照片。', 84),
]
