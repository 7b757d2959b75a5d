// The second half of a played life: what the units answer, what is found and judged, what is offered and paid, how it ends and whether it stays ended.
import * as wire from '../../contract/complaints.ts'
import { decideReview } from '../../contract/appeals.ts'
import * as asking from '../../contract/investigation.ts'
import { askStatements, judge, state } from '../../contract/liability.ts'
import * as solving from '../../contract/resolution.ts'
import { Refusal } from '../../domain/refusal.ts'
import { confirm, object, rate } from '../channels/portal-acts.ts'
import { does, look, unitsOf } from './case.ts'
import type { PartyUnit } from './case.ts'
import { day, hour, minute } from './script.ts'
import type { Life, Script } from './script.ts'
import { basis } from './stories.ts'
import { told, yuan } from './words.ts'

const session = (life: Life) => ({ hash: Buffer.alloc(0), phoneIndex: Buffer.alloc(0), complaintId: life.c.id })

/** A unit is asked and answers, mostly in time; then it is found what happened and, often, judged who bears it. */
export async function* investigate(life: Life): Script {
  const { house, dice, story, c, people } = life
  const units = await unitsOf(house, c)
  const unit = units.find((u) => u.role === story.asks) ?? units.find((u) => u.kind === 'outlet') ?? units[0]
  if (unit && dice.chance(0.8)) yield* askUnit(life, unit)
  const finder = dice.chance(0.35) ? dice.pick(people.investigators) : life.agent
  await does(house, c, finder, asking.find, { facts: dice.pick(story.facts), causeCode: story.cause, companyLiability: dice.chance(0.85) ? 'liable' : 'partly', liabilityBasis: '快递暂行条例第二十七条', demandJudgement: dice.chance(0.7) ? 'justified' : 'partly', demandReason: '与查证事实相符' })
  if (unit && unit.kind !== 'partner' && dice.chance(0.5)) {
    yield dice.between(1, 30) * hour
    yield* judged(life, sharesOf(life, unit, units), units)
  }
}

/** Judged at once; where the units must be heard before, they are asked and say their word. One that may not know of the case is not judged here. */
async function* judged(life: Life, shares: readonly PlayedShare[], units: readonly PartyUnit[]): Script {
  const { house, dice, story, c, people } = life
  const who = people.who(dice.pick(['judge', 'judge2']))
  const body = { shares, reasoning: `${dice.pick(story.facts)}责任按查证环节划分。`, rule: '内部责任划分办法第三条' }
  const refused = await does(house, c, who, judge, body).then(() => null, refusalOf)
  if (refused !== 'liability.statements_first') return
  if (await does(house, c, who, askStatements, { shares }).then(() => null, refusalOf) !== null) return
  for (const unit of units.filter((u) => shares.some((s) => s.unitId === u.id))) {
    yield dice.between(1, 5) * hour
    await house.act(await people.managerOf(unit), state, { id: c.id }, { text: dice.pick(story.replies) })
  }
  await look(house, c)
  yield dice.between(1, 6) * hour
  await does(house, c, who, judge, body).catch(refusalOf)
}

/** The code of a refusal; anything else goes on as it came. */
function refusalOf(error: unknown): string {
  if (error instanceof Refusal) return error.code
  throw error
}

type PlayedShare = { readonly bearer: 'unit'; readonly unitId: string; readonly percent: number; readonly basis: string }

function sharesOf(life: Life, unit: PartyUnit, units: readonly PartyUnit[]): readonly PlayedShare[] {
  const other = units.find((u) => u.id !== unit.id && u.kind !== 'partner')
  const one = (u: PartyUnit, percent: number): PlayedShare => ({ bearer: 'unit', unitId: u.id, percent, basis: `${u.name}的操作环节` })
  return other && life.dice.chance(0.25) ? [one(unit, 70), one(other, 30)] : [one(unit, 100)]
}

async function* askUnit(life: Life, unit: PartyUnit): Script {
  const { house, dice, story, c, people } = life
  const manager = await people.managerOf(unit)
  const order = await does(house, c, life.agent, asking.issueOrder, { unitId: unit.id, question: story.question, wanted: story.wanted, hours: dice.pick([12, 24, 24, 48]) })
  yield dice.chance(0.9) ? dice.between(30, 11 * 60) * minute : dice.between(26, 50) * hour
  const denies = story.denials.length > 0 && dice.chance(0.2)
  await house.act(manager, asking.answerOrder, { id: order }, { answer: denies ? 'not_true' : 'true', text: dice.pick(denies ? story.denials : story.replies) })
  yield dice.between(20, 300) * minute
}

/** From the plan to the end. */
export async function* resolve(life: Life): Script {
  const { house, dice, c, people } = life
  const pays = yield* agree(life)
  yield* carryOut(life, pays)
  if (c.status !== 'closed') await close(life)
  if (dice.chance(0.3)) await rate(house.deps, house.contextOf(life.agent), session(life), { score: dice.pick([5, 5, 4, 4, 3, 1]), ...(dice.chance(0.3) ? { comment: dice.pick(['处理及时，谢谢。', '结果可以，就是慢了点。', '希望以后别再发生。']) } : {}) })
  if (dice.chance(0.06)) return yield* lookedAtAgain(life)
  yield dice.between(3 * 24, 10 * 24) * hour
  await look(house, c)
  if (c.status === 'closed' && dice.chance(0.7)) await does(house, c, people.who('lead'), wire.archive)
}

function amountOf(life: Life): number | null {
  const { pays } = life.story
  if (!pays) return null
  const worth = life.parcel.goods.declaredValueMinor ?? 10_000
  return Math.round(Math.max(pays.floor * 100, worth * pays.share * (0.7 + life.dice.between(0, 30) / 100)) / 100) * 100
}

async function draft(life: Life, amount: number | null): Promise<void> {
  const { house, story, c } = life
  const money = amount === null ? [] : [{ kind: 'compensation', description: told(story.remedy, life.values), amount: { minor: amount } }]
  await does(house, c, life.agent, solving.draftPlan, { measures: [...money, ...story.does.map((kind) => ({ kind, description: story.remedy }))], reasoning: `查证属实，${story.remedy}。`, basis, needsConsent: amount !== null })
}

/** Plan, approval, offer and answer, decision; gives what is to be paid, null when nothing is. */
async function* agree(life: Life): AsyncGenerator<number, number | null> {
  const { house, dice, story, c } = life
  let amount = amountOf(life)
  yield dice.between(20, 300) * minute
  await draft(life, amount)
  yield* approve(life, amount)
  if (amount !== null) {
    const first = yield* negotiate(life, amount, dice.chance(0.82) ? 'accept' : dice.chance(0.5) ? 'counter' : 'refuse')
    if (!first && dice.chance(0.7)) {
      amount = Math.round((amount * 1.4) / 100) * 100
      await draft(life, amount)
      yield* approve(life, amount)
      if (!(yield* negotiate(life, amount, 'accept'))) throw new Error('an answer that accepts was not taken')
    } else if (!first) {
      await does(house, c, life.agent, solving.tellDecision, { outcome: 'not_agreed', text: '未能就金额达成一致，本公司按规定处理。', reasons: '超出实际损失的部分没有依据', basis, notice: { channel: 'sms' }, appealRouteTold: true, companyLimits: `最多赔偿实际损失 ${yuan(amount)} 元` })
      return null
    }
  }
  await does(house, c, life.agent, solving.tellDecision, { outcome: 'agreed', text: amount === null ? story.remedy : `${story.remedy}，共 ${yuan(amount)} 元`, reasons: dice.pick(story.facts), basis, notice: { channel: 'sms' } })
  return amount
}

/** Those who approve follow each other until it is approved; once in a while it comes back and is drafted anew. */
async function* approve(life: Life, amount: number | null): Script {
  const { house, dice, c, people } = life
  for (const who of ['lead', 'finance', 'claims'] as const) {
    if (c.status !== 'approving') return
    yield dice.between(20, 26 * 60) * minute
    if (who === 'lead' && dice.chance(0.08)) {
      await does(house, c, people.who(who), solving.approvePlan, { approve: false, reason: '金额依据不足，请补充购买凭证。' })
      yield dice.between(30, 200) * minute
      await draft(life, amount)
      await does(house, c, people.who(who), solving.approvePlan, { approve: true, reason: '凭证已补充' })
    } else await does(house, c, people.who(who), solving.approvePlan, { approve: true, reason: '依据充分' })
  }
}

async function* negotiate(life: Life, amount: number, answer: 'accept' | 'refuse' | 'counter'): AsyncGenerator<number, boolean> {
  const { house, dice, story, c } = life
  await does(house, c, life.agent, solving.makeOffer, { text: `${story.remedy} ${yuan(amount)} 元，三个工作日内到账`, grounds: dice.pick(story.facts), via: 'sms' })
  yield dice.between(15, 20 * 60) * minute
  await does(house, c, life.agent, solving.recordAnswer, { answer, via: 'phone', reference: `录音 ${dice.between(100_000, 999_999)}`, ...(answer === 'accept' ? {} : { words: '不够我的损失' }), ...(answer === 'counter' ? { counterAmount: { minor: amount * 2 } } : {}) })
  return answer === 'accept'
}

async function* carryOut(life: Life, pays: number | null): Script {
  const { house, dice, story, c, people } = life
  if (c.status === 'decided' && pays === null && story.pays !== null) return
  const first = pays === null ? 1 : 2
  for (const [i, kind] of story.does.entries()) {
    yield dice.between(10, 200) * minute
    await does(house, c, life.agent, solving.executeMeasure, { seq: first + i, evidence: kind === 'apology' ? '已电话致歉，有录音' : `${story.remedy}，已完成` })
  }
  if (pays !== null) {
    yield dice.chance(0.9) ? dice.between(2, 40) * hour : dice.between(3 * 24, 6 * 24) * hour
    await does(house, c, people.who(dice.pick(['finance', 'finance2'])), solving.executeMeasure, { seq: 1, evidence: `转账流水 ${dice.between(100_000_000, 999_999_999)}` })
  }
  yield dice.between(30, 30 * 60) * minute
  if (dice.chance(0.2)) await confirm(house.deps, house.contextOf(life.agent), session(life), { satisfied: true })
  else if (dice.chance(0.08)) await does(house, c, life.agent, solving.confirm, { method: 'reasoned_refusal', satisfied: null, reason: '客户表示知道了，不愿再接回访。' })
  else await does(house, c, life.agent, solving.confirm, { method: 'oral_recorded', satisfied: dice.chance(0.88), reference: `录音 ${dice.between(100_000, 999_999)}` })
  await close(life)
}

async function close({ house, c, agent, story }: Life): Promise<void> {
  await does(house, c, agent, wire.close, { summary: `${story.remedy}，已与客户确认。`, stillDissatisfied: { explained: '已说明依据和申诉途径' } })
}

/** The customer objects, or new facts turn up: another person looks, and sometimes it begins again. */
async function* lookedAtAgain(life: Life): Script {
  const { house, dice, c, people } = life
  yield dice.between(4, 90) * hour
  if (dice.chance(0.25)) await does(house, c, people.who('lead'), wire.reopen, { reason: '客户补充了新的损失凭证' })
  else {
    await object(house.deps, house.contextOf(life.agent), session(life), { kind: 'objection', words: '赔偿不够，事实也没有查清。', attachmentIds: [] })
    yield dice.between(4, 60) * hour
    const again = dice.chance(0.35)
    await does(house, c, people.who('liaison'), decideReview, { result: again ? 'reopened' : 'upheld', reasons: again ? '称重环节未查，重新调查' : '事实清楚，处理适当' })
    if (!again) return
  }
  const next = dice.pick(people.agents.filter((a) => a.id !== life.agent.id))
  await does(house, c, people.who('lead'), wire.assign, { ownerId: next.id, reason: '换人重新处理' })
  life.agent = next
  yield* investigate(life)
  const pays = yield* agree(life)
  yield* carryOut(life, pays)
  if (c.status !== 'closed') await close(life)
  yield 20 * day
}
