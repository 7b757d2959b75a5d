// The shipped policy packs at work: invented sentences as customers say them, and what the rules must make of each.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { portalChoices } from '../../contract/portal.ts'
import { compileClassifier, suggestReason } from '../../domain/complaints/classify.ts'
import { makeKeyword } from '../../domain/complaints/keyword.ts'
import { plainPriorityFacts, prioritise } from '../../domain/complaints/priority.ts'
import { amountsIn, readNumbers, readText } from '../../domain/complaints/read-text.ts'
import { links, reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { missingFields, wantedFieldCodes } from '../../domain/complaints/wanted-fields.ts'
import { findReason, listLeaves, listPortalChoices, portalReason, regulatorClass } from '../../domain/policy/reason-tree.ts'
import { shippedValue } from '../policy/documents.ts'
import { priorityDocument, reasonRulesDocument, reasonsDocument } from '../policy/packs.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const packs = { reasons: shippedValue(reasonsDocument({ reasonCodes, links, wantedFields: wantedFieldCodes })), priority: shippedValue(priorityDocument), reasonRules: shippedValue(reasonRulesDocument) }
const classifier = compileClassifier(packs.reasonRules, packs.reasons)
const read = (text: string, more: { anomalies?: string[]; demandKinds?: string[] } = {}) => readText({ text, ...more }, classifier)

const sentences: readonly (readonly [string, string])[] = [
  // delay
  ['我的快递在武汉转运中心滞留三天了', 'delay.transit_stuck'], ['一直卡在郑州分拨中心不动', 'delay.transit_stuck'], ['快件積壓在廣州轉運中心好幾天', 'delay.transit_stuck'],
  ['物流四天没有更新了', 'delay.no_update'], ['快递信息一动不动是怎么回事', 'delay.no_update'],
  ['到了网点两天了一直不派送', 'delay.delivery_late'], ['显示派送中，等到晚上也没人送', 'delay.delivery_late'],
  ['说好的次日达结果第四天才到', 'delay.missed_promise'], ['承诺昨天送到，到现在还没收到', 'delay.missed_promise'], ['快弟太慢了等了快一个星期', 'delay'],
  ['半个月了还没收到', 'delay.thorough'], ['分错了，本来到杭州却去了昆明', 'delay.misrouted'], ['大闸蟹路上走了五天，物流太慢', 'delay.perishable'],
  ['准考证还没到，后天就考试，急用', 'delay.urgent_papers'],
  // loss
  ['包裹被你们弄丢了', 'loss'], ['网点承认快件已经丢失', 'loss'], ['快递不知去向，怎么都查不到下落', 'loss.suspected'], ['放在门口被人拿走了', 'loss.unattended'],
  ['驿站说我的件找不到了', 'loss.at_station'], ['我的快递被别人冒领了', 'loss.taken_by_other'], ['快递员取走以后就没有任何记录', 'loss.after_pickup'], ['护照寄丢了怎么办', 'loss.papers'], ['一批货三十个包裹 32件都丢了', 'loss.batch'],
  // shortage
  ['打开里面少了两件', 'shortage.contents_missing'], ['寄了五瓶只收到三瓶', 'shortage'], ['箱子有被人拆开过的痕迹', 'shortage.opened'], ['重量比寄出时轻了1.2公斤', 'shortage.weight_drop'], ['一共发了三箱，只到了两箱', 'shortage.part_of_set'],
  // damage
  ['电视屏幕被摔碎了', 'damage'], ['花瓶收到时已经碎成几块', 'damage'], ['包裹进水了，书全湿了', 'damage.wet'], ['车厘子全烂了，都发臭了', 'damage.spoiled'], ['洗发水漏了一箱都是', 'damage.leaking'],
  ['路上颠坏了，笔记本开不了机，快递摔的', 'damage.malfunction'], ['整箱红酒全部碎了', 'damage'], ['仓鼠到了已经死了', 'damage.live_dead'], ['胰岛素冰袋都化了', 'damage.cold_chain_broken'], ['你们野蛮装卸', 'damage.rough_handling'],
  // content mismatch
  ['手机被调包成砖头', 'content_mismatch.swapped'], ['打开一看里面是石头', 'content_mismatch.swapped'], ['收到的不是我买的东西', 'content_mismatch.wrong_item'], ['面单贴错了，和别人的对调了', 'content_mismatch.label_swapped'],
  // misdelivery
  ['你们把我的快递送给了别人', 'misdelivery.wrong_person'], ['快递送错地址了，送到隔壁小区', 'misdelivery.wrong_address'], ['我在长沙却给我送到了株洲', 'misdelivery.wrong_city'], ['我收到了一件别人的快递', 'misdelivery.other_persons_parcel'],
  // false sign-off
  ['没收到货却显示已签收', 'false_signoff.not_received'], ['显示签受了但是我根本没拿到', 'false_signoff.not_received'], ['系統顯示已簽收，可是我沒收到', 'false_signoff.not_received'], ['没经过我同意就代签', 'false_signoff.proxy_without_consent'],
  ['还没送到就已经点了签收', 'false_signoff.signed_before_delivery'], ['显示联系不上收件人，我一个电话都没接到', 'false_signoff.false_attempt'], ['我没有拒收，他们写成拒收退回去', 'false_signoff.false_refusal'], ['签收照片是假的，不是我家门口', 'false_signoff.forged_proof'],
  // delivery service
  ['每次都不送货上门，让我自己去取', 'delivery_service.not_to_door'], ['不打电话也不发短信', 'delivery_service'], ['不让验货，必须先签字', 'delivery_service.inspection_refused'], ['约好下午送，没人来', 'delivery_service.appointment_missed'],
  ['快递直接扔在马路边', 'delivery_service.left_unattended'], ['快递员把我的快递往地上扔', 'delivery_service.thrown'], ['说超区了不给派送', 'delivery_service.delivery_refused'], ['洗衣机不给搬上楼，放楼下就走', 'delivery_service.not_upstairs'], ['送一次没人就不再派送', 'delivery_service.no_second_attempt'],
  // stations
  ['没经我同意就放驿站', 'locker_station.without_consent'], ['每次都直接丢快递柜', 'locker_station.without_consent'], ['驿站取件还要收费两块', 'locker_station.storage_fee'], ['驿站七点就关门了取不了', 'locker_station.hours'], ['没收到取件码', 'locker_station.code_problem'], ['驿站没通知就退回了', 'locker_station.returned_overdue'],
  // attitude
  ['快递员态度恶劣还跟我吼', 'attitude.rude'], ['客服爱答不理', 'attitude.rude'], ['派件员破口大骂', 'attitude.abusive'], ['话没说完就挂我电话', 'attitude.hung_up'], ['客服一直敷衍我', 'attitude.perfunctory'], ['他歧视残疾人，故意刁难', 'attitude.discrimination'],
  // charge
  ['多收了我十五块运费', 'charge.overcharge'], ['邮费也太贵了，乱收费', 'charge.overcharge'], ['事先没说要收附加费', 'charge.not_told'], ['送上楼要另外收20元', 'charge.door_fee'], ['三公斤的东西算成八公斤收费', 'charge.weight_dispute'], ['寄快递不给开发票', 'charge.no_receipt'], ['默认给我买了保价', 'charge.insurance_forced'],
  // pickup
  ['下单两天了没人上门取件', 'pickup_service.not_collected'], ['快递员无故取消我的寄件订单', 'pickup_service.order_cancelled'], ['网点拒绝收寄', 'pickup_service.refused'], ['从来没告诉我可以保价', 'pickup_service.terms_not_told'], ['显示已揽收，可东西还在我家没人来', 'pickup_service.false_pickup'], ['取件迟到了三个小时', 'pickup_service.late_collected'],
  // return and redirect
  ['没有联系我就把快递退回去了', 'return_redirect.returned_without_cause'], ['退货的快递十天还没到', 'return_redirect.return_slow'], ['退回的包裹商家没收到', 'return_redirect.return_not_received'], ['申请拦截没拦住照样送了', 'return_redirect.intercept_failed'], ['改了地址没改成功还是送到原地址', 'return_redirect.redirect_failed'],
  // information
  ['物流信息不准确', 'tracking_info.wrong'], ['你们编造虚假物流', 'tracking_info.false_events'], ['单号查不到任何物流信息', 'tracking_info.cannot_query'], ['快递到了也没通知我', 'tracking_info.no_notice'],
  // cash on delivery
  ['代收货款半个月没返', 'cod.late_return'], ['货款少了两百没返够', 'cod.short_return'],
  // claims
  ['三百块的东西只赔三十', 'claim_handling.amount_dissatisfied'], ['三倍运费我不接受', 'claim_handling.amount_dissatisfied'], ['买了保价还不赔', 'claim_handling.refused'], ['理赔拖了一个月没有结果', 'claim_handling.slow'], ['说赔我两百，到现在赔款没到账', 'claim_handling.unpaid'], ['反复要我提供材料', 'claim_handling.papers_demanded'],
  // complaint service
  ['投诉三天了没人处理', 'complaint_service.no_reply'], ['客服说24小时回电，结果没有', 'complaint_service.promise_broken'], ['电话一直打不通', 'complaint_service.unreachable'], ['问题没解决就给我结案了', 'complaint_service.closed_unsolved'], ['网点和客服互相踢皮球', 'complaint_service.pushed_around'], ['转不到人工，全是机器人', 'complaint_service.robot_only'],
  // data
  ['我的电话地址被你们泄露了', 'data_leak'], ['面单上没打码，电话都写着', 'data_leak.label_exposed'], ['快递员私自加我微信', 'data_leak.staff_misuse'], ['有人冒充快递客服理赔，骗了我三千', 'data_leak.fraud_call'],
  // safety
  ['投诉后快递员天天打电话骚扰要我撤诉', 'personal_safety.harassment_to_withdraw'], ['他上门逼我撤销投诉', 'personal_safety.harassment_to_withdraw'], ['快递员威胁说要弄死我', 'personal_safety.threat'], ['快递员动手打人，推倒了我妈', 'personal_safety.assault'], ['箱子掉下来砸伤了我的脚', 'personal_safety.injury'], ['快递三轮车撞到我的车', 'personal_safety.traffic'], ['搬运的时候把我家地板砸坏', 'personal_safety.property'],
  // security
  ['收到的包裹里面有烟花爆竹', 'security_prohibited.prohibited'], ['快递被公安扣了', 'security_prohibited.seized'], ['充电宝不给寄说过不了安检', 'security_prohibited.restricted_goods'],
  // international
  ['海关清关卡了两周', 'intl_customs.held'], ['关税收得不合理', 'intl_customs.duty'], ['寄到美国一个月没收到', 'intl_customs.partner_delay'], ['被海关退运了', 'intl_customs.returned_by_customs'],
  // unsolicited
  ['我没买过东西却收到快递', 'unsolicited'], ['不是我买的到付件，骗人的', 'unsolicited.cod_scam'], ['有人冒用我的名字刷单', 'unsolicited.brushing'], ['不要再发广告短信', 'unsolicited.marketing'],
  // packaging
  ['外包装压扁了，里面没事', 'packaging.crushed'], ['一点防护都没有，没有气泡膜', 'packaging.insufficient'], ['外包装很脏全是泥', 'packaging.dirty'], ['过度包装太浪费', 'packaging.excessive'],
  // other
  ['快递公司真是垃圾', 'other.service_poor'], ['你们网点半夜装卸扰民', 'other.outlet_nuisance'], ['我们这网点跑路了', 'other.outlet_closed'], ['小程序打不开下不了单', 'other.system_fault'], ['优惠券用不了', 'other.account_coupon'], ['我是你们网点的员工，举报站长虚报派费', 'other.whistle_blowing'],
]

describe('the reason suggested', () => {
  test.each(sentences)('%s → %s', (text, expected) => {
    const found = suggestReason({ text }, classifier)
    expect(expected.includes('.') ? found?.code : found?.code.split('.')[0]).toBe(expected)
    expect(found?.because.length).toBeGreaterThan(0)
  })

  test('every first-level reason is spoken of in the sentences', () => {
    const spoken = new Set(sentences.map(([, code]) => code.split('.')[0]))
    expect(reasonCodes.filter((c) => !spoken.has(c))).toEqual([])
    expect(sentences.length).toBeGreaterThanOrEqual(120)
  })
})

test.each([
  '包装完好，没有破损', '快递很快，小哥态度很好', '物流给力，从来没让我失望', '没有任何磕碰', '请问寄到上海多少钱', '谢谢', '质量一般', '送货快，晚上下单第二天中午就到了', '用了几天才来评价，很好用', '', '。。。', 'hello',
  '没想到这么好吃', '苹果又大又甜', '慢慢用着看', '不慢', '快递员还给送到楼上来了，服务周到',
])('keeps silent when nothing speaks clearly: %s', (text) => expect(suggestReason({ text }, classifier)).toBeNull())

test('traditional characters, full-width figures and spaces change nothing', () => {
  expect(suggestReason({ text: '顯示簽收 但是 我沒有收到' }, classifier)?.code).toBe('false_signoff.not_received')
  expect(suggestReason({ text: '物流４天没有更新了' }, classifier)?.code).toBe('delay.no_update')
})

test('scans and demands support the words, and alone they suggest softly', () => {
  const alone = suggestReason({ text: '帮我看看', anomalies: ['stuck'] }, classifier)
  expect(alone).toMatchObject({ code: 'delay.transit_stuck', link: 'transit', because: [{ code: 'scans', params: { anomaly: 'stuck' } }] })
  expect(alone?.confidence).toBeLessThan(0.5)
  const both = suggestReason({ text: '快递太慢了', anomalies: ['stuck'] }, classifier)
  expect(both?.code).toBe('delay.transit_stuck')
  expect(both?.confidence).toBeGreaterThan(alone?.confidence ?? 1)
  expect(suggestReason({ text: '嗯', demandKinds: ['search'] }, classifier)).toBeNull()
  expect(suggestReason({ text: '嗯', anomalies: ['no_such_anomaly'] }, classifier)).toBeNull()
})

test.each([
  ['客服态度太差', 'hotline'], ['来取件的态度太差，寄个件像求他', 'pickup'], ['驿站老板态度恶劣', 'station'], ['派件员态度恶劣', 'delivery'],
])('%s happened at %s', (text, link) => expect(suggestReason({ text }, classifier)?.link).toBe(link))

test('a quotation in because never carries a number', () => {
  const found = read('单号YT1234567890123显示签收但我13812345678没接到电话没收到')
  expect(JSON.stringify(found.reason)).not.toMatch(/\d{4,}/)
})

test.each([
  ['麻烦帮我催一下快递', 'chaser'], ['能不能快点送，谢谢', 'chaser'], ['我的快递到哪了', 'trace'], ['帮我查一下我的快递到哪里了', 'trace'], ['请问寄到北京怎么收费', 'enquiry'], ['建议你们增加周末派送', 'suggestion'],
  ['表扬一下派件的小李，下雨天还送上楼', 'praise'], ['小哥很热情，送货很快，点赞', 'praise'], ['请删除我的个人信息', 'data_request'], ['我要申请保价理赔', 'claim_request'], ['我要投诉你们快递员', 'complaint'], ['催了三次都没人理，太差劲了', 'complaint'],
  ['帮我查一下，太垃圾了等了十天', 'complaint'], ['没收到货却显示签收，请问怎么办', 'complaint'],
])('kind of %s: %s', (text, kind) => expect(read(text).kind.kind).toBe(kind))

test.each([
  ['我的快递到哪了', 0], ['物流有点慢', 1], ['太垃圾了', 2], ['再不处理我就找12305', 3], ['太慢了！！！', 2], ['没有不满意', 0],
])('mood of %s: %i', (text, mood) => expect(read(text).mood).toBe(mood))

test.each([
  ['我要找记者曝光你们', ['media']], ['已经打了12305', ['regulator']], ['律师函会寄给你们', ['law']], ['箱子砸伤了孩子', ['injury']], ['我奶奶85岁了腿脚不方便', ['vulnerable_person']], ['我的信息被泄露', ['data_leak']],
  ['快递员威胁要打我', ['staff_threat']], ['半夜打电话骚扰我', ['harassment']], ['没有人受伤', []], ['快递很慢', []],
])('risks in %s', (text, marks) => expect(read(text).riskMarks).toEqual(marks))

test('goods, scene and money are read', () => {
  expect(read('车厘子卡在武汉转运中心三天')).toMatchObject({ goods: ['fresh'], place: '武汉' })
  expect(read('我是武汉人，快递丢了').place).toBeNull()
  expect(read('胰岛素还没到').goods).toContain('medicine')
  expect(amountsIn('赔我三千五百块, 运费12.5元, 1.2万元, ¥1,280.50')).toEqual([350000, 1250, 1200000, 128050])
  expect(amountsIn('两百块 十五元 一百零五块 三万二千元 三千五块')).toEqual([20000, 1500, 10500, 3200000, 350000])
  expect(amountsIn('3天 2件 13812345678')).toEqual([])
  expect(readNumbers('电话138 1234 5678', []).phones).toEqual(['13812345678'])
})

describe('the keyword', () => {
  const keyword = (facts: Parameters<typeof makeKeyword>[0]) => makeKeyword(facts, packs.reasons, packs.reasonRules)
  test.each([
    [{ reasonCode: 'delay.transit_stuck', scene: '武汉东西湖转运中心', goods: 'fresh' }, '武汉滞留·生鲜'], [{ reasonCode: 'false_signoff.not_received' }, '签收未收到'], [{ reasonCode: 'locker_station.storage_fee', amountMinor: 200 }, '保管费'],
    [{ reasonCode: 'charge.overcharge', amountMinor: 1500 }, '多收费·15元'], [{ reasonCode: 'loss.batch', parcels: 32 }, '批量丢失·32件'], [{ reasonCode: 'damage.no_such_leaf', goods: 'fragile' }, '破损·易碎品'], [{ reasonCode: null, scene: '王小明家' }, '待分类'],
    [{ reasonCode: 'claim_handling.amount_dissatisfied', amountMinor: 1_200_000 }, '赔偿太低·1.2万元'], [{ reasonCode: 'delay.missed_promise', scene: '乌鲁木齐克拉玛依', goods: 'electronics' }, '超承诺时间·电子产品'],
  ] as const)('%j → %s', (facts, expected) => expect(keyword(facts)).toBe(expected))

  test('is never longer than 12 characters nor holds anything of the scene but a place', () => {
    const codes = fc.constantFrom(null, ...packs.reasons.nodes.keys())
    fc.assert(fc.property(codes, fc.string({ unit: fc.constantFrom(...'王小明13812345678武汉市1栋2室北京'), maxLength: 14 }), fc.option(fc.constantFrom(...Object.keys(packs.reasonRules.goods))), fc.option(fc.integer({ min: 0, max: 99_999_999 })), fc.integer({ min: 1, max: 5000 }), (reasonCode, scene, goods, amountMinor, parcels) => {
      const made = keyword({ reasonCode, scene, goods, amountMinor, parcels })
      expect([...made].length).toBeLessThanOrEqual(12)
      expect([...made].length).toBeGreaterThan(1)
      expect(made).not.toMatch(/王|明|室|\d{8}/)
    }))
  })
})

describe('the tree as shipped', () => {
  test('every first level of the contract is there, with the leaves OPN-20, 26 and 36 ask for', () => {
    expect(listLeaves(packs.reasons).length).toBeGreaterThan(90)
    expect(findReason(packs.reasons, 'personal_safety.harassment_to_withdraw')?.minPriority).toBe('p1')
    expect(findReason(packs.reasons, 'data_leak.leaked')?.opensInquiry).toBe(true)
    expect(findReason(packs.reasons, 'security_prohibited.seized')?.restricted).toBe(true)
    expect(findReason(packs.reasons, 'damage.live_dead')?.sameDayEvidence).toBe(true)
  })

  test.each([
    ['attitude.rude', 'pickup', null, 'acceptance_service', 'attitude'], ['attitude.rude', 'delivery', null, 'delivery_service', 'attitude'], ['attitude.rude', 'hotline', null, 'other', null],
    ['claim_handling.amount_dissatisfied', 'claim', 'damage.broken', 'damage', 'amount_dissatisfied'], ['claim_handling.amount_dissatisfied', 'claim', 'shortage.opened', 'loss_shortage', 'amount_dissatisfied'],
    ['claim_handling.amount_dissatisfied', 'claim', null, 'loss_shortage', 'amount_dissatisfied'], ['claim_handling.refused', 'claim', 'damage.wet', 'damage', null], ['claim_handling.refused', 'claim', 'claim_handling.slow', 'loss_shortage', 'not_compensated'],
    ['delay.transit_stuck', 'transit', null, 'delay', 'transit'], ['false_signoff.not_received', 'delivery', null, 'delivery_service', 'false_signoff'], ['no_such.reason', 'delivery', null, 'other', null],
  ] as const)('%s at %s with %s counts as %s', (code, link, goods, cls, second) => expect(regulatorClass(packs.reasons, code, link, goods)).toMatchObject({ class: cls, second }))

  test('the portal offers the tree\'s eight choices', () => {
    expect(new Set(listPortalChoices(packs.reasons))).toEqual(new Set(portalChoices))
    for (const choice of portalChoices) expect(portalReason(packs.reasons, choice, false)?.split('.')[0]).toBe(choice)
    expect(findReason(packs.reasons, 'charge.overcharge')?.portal).toBe('other')
    expect(portalReason(packs.reasons, 'loss', true)).toBe('false_signoff.not_received')
    expect(portalReason(packs.reasons, 'nonsense', false)).toBeNull()
  })

  test('what is missing is asked for, the helpful last, nothing twice', () => {
    const missing = missingFields(packs.reasons, 'damage.broken', new Set(['contact', 'waybill', 'photo_goods']))
    expect(missing.map((m) => m.field)).toEqual(['event_time', 'demand', 'photo_packaging', 'photo_label', 'goods_name', 'declared_value', 'invoice', 'unboxing_video'])
    expect(missing.at(-1)?.level).toBe('helpful')
    expect(missingFields(packs.reasons, null, new Set()).map((m) => m.field)).toEqual(['contact', 'waybill', 'event_time', 'demand'])
  })
})

test('the shipped matrix: harassment and cold chain are p1, a calm late parcel is not', () => {
  const late = { ...plainPriorityFacts, reasonCode: 'delay.delivery_late', severity: 2 as const }
  expect(prioritise(late, packs.priority).level).toBe('p3')
  expect(prioritise({ ...late, goods: ['cold_chain'] }, packs.priority).level).toBe('p1')
  expect(prioritise({ ...late, minPriority: 'p1' }, packs.priority).level).toBe('p1')
})

test('every code the rules, the tree and the matrix can say has words in every locale', () => {
  for (const locale of ['zh-CN', 'zh-TW', 'en']) {
    const words = JSON.parse(readFileSync(`${root}locales/${locale}/reasons.json`, 'utf8')) as Record<string, Record<string, unknown>>
    const codes = JSON.parse(readFileSync(`${root}locales/${locale}/codes.json`, 'utf8')) as Record<string, Record<string, unknown>>
    const has = (path: string): boolean => typeof path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], words) === 'string'
    const wanted = [
      ...[...packs.reasons.nodes.values()].map((n) => (n.leaf ? `leaf.${n.code}` : `first.${n.code}`)), ...[...packs.reasons.nodes.values()].map((n) => `branch.${n.branch}`), ...links.map((l) => `link.${l}`),
      ...Object.entries(packs.reasons.raw.regulatorClasses).flatMap(([c, info]) => [`regulator.${c}`, ...info.second.map((s) => `regulatorSecond.${c}.${s}`)]),
      ...['words', 'scans', 'demand', 'matrix', 'mood', 'repeat', 'complex', 'key_customer', 'reason_floor', 'statutory_near'].map((c) => `because.${c}`), ...Object.keys(packs.priority.marks).map((m) => `because.mark_${m}`), ...Object.keys(packs.priority.goods).map((g) => `because.goods_${g}`),
      ...Object.keys(packs.reasonRules.marks).map((m) => `risk.${m}`), ...Object.keys(packs.reasonRules.goods).map((g) => `goods.${g}`), ...Object.keys(packs.reasonRules.anomalies).map((a) => `anomaly.${a}`), ...portalChoices.map((c) => `portal.${c}`),
    ]
    expect(wanted.filter((path) => !has(path))).toEqual([])
    expect(wantedFieldCodes.filter((f) => typeof codes['field']?.[f] !== 'string')).toEqual([])
  }
})

test('any text is read without failing and in bounded time', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'没收到快递签收丢了破损天三13 8!，。(（@投诉客服送上门'), maxLength: 300 }), (text) => {
    const r = read(text)
    expect(r.reason === null || (r.reason.confidence > 0 && r.reason.confidence <= 1)).toBe(true)
    expect(r.reason === null || findReason(packs.reasons, r.reason.code) !== null).toBe(true)
  }))
  for (const piece of ['快递', '没', '1天', '送到', '骂我']) expect(read(piece.repeat(50_000)).mood).toBeGreaterThanOrEqual(0)
})

describe('what is said of others, and what only praises', () => {
  const read = (text: string) => readText({ text }, classifier)
  test.each(['不像其他家送到快递柜，直接送到家门口', '没有像别的快递那样乱扔，送货上门', '不会像以前一样放驿站不通知，这次很好', '不像有些快递员态度差，小哥很热情'])('no fault of this parcel: %s', (text) => {
    expect(read(text).reason).toBeNull()
  })
  test('what the same words say of this parcel still counts', () => {
    expect(read('没打电话就送到快递柜了，备注写了送货上门').reason?.code.split('.')[0]).toBe('delivery_service')
    expect(read('不像是正规公司，快递员态度恶劣，骂人').reason?.code.split('.')[0]).toBe('attitude')
  })
  test.each(['快递速度怎么这么快', '辛苦快递员了，送上楼', '给快递员满分！', '晚上下单第二天上午就到了', '喜欢京东的物流，更快的配送'])('a praise: %s', (text) => {
    expect(read(text).kind.kind).toBe('praise')
  })
  test.each(['快递能不能快点', '快递太慢了', '物流不快，也不好'])('no praise: %s', (text) => {
    expect(read(text).kind.kind).not.toBe('praise')
  })
})
