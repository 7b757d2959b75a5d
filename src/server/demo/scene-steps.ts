// The steps scenes are built of: a case led along the main line up to where its scene begins, by named people and to the minute.
import * as wire from '../../contract/complaints.ts'
import { find, issueOrder } from '../../contract/investigation.ts'
import * as solving from '../../contract/resolution.ts'
import { newSecret } from '../platform/ids.ts'
import type { MeasureKind } from '../../domain/complaints/vocabulary.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'
import { demoNumber } from '../waybills/demo-number.ts'
import type { DemoScenario } from '../waybills/demo-number.ts'
import { DEMO_CAST } from '../waybills/demo-cast.ts'
import { demoWaybill } from '../waybills/demo-parcel.ts'
import { does, fileCase, replyOf } from './case.ts'
import type { PlayedCase } from './case.ts'
import { hour, minute } from './script.ts'
import type { Script, Stage } from './script.ts'
import { basis } from './stories.ts'

/** What a scene plays on. `until` is the present it leads up to (epoch ms); `mark` notes which case the guide leads to. */
export type SceneStage = Stage & { readonly until: number; readonly mark: (key: string, c: PlayedCase, secret?: string) => void }
/** `hoursAgo`: when it begins, in hours before the present (epoch ms). */
export type Scene = { readonly key: string; readonly hoursAgo: number | ((until: number) => number); readonly play: (s: SceneStage) => Script }

/** A parcel of the cast, by its key. */
export function castParcel(s: SceneStage, key: string): Waybill {
  const cast = DEMO_CAST.find((each) => each.key === key)
  const parcel = cast && demoWaybill(s.network, cast.number, s.until)
  if (!parcel) throw new Error(`nobody of the cast is ${key}`)
  return parcel
}

/** The n-th parcel of a scenario; with `to`, the n-th of those that this outlet delivers. */
export function someParcel(s: SceneStage, scenario: DemoScenario, n: number, to?: string): Waybill {
  for (let serial = 50_000_000 + (to === undefined ? n : 0), found = 0; serial < 50_060_000; serial++) {
    const parcel = demoWaybill(s.network, demoNumber(scenario, serial, 1), s.anchorAt)
    if (parcel && (to === undefined || parcel.scans.at(-1)?.unitCode === to) && found++ >= (to === undefined ? 0 : n)) return parcel
  }
  throw new Error(`no parcel of ${scenario} goes to ${to ?? 'anywhere'}`)
}

type Told = { readonly who?: string; readonly reason: string; readonly words: string; readonly minor?: number; readonly more?: Readonly<Record<string, unknown>>; readonly secret?: boolean }

/** Files what the parcel's consignee says; with `secret`, with a link to follow it, which is given back. */
export async function tells(s: SceneStage, parcel: Waybill, told: Told): Promise<{ c: PlayedCase; secret: string }> {
  const { name, phone } = parcel.parties.consignee
  const { secret, hash } = newSecret()
  const c = await fileCase(s.house, s.people.who(told.who ?? 'agent'), {
    channel: 'phone', reasonCode: told.reason, verbatim: told.words, items: [{ type: 'waybill', number: parcel.number }], complainant: { name, phone, role: 'consignee' },
    ...(told.minor === undefined ? {} : { demand: { kinds: ['compensation'], amount: { minor: told.minor } } }), ...told.more,
  }, told.secret === true ? hash : null)
  return { c, secret }
}

/** Accepted, taken and spoken to, by one agent. */
export async function* taken(s: SceneStage, c: PlayedCase, who = 'agent', said = '已致电核实经过，告知处理时限。'): Script {
  const agent = s.people.who(who)
  yield 8 * minute
  await does(s.house, c, agent, wire.accept, { identityChecked: true })
  yield 6 * minute
  await does(s.house, c, agent, wire.take)
  yield 9 * minute
  await does(s.house, c, agent, wire.recordContact, { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'first_contact', summary: said, reference: '录音 302118', ...await replyOf(s.house, c) })
}

/** A question to a unit; `hours` until it is due. Gives the order's id. */
export async function asks(s: SceneStage, c: PlayedCase, unitCode: string, question: string, hours: number, who = 'agent'): Promise<string> {
  const unit = await s.house.db.selectFrom('org_units').select('id').where('code', '=', unitCode).executeTakeFirstOrThrow()
  return does(s.house, c, s.people.who(who), issueOrder, { unitId: unit.id, question, wanted: ['现场照片', '经过说明'], hours })
}

/** What was found. */
export async function found(s: SceneStage, c: PlayedCase, who: string, facts: string): Promise<void> {
  await does(s.house, c, s.people.who(who), find, { facts, causeCode: 'transit_handling', companyLiability: 'liable', liabilityBasis: '快递暂行条例第二十七条', demandJudgement: 'justified', demandReason: '与查证事实相符' })
}

type Plan = { readonly minor: number; readonly what: string; readonly also?: readonly MeasureKind[]; readonly who?: string }

/** A plan that pays; the rest of it needs no money. */
export async function plans(s: SceneStage, c: PlayedCase, plan: Plan): Promise<void> {
  await does(s.house, c, s.people.who(plan.who ?? 'agent'), solving.draftPlan, { measures: [{ kind: 'compensation', description: plan.what, amount: { minor: plan.minor } }, ...(plan.also ?? ['apology']).map((kind) => ({ kind, description: '电话致歉' }))], reasoning: '查证属实，按实际损失处理。', basis })
}

/** Offered, accepted, decided: the money is owed from here on. */
export async function* agreed(s: SceneStage, c: PlayedCase, amount: string, who = 'agent'): Script {
  const agent = s.people.who(who)
  yield 20 * minute
  await does(s.house, c, agent, solving.makeOffer, { text: `赔偿 ${amount} 元并致歉`, grounds: '运输环节造成，按实际损失', via: 'sms' })
  yield hour
  await does(s.house, c, agent, solving.recordAnswer, { answer: 'accept', via: 'phone', reference: '录音 302207' })
  yield 5 * minute
  await does(s.house, c, agent, solving.tellDecision, { outcome: 'agreed', text: `赔偿 ${amount} 元并致歉`, reasons: '运输环节造成', basis, notice: { channel: 'sms' } })
}
