// Reads the free Chinese sentences carriers write into tracking: which event it is, where, where to next; and hides phones in them.
import type { Scan, ScanCode } from './scans.ts'
import type { UnitKind } from '../identity/unit-kinds.ts'

/** Tried from the top: the exceptional and the particular stand before the general words they contain. */
const TEXTS: readonly [RegExp, ScanCode][] = [
  [/(撤销|取消|撤回|冲正)(了?签收|妥投)|签收(撤销|已撤|取消)|误签收.*(撤|改)/, 'pod_reversed'],
  [/(快件|包裹|货物|已被?)?(查扣|扣押|没收)|(公安|海关|禁毒|邮政管理).*(扣|移交)/, 'seized'],
  [/已?拦截(成功)?|截件|召回/, 'intercepted'],
  [/转单|换单|更换面单|改贴新单|新单号|重新打单/, 'relabelled'],
  [/(已|被)?找回|已找到|寻回/, 'found'],
  [/确认(遗失|丢失)|判定(遗失|丢失)/, 'lost_confirmed'],
  [/疑似(遗失|丢失)|(遗失|丢失|去向不明|下落不明|有单无货)/, 'lost_suspected'],
  [/破损|破裂|损坏|外包装.*(破|湿|变形)|受潮|内件(渗漏|外露)/, 'damaged'],
  [/(退回|退件|退货)[^。，,]{0,12}(签收|妥投|已送达)|寄件人已签收/, 'returned'],
  [/退回|退件|退货|返回寄件|原路返回/, 'returning'],
  [/拒收|拒签|拒绝签收/, 'refused'],
  [/取消(寄件|发货|订单)|订单已取消|销单|作废/, 'cancelled'],
  [/清关(完成|结束|放行)|已清关|海关放行/, 'customs_cleared'],
  [/清关|海关|报关|待放行|查验/, 'customs_held'],
  [/未(能)?签收|签收失败|派(送|件)(失败|不成功|异常)|投递(失败|未妥投)|未妥投|(电话|联系)(无人接听|不上|不到)|无法联系|无人接听|地址(不详|有误|错误)|改(天|日|约)(再)?(派|投)|重新约|节假日.*派|客户.{0,6}不在/, 'attempt_failed'],
  [/滞留|超区|疑难|问题件|错分|暂存|留仓|积压|爆仓|延误|停运|等待处理|天气原因/, 'held'],
  [/(?<!请.{0,6})(提货码|取货码|取件码|凭码|自提).{0,10}(签收|取走|领取)|(从|在).{2,60}(取走|取出|领走)|签收人在.{2,80}领取|(驿站|快递柜|丰巢|代收点|自提点|菜鸟).{0,30}已(被)?(取|领)(走|件|出)|已(自提|取走|取出)(?!人)/, 'collected'],
  [/(投|放|存)(入|至|进|到|放).{0,20}(柜|格口)|(快递柜|丰巢|智能柜|快件箱|格口).{0,40}(代收|暂存|保管|待取|请.*取|投柜)|投柜/, 'delivered_locker'],
  [/(代签|他人签收|(家人|同事|邻居|门卫|前台|物业|保安|门口|家门口).{0,6}(签收|代收|代领)|签收人.{0,4}(门卫|前台|物业|保安|家人|同事|邻居|他人))/, 'delivered_proxy'],
  [/(驿站|代收点|自提点|服务站|服务部|超市|便利店|门店|门市|菜鸟|兔喜|妈妈驿站|邮政所|快递超市).{0,40}(代收|代保管|暂存|待取|请.{0,12}(取|提)|自提|已到|到达)|(到达|送达|送往|存放(至|于|在)|放置(于|在)|已到).{0,24}(驿站|代收点|自提点|服务站|便利店|超市)|(取件码|取货码|提货码)|请.{0,8}(上门自提|及时取|凭.{0,8}取)|(已由|已被).{0,40}代收|驿站代收/, 'delivered_station'],
  [/签收|妥投|已送达|送达成功|本人签/, 'delivered_self'],
  [/(到达|抵达)(派件|目的)(城市|地)/, 'arrived_city'],
  [/派(件|送)中|正在(为您)?(第.{1,3}次)?(派|送)|(开始|安排|外出|准备).{0,4}(派送|派件|投递)|派件|派送|投递中|配送(中|员)|第.{1,3}次派/, 'out_for_delivery'],
  [/已下单|订单已(创建|提交|生成)|(等待|待)(揽|收)|待取件|商家.{0,8}(发货|打单|接单|打包)|(已|正在)?(通知|安排).{0,8}(上门|揽|取件)|电子面单已/, 'ordered'],
  [/已?(揽收|揽件|收寄|收件|取件)|上门(取|揽)|揽收/, 'picked_up'],
  [/转(投|交|寄)|转递|移交(给)?(其他|合作)/, 'forwarded'],
  [/(已|快件)?离开|发(往|出|向)|已发(出|车|货)|正发往|装(车|袋|包)|发件|下一站/, 'hub_out'],
  [/(已|快件已经?)?(到达|抵达|到件|收入|进入|入库|卸车|拆包|扫描|分拣)|^到【/, 'hub_in'],
  [/运输(中|途)|在途|干线|航班|起飞|降落|铁路|中转|转运/, 'linehaul'],
]

/** A tracking sentence is short; what is longer is cut before the words are tried on it. */
const MAX_TEXT = 400
const HUB_WORDS = /转运|分拨|中转|集散|处理中心|枢纽|分拣|航空|中心(公司)?$/
const STATION_WORDS = /驿站|代收|服务站|超市|便利店|快递柜|丰巢|自提|兔喜|菜鸟/

export type ReadScan = { code: ScanCode; unitName?: string; unitKind?: UnitKind; city?: string; next?: string; staffNo?: string }

/**
 * The event in one tracking sentence, or undefined when no word is known. In and out scans of a place that is not a hub
 * become `outlet_in`/`outlet_out`. `fallback` (from the provider's own code) is used only when the words say nothing.
 */
export function readScanText(text: string, fallback?: ScanCode): ReadScan | undefined {
  const whole = text.slice(0, MAX_TEXT).normalize('NFKC')
  // What stands behind these words is courtesy and advertising, full of words that mean something elsewhere.
  const told = whole.replace(/(如有|若有|有什么|感谢|疫情|风里来|投诉电话).*$/s, '').trim() || whole
  const code = TEXTS.find(([words]) => words.test(told))?.[1] ?? fallback
  if (!code) return undefined
  const places = placesIn(told)
  const unitName = places.unit
  const unitKind = unitName === undefined ? undefined : kindOf(unitName)
  const staffNo = /[(（](\d{4,8})[)）]/.exec(told)?.[1]
  return {
    code: unitKind === 'outlet' && code === 'hub_in' ? 'outlet_in' : unitKind === 'outlet' && code === 'hub_out' ? 'outlet_out' : code,
    ...(unitName !== undefined && { unitName }), ...(unitKind && { unitKind }),
    ...(places.city !== undefined && { city: places.city }), ...(places.next !== undefined && { next: places.next }),
    ...(staffNo !== undefined && { staffNo }),
  }
}

/** A whole scan from a provider's sentence; the note keeps the sentence without phones. Undefined as `readScanText`. */
export function scanFromText(at: number, text: string, fallback?: ScanCode): Scan | undefined {
  const read = readScanText(text, fallback)
  return read && { at, ...read, note: scrubScanText(text) }
}

/** The sentence with every run of 7 or more digits (phones, also dashed) replaced by its last two, and couriers' names cut from the usual places. */
export function scrubScanText(text: string): string {
  return text
    .replace(/[0-9０-９](?:[- －]?[0-9０-９]){6,}/g, (run) => `***${run.slice(-2)}`)
    .replace(/((?:派件|取件|快递|业务|收件|揽收|投递)[人员][::]\s*)[\u4e00-\u9fa5]{2,4}(?![\u4e00-\u9fa5])/g, '$1**')
    .replace(/【[\u4e00-\u9fa5]{2,4}\//g, '【**/')
    .replace(/(的\s*)[\u4e00-\u9fa5]{2,4}(\s*[(（]\*)/g, '$1**$2')
}

function placesIn(text: string): { unit?: string; city?: string; next?: string } {
  const names = [...text.matchAll(/【([^】]{2,40})】/g)].map((m) => m[1]?.trim() ?? '').filter((n) => n !== '' && !/^[\d*-]{5}/.test(n))
  const city = names[0] !== undefined && /^[^省]{2,6}(市|州|盟|地区)$/.test(names[0]) ? names.shift() : undefined
  const towards = /(?:下一站|发往|送往|发向)[::]?\s*【([^】]{2,40})】/.exec(text)?.[1]?.trim()
  const next = towards ?? /(?:下一站|发往|发向)[::]?\s*([\u4e00-\u9fa5]{2,20})/.exec(text)?.[1]
  // 【name/phone】 names a courier, 【outlet/phone】 an outlet: people's names are short.
  const unit = names.filter((name) => name !== towards).map((name) => name.split('/')).find(([place = '', phone]) => phone === undefined || place.length > 4)?.[0]?.replace(/公司$/, '')
  return { ...(unit !== undefined && { unit }), ...(city !== undefined && { city }), ...(next !== undefined && { next: next.replace(/公司$/, '') }) }
}

function kindOf(name: string): UnitKind {
  return STATION_WORDS.test(name) ? 'station' : HUB_WORDS.test(name) ? 'hub' : 'outlet'
}
