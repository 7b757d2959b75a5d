// What people complain about in played business, in their words, and how each kind of story is asked, found and made good.
import type { CauseCode, DemandKind, MeasureKind } from '../../domain/complaints/vocabulary.ts'
import type { DemoScenario } from '../waybills/demo-number.ts'

/** One kind of story. `{goods}`, `{place}`, `{days}` and `{yuan}` stand for the parcel's goods, the outlet, days that passed, and what it was worth. */
export type Story = {
  readonly weight: number
  readonly reason: string
  readonly scenario: DemoScenario
  readonly says: readonly string[]
  readonly wishes: readonly DemandKind[]
  /** Which unit is asked, by its part in the parcel's way. */
  readonly asks: 'destination' | 'hub' | 'origin' | 'station'
  readonly question: string
  readonly wanted: readonly string[]
  readonly replies: readonly string[]
  readonly denials: readonly string[]
  readonly facts: readonly string[]
  readonly cause: CauseCode
  /** What is paid, as a share of the parcel's worth, and never less than the floor in yuan; null where nothing is. */
  readonly pays: { readonly share: number; readonly floor: number } | null
  readonly does: readonly MeasureKind[]
  readonly remedy: string
}

const law = '快递服务标准'
/** The ground a decision names. */
export const basis = law

export const stories: readonly Story[] = [
  {
    weight: 20, reason: 'delay.transit_stuck', scenario: 'stuck', asks: 'hub', wishes: ['search', 'progress'], cause: 'transit_handling', pays: { share: 0.05, floor: 10 }, does: ['priority_handling', 'apology'], remedy: '优先中转并补偿',
    says: ['{goods}卡在转运中心{days}天没动了，物流一直是同一条，到底什么时候能到？', '我的快递{days}天没更新，打电话只说在催。里面是{goods}，等着用。', '显示到达转运中心以后就没有消息了，已经{days}天，是不是丢了？'],
    question: '该件到站后无发出扫描，请核实在站位置、滞留原因和预计发出时间。', wanted: ['在站照片', '预计发出时间'], replies: ['已在积压区找到，今晚班车优先发出。', '包牌脱落错入异常区，已重新扫描发出。', '大促到件量超出，夜班漏发，已安排加班车。'], denials: ['系统显示已装车发出，请问下一站。'], facts: ['到站后错入异常区，滞留超过内部时限，客户无过错。', '大促积压导致漏发，有到站无发出扫描。'],
  },
  {
    weight: 13, reason: 'false_signoff.not_received', scenario: 'false_signoff', asks: 'destination', wishes: ['redelivery', 'explanation'], cause: 'human_error', pays: { share: 0.1, floor: 20 }, does: ['redelivery', 'apology'], remedy: '当日重新派送并补偿',
    says: ['显示本人签收，可我根本没收到{goods}，家里一直有人。', '昨天就写已签收，邻居和门卫都说没见过，{goods}到哪去了？', '没打电话没敲门就签收了，现在找不到件，请给个说法。'],
    question: '客户称未收到，签收定位与收件地址不符，请说明实际投放地点和签收人。', wanted: ['签收底单', '投放照片', '通话记录'], replies: ['快递员放在楼下水表箱未告知，已取回，今天送到本人手上。', '误放同名小区，已追回，明早派送。', '代收点扫描时误点本人签收，件在店内。'], denials: ['快递员称已当面交给家属，请再核实。'], facts: ['签收定位离收件地址超过允许范围，未经同意放置。', '未当面交付而录入本人签收。'],
  },
  {
    weight: 12, reason: 'damage.broken', scenario: 'damaged', asks: 'hub', wishes: ['compensation'], cause: 'transit_handling', pays: { share: 0.6, floor: 30 }, does: ['apology'], remedy: '按实际损失赔偿',
    says: ['{goods}外箱压扁，打开里面碎了，签收当场就拍了照。', '包装都湿了，{goods}没法用，要求照价赔偿{yuan}元。', '收到的{goods}坏了，快递员说不归他管，让我找客服。'],
    question: '该件外包装破损，请提供到件时外观照片并说明破损环节。', wanted: ['到件照片', '分拣录像截图'], replies: ['到件时外包装已破损，站内已贴破损登记。', '分拣跌落，当班已登记，愿按责任承担。'], denials: ['本站到发外观完好，请查上下游。'], facts: ['外箱受压变形，破损发生在运输环节，寄递包装符合要求。', '到件登记有破损记录，未及时通知寄件人。'],
  },
  {
    weight: 9, reason: 'delivery_service.not_to_door', scenario: 'station', asks: 'destination', wishes: ['redelivery', 'apology'], cause: 'process_design', pays: null, does: ['redelivery', 'apology'], remedy: '上门补送并致歉',
    says: ['没问我就放到驿站，{goods}很重，我要求送上门。', '备注写了送货上门，还是扔驿站，老人家腿脚不便。', '派件不打电话直接进代收点，问就说都这样。'],
    question: '客户要求按址投递，请说明未上门的原因并安排补送。', wanted: ['派送时间'], replies: ['片区换人不熟悉，今天下午补送上门。', '已向快递员说明按址投递规定，今晚八点前送到。'], denials: ['客户电话无人接听才放驿站。'], facts: ['未征得同意放入代收点，无通话记录。'],
  },
  {
    weight: 8, reason: 'loss.suspected', scenario: 'lost', asks: 'hub', wishes: ['compensation', 'search'], cause: 'transit_handling', pays: { share: 1, floor: 40 }, does: ['search', 'apology'], remedy: '按价值赔偿',
    says: ['{goods}十天没到，物流说下一站未收到，请按{yuan}元赔偿。', '快递疑似丢了，卖家不肯退款，让我找你们。', '{days}天没有任何更新，客服让等，等到什么时候？'],
    question: '下一站未收到该件，请核查装车、到车记录和库区遗留件。', wanted: ['装车记录', '库区查找结果'], replies: ['库区和车辆已查找，未找到。', '监控显示装车，到站少件，车牌已报。'], denials: ['本站发车封签完整。'], facts: ['查找七十二小时无果，按遗失处理。', '有发出无到达，交接少件。'],
  },
  {
    weight: 7, reason: 'attitude.rude', scenario: 'normal', asks: 'destination', wishes: ['apology', 'staff_measure'], cause: 'human_error', pays: null, does: ['apology', 'improvement_promise'], remedy: '当事人致歉并培训',
    says: ['快递员打电话张口就骂，说我住得高活该自己下楼。', '让他送上门就不耐烦，摔在门口就走，态度太差了。', '问一句什么时候到，回我一句爱要不要，这种服务不能接受。'],
    question: '客户投诉服务态度，请核实通话并安排当事人致歉。', wanted: ['当事人说明'], replies: ['已核实，言语不当属实，当事人已写检讨，愿上门致歉。', '通话较急，表述不妥，已电话道歉。'], denials: ['当事人否认辱骂，称客户先出言不逊。'], facts: ['通话记录显示言语不当。'],
  },
  {
    weight: 6, reason: 'delay.delivery_late', scenario: 'delayed', asks: 'destination', wishes: ['progress'], cause: 'process_design', pays: null, does: ['priority_handling'], remedy: '当日优先派送',
    says: ['到了网点两天不派，催了三次都说明天。', '{place}爆仓了吗？{goods}到了好几天没人送。', '说今天送到，晚上九点又改成明天，天天这样。'],
    question: '该件到站未派，请说明原因并安排今日派送。', wanted: ['派送时间'], replies: ['大促件量翻倍，今天加派人手，六点前送到。', '分错片区，已转对应快递员。'], denials: [], facts: ['到站后超过内部派送时限。'],
  },
  {
    weight: 5, reason: 'shortage.contents_missing', scenario: 'shortage', asks: 'hub', wishes: ['compensation'], cause: 'transit_handling', pays: { share: 0.5, floor: 30 }, does: ['apology'], remedy: '按短少部分赔偿',
    says: ['{goods}少了一半，箱子有重新封过的胶带。', '箱子到手很轻，打开少了好几件，卖家发货有称重。'],
    question: '该件站间称重不符，请说明本站到发称重和封签情况。', wanted: ['到发称重', '封签照片'], replies: ['到件称重已偏轻，本站无开箱记录。', '二次封箱在本站，因外箱破损加固。'], denials: ['本站到发重量一致。'], facts: ['称重在中转站之间减少，包装有重封痕迹。'],
  },
  {
    weight: 5, reason: 'locker_station.cannot_find', scenario: 'station', asks: 'station', wishes: ['search'], cause: 'human_error', pays: { share: 0.2, floor: 15 }, does: ['search', 'apology'], remedy: '找回当日送达',
    says: ['驿站说找不到我的{goods}，让我过几天再来看看。', '取件码报了，架子上没有，站长说可能被别人拿错了。'],
    question: '客户凭码未取到件，请查监控和出库记录。', wanted: ['监控截图'], replies: ['被同尾号客户误取，已联系追回。', '放错货架，已找到，电话通知客户。'], denials: ['出库记录显示已取。'], facts: ['驿站出库核验不严，被他人误取。'],
  },
  {
    weight: 4, reason: 'charge.overcharge', scenario: 'normal', asks: 'origin', wishes: ['refund'], cause: 'human_error', pays: { share: 0, floor: 12 }, does: ['fee_explanation'], remedy: '退还多收运费',
    says: ['说好十二元，到付收了我二十五，多收的要退。', '体积重量算得离谱，同样的箱子上次才一半的钱。'],
    question: '客户对计费有异议，请提供称重和计费依据。', wanted: ['称重照片'], replies: ['录单时重量多输一公斤，同意退差价。'], denials: ['按体积重量计费，已告知客户。'], facts: ['计费重量与复称不符。'],
  },
  {
    weight: 4, reason: 'misdelivery.wrong_address', scenario: 'pod_reversed', asks: 'destination', wishes: ['redelivery'], cause: 'human_error', pays: { share: 0.1, floor: 15 }, does: ['redelivery', 'apology'], remedy: '追回补送',
    says: ['送到隔壁小区去了，{goods}被别人签收，要我自己去拿。', '地址写得清清楚楚，送错楼还说是我没写明白。'],
    question: '该件送错地址，请追回并说明经过。', wanted: ['追回时间'], replies: ['已从误收人处取回，当晚送到。'], denials: [], facts: ['未核对地址投递。'],
  },
  {
    weight: 3, reason: 'return_redirect.intercept_failed', scenario: 'returned', asks: 'destination', wishes: ['explanation', 'refund'], cause: 'communication', pays: { share: 0.1, floor: 12 }, does: ['explanation'], remedy: '退还拦截费和退回运费',
    says: ['已经付费拦截，还是派送了，{goods}要不回来。', '申请改地址成功了，件还是送去老地址。'],
    question: '拦截指令已下发，请说明未执行原因。', wanted: [], replies: ['派件员已出仓，未看到提示。'], denials: [], facts: ['拦截指令在派送前一小时送达，未执行。'],
  },
  {
    weight: 2, reason: 'pickup_service.not_collected', scenario: 'normal', asks: 'origin', wishes: ['apology'], cause: 'process_design', pays: null, does: ['apology', 'coupon'], remedy: '致歉并赠运费券',
    says: ['约的上门取件三次都没来，每次都说系统超时。'],
    question: '客户预约未取，请说明。', wanted: [], replies: ['片区人手不足，已改派。'], denials: [], facts: ['预约时段内无人上门。'],
  },
  {
    weight: 1, reason: 'locker_station.cannot_find', scenario: 'station', asks: 'destination', wishes: ['explanation', 'apology'], cause: 'process_design', pays: null, does: ['apology_letter', 'improvement_promise'], remedy: '书面致歉并整改',
    says: ['驿站说件在架上，翻了半个钟头也没有，叫我自己进去找。'],
    question: '客户在驿站取不到件，请说明摆放和盘点情况。', wanted: ['现场照片'], replies: ['错放货架，已找到并通知客户。'], denials: [], facts: ['入库后未按取件码上架。'],
  },
]

/** Lighter contacts: what is asked and what is answered. */
export const light = [
  { weight: 6, kind: 'trace', says: ['帮我查一下快递到哪了。', '这个单号什么时候能送到？'], answer: '已告知当前位置和预计送达时间，客户表示知道了。' },
  { weight: 4, kind: 'enquiry', says: ['寄生鲜到北京几天能到，怎么收费？', '周末你们派送吗？', '理赔要准备什么材料？'], answer: '已按规定说明，客户清楚。' },
  { weight: 1, kind: 'suggestion', says: ['建议驿站晚上开到九点，下班能取。'], answer: '已记录并转运营部门，感谢客户。' },
  { weight: 1, kind: 'praise', says: ['下大雨还把件送上楼，想表扬快递员。'], answer: '已转达网点，感谢客户。' },
] as const
