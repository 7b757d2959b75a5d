// The life of one case in played business: who does what and after how long, thrown by dice. Each wait is handed to the play, which lets the clock go on.
import * as wire from '../../contract/complaints.ts'
import { merge } from '../../contract/relations.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'
import { verificationChannels } from '../../domain/complaints/vocabulary.ts'
import type { Channel } from '../../domain/complaints/vocabulary.ts'
import { urge } from '../channels/portal-acts.ts'
import { demoNumber } from '../waybills/demo-number.ts'
import { demoWaybill } from '../waybills/demo-parcel.ts'
import { does, fileCase, replyOf } from './case.ts'
import type { Dice } from './dice.ts'
import { investigate, resolve } from './resolve.ts'
import { day, hour, minute } from './script.ts'
import type { Life, Script, Stage } from './script.ts'
import { light, stories } from './stories.ts'
import type { Story } from './stories.ts'
import { told, yuan } from './words.ts'

const channels: readonly { readonly weight: number; readonly channel: Channel }[] = [
  { weight: 50, channel: 'phone' }, { weight: 13, channel: 'app' }, { weight: 12, channel: 'wechat' }, { weight: 10, channel: 'web' }, { weight: 6, channel: 'chat' }, { weight: 5, channel: 'platform' }, { weight: 3, channel: 'walk_in' },
]

/** Lives the `n`-th case of a play; its parcel ended its way `daysAgo` days before the anchor. */
export async function* live(stage: Stage, dice: Dice, n: number, daysAgo: number): Script {
  const story = dice.weighed(stories)
  const parcel = demoWaybill(stage.network, demoNumber(story.scenario, 1000 + n * 2 + (story.scenario === 'returned' ? 0 : dice.between(0, 1)), daysAgo), stage.anchorAt)
  if (!parcel) throw new Error('no such parcel')
  const agent = dice.pick(stage.people.agents)
  const values = { goods: parcel.goods.name, place: `${parcel.consigneeCity}网点`, days: dice.between(2, 5), yuan: yuan(parcel.goods.declaredValueMinor ?? 10_000) }
  if (dice.chance(0.12)) return yield* lightContact(stage, dice, agent, parcel)
  if (story.pays === null && dice.chance(0.25)) return void await fileCase(stage.house, agent, { ...complaintOf(dice, story, parcel, values), channel: 'phone', onSpot: { remedy: story.remedy, measures: [{ kind: 'apology' }, { kind: 'explanation' }], confirmation: { method: 'oral_recorded', reference: `录音 ${100_000 + n}` } } })
  const { channel } = dice.weighed(channels)
  const c = await fileCase(stage.house, agent, { ...complaintOf(dice, story, parcel, values), channel, ...(channel === 'phone' ? { readBack: true } : {}) })
  const life: Life = { ...stage, dice, story, parcel, values, agent, c }
  yield dice.between(4, 70) * minute
  const ended = yield* begin(life, channel)
  if (ended) return
  if (yield* meanwhile(life)) return
  yield* investigate(life)
  yield* resolve(life)
}

function complaintOf(dice: Dice, story: Story, parcel: Waybill, values: Life['values']): Record<string, unknown> {
  const { name, phone } = parcel.parties.consignee
  const asksMoney = story.wishes.includes('compensation')
  return {
    ...(dice.chance(0.7) ? { reasonCode: story.reason } : {}), verbatim: told(dice.pick(story.says), values), items: [{ type: 'waybill', number: parcel.number }],
    complainant: { name, phone, role: 'consignee', ...(dice.chance(0.04) ? { preferences: { elder: true } } : {}) },
    demand: { kinds: story.wishes, ...(asksMoney ? { amount: { minor: Math.max(2000, Math.round((parcel.goods.declaredValueMinor ?? 10_000) / 100) * 100) } } : {}) },
  }
}

async function* lightContact(s: Stage, dice: Dice, agent: Actor, parcel: Waybill): Script {
  const one = dice.weighed(light)
  const { name, phone } = parcel.parties.consignee
  const c = await fileCase(s.house, agent, { kind: one.kind, channel: dice.pick(['phone', 'wechat', 'app', 'chat'] as const), reasonCode: 'tracking_info.cannot_query', verbatim: dice.pick(one.says), items: one.kind === 'trace' ? [{ type: 'waybill', number: parcel.number }] : [], complainant: { name, phone } })
  yield dice.between(10, 240) * minute
  await does(s.house, c, agent, wire.close, { summary: one.answer, answer: one.answer })
}

/** Until the customer was spoken to; true when it ended there. */
async function* begin(life: Life, channel: Channel): AsyncGenerator<number, boolean> {
  const { house, dice, story, c, agent } = life
  if (verificationChannels.includes(channel)) await contact(life, { purpose: 'verification', outcome: 'reached', summary: '回拨核实身份和诉求，情况属实。' })
  await does(house, c, agent, wire.classify, { reasonCode: story.reason })
  if (dice.chance(0.04)) {
    const outOfScope = dice.chance(0.5)
    await does(house, c, agent, wire.reject, outOfScope
      ? { outcome: 'out_of_scope', reason: '该单号不是本公司承运，已告知客户向承运公司反映。', notice: { channel: 'sms', text: '您反映的快件不是我公司承运，请联系面单上的公司。' }, referral: '面单所示承运公司' }
      : { outcome: 'invalid', reason: '客户确认误操作提交，快件已正常收到。', notice: { channel: 'sms', text: '按您确认，本次反映为误提交，不再处理。' } })
    return true
  }
  await does(house, c, agent, wire.accept, { identityChecked: true })
  yield dice.between(6, 150) * minute
  // a rush leaves some lying: they breach, and are finished all the same
  if (dice.chance(0.05)) yield dice.between(30, 170) * hour
  await does(house, c, agent, wire.take)
  if (dice.chance(0.14)) {
    await contact(life, { purpose: 'first_contact', outcome: 'no_answer', summary: '无人接听，已发短信。' })
    yield dice.between(60, 240) * minute
  }
  await contact(life, { purpose: 'first_contact', outcome: 'reached', summary: `已致电客户，核实经过，告知处理时限。客户诉求：${story.remedy}。`, ...await replyOf(house, c) })
  return false
}

/** What comes between: promises, chasers, a second report, hand-overs, waiting, a withdrawal. True when it ended there. */
async function* meanwhile(life: Life): AsyncGenerator<number, boolean> {
  const { house, dice, c, people } = life
  if (dice.chance(0.15)) yield* promised(life)
  if (dice.chance(0.07)) {
    yield dice.between(3, 30) * hour
    if (dice.chance(0.5)) await urge(house.deps, house.contextOf(life.agent), { hash: Buffer.alloc(0), phoneIndex: Buffer.alloc(0), complaintId: c.id }, { words: '怎么还没有结果？' })
    else await does(house, c, dice.pick(people.agents), wire.chase, { channel: 'phone', words: '客户再次来电催问进度' })
  }
  if (dice.chance(0.05)) yield* reportedTwice(life)
  if (dice.chance(0.04)) yield* handedOver(life)
  if (dice.chance(0.05)) {
    await does(house, c, life.agent, wire.pause, { reason: '等客户补充外包装照片', untilAt: new Date(life.now() + 2 * day).toISOString() })
    yield dice.between(4, 40) * hour
    await does(house, c, life.agent, wire.resume, { note: '客户已补充照片' })
  }
  return dice.chance(0.04) ? yield* withdrawn(life) : false
}

async function* promised(life: Life): Script {
  const { house, dice, c, agent } = life
  const dueAt = life.now() + dice.between(3, 20) * hour
  await does(house, c, agent, wire.makePromise, { text: '查到下落后回电', dueAt: new Date(dueAt).toISOString() })
  yield dice.chance(0.85) ? dice.between(60, 170) * minute : dueAt - life.now() + dice.between(20, 200) * minute
  await does(house, c, agent, wire.keepPromise, { epoch: 1, note: '已回电告知' })
}

/** The same matter told a second time, by another door; the later case is merged. */
async function* reportedTwice(life: Life): Script {
  const { house, dice, c, people } = life
  const other = dice.pick(people.agents.filter((a) => a.id !== life.agent.id))
  const again = await fileCase(house, other, { ...complaintOf(dice, life.story, life.parcel, life.values), reasonCode: life.story.reason, channel: 'app' })
  yield dice.between(10, 200) * minute
  await does(house, again, other, merge, { into: c.id, reason: '同一快件同一诉求，客户从另一渠道重复反映' })
}

async function* handedOver(life: Life): Script {
  const { house, dice, c, people } = life
  const to = dice.pick(people.agents.filter((a) => a.id !== life.agent.id))
  const source = '处理记录'
  await does(house, c, life.agent, wire.handOver, { toId: to.id, reason: '下班交接', happened: { text: '已联系客户，等网点回复。', source }, promised: { text: '查到后回电。', source }, wants: { text: life.story.remedy, source } })
  yield dice.between(5, 60) * minute
  await does(house, c, to, wire.answerHandOver, { accept: true })
  life.agent = to
}

async function* withdrawn(life: Life): AsyncGenerator<number, boolean> {
  const { house, dice, c, people } = life
  yield dice.between(2, 20) * hour
  await does(house, c, life.agent, wire.requestWithdrawal, { via: 'phone', words: '件已经收到，不用再处理了。' })
  yield dice.between(1, 20) * hour
  const free = dice.chance(0.92)
  await does(house, c, people.who('liaison'), wire.verifyWithdrawal, { free, method: 'call', reference: `核实录音 ${dice.between(10_000, 99_999)}`, harassment: !free })
  return free
}

/** A contact with the customer by phone, entered when it was made. */
export async function contact(life: Life, what: Readonly<Record<string, unknown>>): Promise<void> {
  await does(life.house, life.c, life.agent, wire.recordContact, { direction: 'out', channel: 'phone', reference: `录音 ${life.dice.between(100_000, 999_999)}`, ...what })
}
