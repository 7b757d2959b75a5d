// The scenes of responsibility: a weight lost at the second of three hubs waits for its judge, a hub contests its share, a false sign-off was contested and reduced.
import { sql } from 'kysely'
import { addMaterial } from '../../contract/complaints.ts'
import { answerOrder, find } from '../../contract/investigation.ts'
import { contest, judge, reviewContests } from '../../contract/liability.ts'
import type { FactCode } from '../../domain/investigation/facts.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'
import { does } from './case.ts'
import type { PlayedCase } from './case.ts'
import { asks, castParcel, someParcel, taken, tells } from './scene-steps.ts'
import type { Scene, SceneStage } from './scene-steps.ts'
import { hour, minute } from './script.ts'
import type { Script } from './script.ts'

const outlet = 'W42010'
const hub = 'H4201'

/** A unit that is asked and answers. */
async function* answers(s: SceneStage, c: PlayedCase, code: string, question: string, answer: 'true' | 'not_true', text: string, who = 'agent2'): Script {
  const unit = await unitOf(s, code)
  const order = await asks(s, c, code, question, 24, who)
  yield 4 * hour
  await s.house.act(await s.people.managerOf(unit), answerOrder, { id: order }, { answer, text })
  yield 40 * minute
}

const unitOf = (s: SceneStage, code: string) => s.house.db.selectFrom('org_units').select(['id', 'code', 'kind', 'name']).where('code', '=', code).executeTakeFirstOrThrow()

/** The finding with its facts, each resting on all the case holds. */
async function finds(s: SceneStage, c: PlayedCase, facts: string, established: readonly { readonly code: FactCode; readonly unit: string; readonly text: string }[]): Promise<void> {
  await does(s.house, c, s.people.who('investigator'), addMaterial, { text: `监控和称重记录摘要：${facts}`, type: 'surveillance_video' })
  const held = await sql<{ id: string }>`select id from evidence where complaint_id = ${c.id} and state = 'kept'`.execute(s.house.db)
  const factsFound = []
  for (const f of established) factsFound.push({ code: f.code, verdict: 'established', text: f.text, unitId: (await unitOf(s, f.unit)).id, evidenceIds: held.rows.map((e) => e.id) })
  await does(s.house, c, s.people.who('investigator'), find, { facts, causeCode: 'transit_handling', companyLiability: 'liable', liabilityBasis: '快递暂行条例第二十七条', demandJudgement: 'justified', demandReason: '与查证事实相符', factsFound })
}

/** Where the scales first showed less: the hub the parcel left lighter than it came. */
function lighterAt(parcel: Waybill): string {
  const hubs = [...new Set(parcel.scans.flatMap((scan) => (scan.unitKind === 'hub' && scan.unitCode !== undefined ? [scan.unitCode] : [])))]
  return hubs[1] ?? hubs[0] ?? hub
}

/** Three hubs, 1.2 kg lost at the second: found, with its facts, waiting for a judge. */
async function* threeHubs(s: SceneStage): Script {
  const parcel = castParcel(s, 'huang_three_hubs')
  const { c } = await tells(s, parcel, { who: 'agent2', reason: 'shortage.weight_drop', words: '发货称重四点四公斤，到手只有三点二公斤，少了六只大闸蟹。', minor: 29_800 })
  s.mark('judge', c)
  yield* taken(s, c, 'agent2')
  const second = lighterAt(parcel)
  yield* answers(s, c, second, '请说明本站到发称重和封签情况。', 'true', '到站四点四公斤、出站三点二公斤，封签有重贴痕迹，正在查监控。')
  await finds(s, c, '苏州出站 4.4 公斤，郑州到站 4.4 公斤、出站 3.2 公斤，西安到站 3.2 公斤：重量在郑州减少 1.2 公斤。', [{ code: 'weight_dropped_at', unit: second, text: '到站 4.4 公斤，出站 3.2 公斤' }])
}

type Told = { readonly key: string; readonly parcel: (s: SceneStage) => Waybill; readonly reason: string; readonly words: string; readonly at: string; readonly fact: FactCode; readonly found: string; readonly basis: string; readonly wants: number; readonly says: string; readonly reduced?: readonly [percent: number, reasons: string] }

/** Judged against one unit, which contests; with `reduced` another judge has lowered its share. */
function contested(t: Told): Scene['play'] {
  return async function* (s) {
    const { c } = await tells(s, t.parcel(s), { who: 'agent2', reason: t.reason, words: t.words })
    s.mark(t.key, c)
    yield* taken(s, c, 'agent2')
    yield* answers(s, c, t.at, '请说明经过并提供证据。', 'true', '经核实属实，已对当班人员批评教育。')
    await finds(s, c, t.found, [{ code: t.fact, unit: t.at, text: t.found }])
    yield 2 * hour
    const unit = await unitOf(s, t.at)
    const bears = (percent: number, basis: string) => ({ bearer: 'unit', unitId: unit.id, percent, basis })
    await does(s.house, c, s.people.who('judge'), judge, { shares: [bears(100, t.basis)], reasoning: `${t.found}${t.basis}`, rule: '按定责规则' })
    yield 3 * hour
    await s.house.act(await s.people.managerOf(unit), contest, { id: c.id }, { ground: 'share_too_high', text: t.says, wantedPercent: t.wants })
    c.version += 1
    if (!t.reduced) return
    yield 5 * hour
    const [percent, reasons] = t.reduced
    await does(s.house, c, s.people.who('judge2'), reviewContests, { reasons, shares: [bears(percent, t.basis), { bearer: 'company', percent: 100 - percent, basis: '系统没有提示代收须经同意' }] })
  }
}

export const liabilityScenes: readonly Scene[] = [
  { key: 'judge', hoursAgo: 34, play: threeHubs },
  { key: 'contested', hoursAgo: 26, play: contested({ key: 'contested', parcel: (s) => someParcel(s, 'normal', 40), reason: 'damage.broken', words: '外箱踩扁了，里面两个杯子碎了。', at: hub, fact: 'rough_handling_at', found: '监控显示分拣时抛掷，外箱受压。', basis: '野蛮操作由操作单位承担。', wants: 50, says: '监控同时显示到站时外箱已有压痕，上一环节应当分担，申请减为百分之五十。' }) },
  { key: 'reduced', hoursAgo: 52, play: contested({ key: 'reduced', parcel: (s) => someParcel(s, 'normal', 8, outlet), reason: 'false_signoff.not_received', words: '显示家人代收，可家里没有人，后来在驿站找到的。', at: outlet, fact: 'no_consent_for_station', found: '未经收件人同意放驿站并签收。', basis: '未经同意代收，由末端派送单位承担。', wants: 50, says: '当班员工确有过错，但系统没有弹出须经同意的提示，申请减半。', reduced: [60, '员工过错属实；系统提示缺失由总部分担，酌减为百分之六十。'] }) },
]
