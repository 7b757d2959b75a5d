// How people really write: days and dates instead of "slow", irony, conditions, praise beside blame. All sentences are invented.
import { describe, expect, test } from 'vitest'
import { compileClassifier } from '../../domain/complaints/classify.ts'
import { amountsIn, readText } from '../../domain/complaints/read-text.ts'
import { links, reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { wantedFieldCodes } from '../../domain/complaints/wanted-fields.ts'
import { shippedValue } from '../policy/documents.ts'
import { reasonRulesDocument, reasonsDocument } from '../policy/packs.ts'

const packs = { reasons: shippedValue(reasonsDocument({ reasonCodes, links, wantedFields: wantedFieldCodes })), reasonRules: shippedValue(reasonRulesDocument) }
const classifier = compileClassifier(packs.reasonRules, packs.reasons)
const read = (text: string, anomalies: string[] = []) => readText({ text, anomalies }, classifier)

describe('the reason suggested', () => {
  test.each([
    // days and dates
    ['快递走了整整7天', 'delay'], ['从杭州到宁波居然要4天', 'delay'], ['这个包裹寄了九天', 'delay'], ['物流五天，服了', 'delay'], ['5月2号订的，5月13号还没到货', 'delay'], ['6.11下单，6.19号总算收到', 'delay'],
    ['晚了两天', 'delay'], ['今天下午才送到', 'delay'], ['一等就是十天', 'delay'], ['比约好的时间晚半个小时', 'delay.missed_promise'], ['下单多日不见送货', 'delay'], ['显示15号能送到，结果17号才到', 'delay.missed_promise'],
    ['选的当天送达，每回都是第二天才来', 'delay.missed_promise'],
    // irony and ways of saying slow
    ['你们是骑自行车送过来的吗', 'delay'], ['这物流不是一般的慢', 'delay'], ['快递真像蜗牛', 'delay'], ['配送时间太不准', 'delay'], ['送货时间太长', 'delay'], ['物流我都不想说了', 'delay'],
    // what may yet happen is not damage
    ['再不送来桃子就要坏了', 'delay.perishable'], ['海鲜再不派送就臭了', 'delay.perishable'], ['一直不发货', 'delay.pickup_late'],
    // routes
    ['先发到无锡再到苏州又发回无锡', 'delay.misrouted'], ['收货地址明明写的是绵阳，真不懂你们的中心怎么会把它寄到兰州去', 'delay.misrouted'],
    // content is not a wrong address
    ['要的是红色的，给我发的蓝色', 'content_mismatch.wrong_item'], ['颜色送错了', 'content_mismatch.wrong_item'], ['尺码给发错了', 'content_mismatch.wrong_item'], ['绿茶送成了奶茶', 'content_mismatch.wrong_item'],
    // sign-off
    ['快递员直接签了，我连箱子都没看到', 'false_signoff'], ['没经过我同意就让别人代收，比约好的时间晚了一小时', 'false_signoff.proxy_without_consent'], ['还没到手呢，私自给我签收', 'false_signoff'], ['没有买家确认收货就自动完成了', 'false_signoff.signed_before_delivery'], ['没收到货，订单却显示已送达', 'false_signoff.not_received'], ['派件的说我手机打不通', 'false_signoff.false_attempt'],
    // handling
    ['你家快递就这么暴力吗', 'damage.rough_handling'], ['打开一看沐浴露都流出来了', 'damage.leaking'], ['从箱底抠走了三个', 'shortage.opened'], ['罐子居然是打开的', 'shortage.opened'], ['流了好多出来', 'damage.leaking'], ['你们就是扔着送的', 'damage.rough_handling'], ['说明书也没有给', 'shortage.contents_missing'], ['筷子都忘了给', 'shortage.contents_missing'],
    ['放在超市，第二天去找就没有了', 'loss.at_station'],
    // manners and places
    ['半夜11点来送货', 'delivery_service'], ['大晚上九点多才跑来敲门', 'delivery_service'], ['选好的送货时间从来不遵守', 'delivery_service.appointment_missed'], ['叫家里老人下楼来取', 'delivery_service.not_to_door'], ['快递得自己取', 'delivery_service.not_to_door'], ['还要我跑两公里去镇上拿', 'delivery_service.not_to_door'], ['货到了电话都不打一个', 'delivery_service.no_contact'], ['打电话说今天不来了', 'delivery_service.delivery_refused'],
    ['送快递的素质真低', 'attitude'], ['快递脾气很大', 'attitude'], ['派送的服务态度不是很好', 'attitude'], ['送货员联系不上', 'complaint_service.unreachable'],
    // money and packaging
    ['换货还要我出来回运费', 'charge.return_fee'], ['现在又收配送费', 'charge.overcharge'], ['怎么还要收5块钱', 'charge.overcharge'], ['快递没做任何包装', 'packaging.insufficient'],
    // nothing more exact
    ['对配送很失望', 'other.service_poor'], ['物流更是差劲', 'other.service_poor'], ['渣渣快递', 'other.service_poor'],
  ])('%s → %s', (text, expected) => {
    const code = read(text).reason?.code
    expect(expected.includes('.') ? code : code?.split('.')[0]).toBe(expected)
  })

  test.each([
    '物流超级快，用了十多天才来评价', '速度太给力了，两天就到', '我很少给差评', '配送时间不长', '东西不好，快递还可以', '物流很快，质量太差', '送货快，前一晚下单第二天就到', '苹果又甜又大，快递员还帮忙检查有没有坏',
    '说实话物流还可以', '当天到的，没有一个坏的', '显示屏漏光', '开机后硬盘都找不到了', '早就想退了', '这家服务太臭了', '买了3.5斤，第2天收到', '快递没话说，快得很',
  ])('keeps silent: %s', (text) => expect(read(text).reason).toBeNull())

  test('an exact grievance goes before "slow" and "poor" said in many ways', () => {
    expect(read('物流太慢了，拖了好几天，不是一般的慢，快递员破口大骂').reason?.code).toBe('attitude.abusive')
    expect(read('快递太垃圾了，要自己去网点取').reason?.code).toBe('delivery_service.not_to_door')
    expect(read('垃圾快递，箱子里漏了一地').reason?.code).toBe('damage.leaking')
  })

  test('a seller\'s manners are not the courier\'s', () => {
    expect(read('商家服务态度太差').reason?.code).not.toBe('attitude.rude')
    expect(read('送货员服务态度太差').reason?.code).toBe('attitude.rude')
  })

  test('a parcel shown as signed for that never came is a false sign-off, slow or not', () => {
    expect(read('物流很慢，明明没有送到家，物流里却显示已经签收', ['stuck']).reason?.code).toBe('false_signoff.not_received')
  })

  test('scans don\'t speak against a text that only praises', () => {
    expect(read('配送给力，满意', ['stuck']).reason).toBeNull()
    expect(read('小哥送得挺快，果子太小', ['stuck']).reason).toBeNull()
    expect(read('帮我看看', ['stuck']).reason?.code).toBe('delay.transit_stuck')
  })
})

test.each<[string, string[]]>([
  ['山药少了一根', []], ['这药今天必须到', ['medicine']], ['物流像乌龟', []], ['我寄的小乌龟', ['live']], ['拿去冷藏过才好吃', []], ['冷冻的虾', ['cold_chain']],
])('goods in %s', (text, goods) => expect(read(text).goods).toEqual(goods))

test.each<[string, string[]]>([
  ['客服都是一群骗子', []], ['把责任推到我头上', []], ['推倒了我妈', ['injury']], ['看新闻说你们涨价', []], ['我去找新闻媒体', ['media']], ['用的东西致癌', []], ['送货的不停打电话催我', []],
])('risks in %s', (text, marks) => expect(read(text).riskMarks).toEqual(marks))

test.each([['usb接口松了', 0], ['太慢了！！！', 2], ['垃圾！！！', 2], ['垃圾！！！！！！', 3], ['滚筒洗衣机没送到', 0]])('mood of %s: %i', (text, mood) => expect(read(text).mood).toBe(mood))

test('only sums of money are money', () => {
  expect(amountsIn('200万像素，跑分5万多')).toEqual([])
  expect(amountsIn('赔我3万，损失1.5万元')).toEqual([3_000_000, 1_500_000])
})
