// A broken tea set with its evidence: what the customer, the desk and the weighing belt have, a piece held, one more asked for.
import { Readable } from 'node:stream'
import sharp from 'sharp'
import * as wire from '../../contract/complaints.ts'
import { holdEvidence, requestEvidence } from '../../contract/evidence.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { storeFile } from '../complaints/attachments.ts'
import { does } from './case.ts'
import { hour, minute } from './script.ts'
import type { Script } from './script.ts'
import { someParcel, taken, tells } from './scene-steps.ts'
import type { Scene, SceneStage } from './scene-steps.ts'

/** Drawn, because nobody's real photo belongs into a demo. */
const pictures = {
  box: '<path d="M180 220 480 120 780 220 780 520 480 640 180 520Z" fill="#c49a6c"/><path d="M180 220 480 330 780 220M480 330V640" stroke="#8a6236" stroke-width="6" fill="none"/><path d="M300 175 600 282 600 360 300 250Z" fill="#e6cfa8"/><path d="m560 420 60-70 30 60 70-40-30 90 60 30-100 20-20 70-40-70-70 10Z" fill="#3a2a1a"/>',
  cups: '<rect width="960" height="720" fill="#d8c7ae"/><path d="M180 300h240l-30 220a60 60 0 0 1-60 50h-60a60 60 0 0 1-60-50Z" fill="#f4f4f0"/><path d="M540 330h110l-20 90 50-30-20 150 60 30-110 20h-20a60 60 0 0 1-40-40Z" fill="#eef0ee"/><path d="m700 560 70-20 40 60-90 20ZM620 620l40-10 20 40-50 10Z" fill="#f4f4f0"/>',
  tape: '<rect x="160" y="180" width="640" height="380" fill="#c49a6c"/><rect x="160" y="340" width="640" height="60" fill="#e9dcb8"/><path d="M640 340h160v60H690Z" fill="#c49a6c"/><path d="m640 340 50 60" stroke="#8a6236" stroke-width="5"/>',
} as const

async function photo(s: SceneStage, who: Actor, name: string, picture: keyof typeof pictures): Promise<string> {
  const bytes = await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="960" height="720"><rect width="960" height="720" fill="#9aa0a6"/>${pictures[picture]}</svg>`)).jpeg({ quality: 80 }).toBuffer()
  return (await storeFile(s.house.deps, who, { file: Object.assign(Readable.from([bytes]), { truncated: false }), filename: name }, '127.0.0.1')).id
}

async function* teaSet(s: SceneStage): Script {
  const { house, people } = s
  const agent = people.who('agent')
  const { c } = await tells(s, someParcel(s, 'normal', 9), { reason: 'damage.broken', words: '新买的茶具，打开四个杯子碎了两个，外箱一角是瘪的。', minor: 26_800 })
  s.mark('evidence', c)
  yield* taken(s, c)
  await does(house, c, agent, wire.addMaterial, { attachmentIds: [await photo(s, agent, '外箱.jpg', 'box'), await photo(s, agent, '内件.jpg', 'cups')], type: 'parcel_photo', side: 'customer', note: '客户微信发来' })
  yield 12 * minute
  await does(house, c, agent, wire.addMaterial, { attachmentIds: [await photo(s, agent, '封箱.jpg', 'tape')], type: 'packing_photo', side: 'company', note: '揽收时称重台拍摄' })
  await does(house, c, agent, wire.addMaterial, { text: '客户说签收时快递员已离开，十分钟后拆箱，全程有家里监控。', type: 'statement', side: 'customer' })
  yield 5 * minute
  await does(house, c, agent, requestEvidence, { what: '拆箱时的家里监控片段', reason: '用来确认破损在签收前已经发生', dueAt: new Date(s.now() + 30 * hour).toISOString(), adverseEffectTold: true, channel: 'phone' })
  yield 20 * minute
  await does(house, c, people.who('lead'), holdEvidence, { reason: '客户表示将向消协投诉' })
}

export const evidenceScene: Scene = { key: 'evidence', hoursAgo: 3, play: teaSet }
