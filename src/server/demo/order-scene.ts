// The scene of work contact orders: a delayed parcel about which a hub was asked again, another says it is not theirs, and operations are told to handle it first.
import { answerOrder, issueOrder } from '../../contract/investigation.ts'
import { acceptOrder, returnOrder } from '../../contract/orders.ts'
import { does } from './case.ts'
import { asks, someParcel, taken, tells } from './scene-steps.ts'
import type { Scene, SceneStage } from './scene-steps.ts'
import { hour, minute } from './script.ts'
import type { Script } from './script.ts'

const [asked, other] = ['H4301', 'H4401']

async function* severalAsked(s: SceneStage): Script {
  const { house, people } = s
  const unitOf = (code: string) => house.db.selectFrom('org_units').select(['id', 'code', 'kind']).where('code', '=', code).executeTakeFirstOrThrow()
  const { c } = await tells(s, someParcel(s, 'delayed', 90), { who: 'agent2', reason: 'delay.no_update', words: '里面是婚礼用的请柬，周末就要发出去，四天没有更新了。' })
  s.mark('orders', c)
  yield* taken(s, c, 'agent2', '客户周末要用，越快越好。')
  const first = await asks(s, c, asked, '该件到站后为什么四天没有发出？请附发车记录。', 24, 'agent2')
  const second = await asks(s, c, other, '该件是否经过你处？', 24, 'agent2')
  const operations = await unitOf('D01')
  const third = await does(house, c, people.who('agent2'), issueOrder, { unitId: operations.id, kind: 'priority_instruction', question: '请安排该件优先发运，周五前送达武汉。', hours: 24 })
  yield 50 * minute
  await house.act(people.who('dept'), acceptOrder, { id: third }, {})
  await house.act(await people.managerOf(await unitOf(other)), answerOrder, { id: second }, { answer: 'other_unit', text: '未到本中心，轨迹显示一直在长沙。', otherUnitCode: asked })
  yield 40 * minute
  const manager = await people.managerOf(await unitOf(asked))
  await house.act(manager, acceptOrder, { id: first }, {})
  yield 30 * minute
  await house.act(manager, answerOrder, { id: first }, { answer: 'true', text: '错分到粤西线，今晚改发。' })
  yield 25 * minute
  await house.act(people.who('agent2'), returnOrder, { id: first }, { missing: '没有发车记录和改发的班次。', hours: 6 })
  yield hour
}

export const orderScene: Scene = { key: 'orders', hoursAgo: 6, play: severalAsked }
