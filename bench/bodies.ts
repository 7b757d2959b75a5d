// Complaints as people write them, made from a seed: the same seed gives the same bodies on every machine.
import { DEMO_SCENARIOS, demoNumber } from '../src/server/waybills/demo-number.ts'

/** A stream of chance: each call gives a number in [0, 1). */
export type Chance = () => number

/** Mulberry32: small, fast and the same everywhere. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of a list. @throws Error when it is empty. */
export function pick<T>(chance: Chance, list: readonly T[]): T {
  const one = list[Math.floor(chance() * list.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

const surnames = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤']
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文玉兰红梅志国海燕晓春林凤云飞宇浩欣怡子涵梓轩雨思佳嘉一诺俊博']
const cities = ['武汉', '长沙', '广州', '上海', '成都', '杭州', '郑州', '西安', '南京', '重庆', '合肥', '济南']
const goods = ['一箱苹果', '新买的手机', '两件衣服', '一台显示器', '孩子的课本', '四瓶白酒', '一盒茶叶', '海鲜', '陶瓷花瓶', '身份证和户口本', '化妆品', '一双运动鞋', '药品', '生日蛋糕']

const openings = ['你好，', '您好，我要投诉。', '', '客服你好，', '我想反映一个问题：', '真的忍不了了，', '麻烦处理一下，']
const grievances = [
  '快递显示已签收，但我根本没有收到，也没有人给我打电话。', '包裹在{city}中转站停了{n}天了，物流一直没有更新。', '{goods}收到的时候外包装破了，里面的东西也坏了，有照片。', '说好今天送，等了一天也没人来，打快递员电话也不接。', '快递员态度特别差，还骂人，让我自己下楼去拿。',
  '没经过我同意就放到驿站，我腿脚不好，要求送货上门。', '寄的{goods}到现在{n}天了还没到，客户都要退货了。', '快件丢了，网点让我自己去找，没有人负责。', '收到的东西少了一件，箱子明显被拆开过。', '多收了我{m}块钱运费，说是超重，可我自己称过没有超。',
  '快递放在小区门口没人管，被别人拿走了。', '申请理赔已经{n}天了，一直说在处理，没有一个明确答复。', '派送员把我的快件送到别人家了，打电话才知道。', '我的电话和地址被泄露了，一下午接到好几个诈骗电话。', '上门取件约了三次都没有来，每次都说马上到。', '退回的快件一直没有退到，物流信息也不对。',
]
const details = ['我在{city}，家里有老人等着用。', '之前已经打过两次电话了，都说会回电，结果没有。', '{goods}价值{m}元，我有付款记录。', '当时没有当面验货。', '请核实快递员的说法，监控可以查。', '昨天下午三点左右的事。', '网点的人说让我等通知。', '单号我在页面上查过，状态没变。', '我一直在家，根本没有人敲门。']
const demands = ['请尽快找到我的快件。', '要求赔偿{m}元。', '要求今天之内送到。', '请给个说法，不然我就打12305。', '希望快递员当面道歉。', '请退还运费。', '麻烦尽快回复我，谢谢。', '再不处理我就投诉到邮政管理局！']
const demandCodes = ['compensation', 'refund', 'redelivery', 'search', 'apology', 'explanation', 'fee_waiver', 'progress'] as const
const channels = ['app', 'app', 'api', 'wechat', 'web', 'phone', 'phone', 'phone', 'chat', 'platform'] as const

function fill(chance: Chance, words: string): string {
  return words.replace(/\{(\w+)\}/g, (_whole, what: string) => (what === 'city' ? pick(chance, cities) : what === 'goods' ? pick(chance, goods) : what === 'n' ? String(2 + Math.floor(chance() * 12)) : String(20 + Math.floor(chance() * 1980))))
}

/** The words of a grievance, 40 to 160 characters. */
export function words(chance: Chance): string {
  const parts = [pick(chance, openings), pick(chance, grievances), ...(chance() < 0.75 ? [pick(chance, details)] : []), ...(chance() < 0.4 ? [pick(chance, details)] : []), pick(chance, demands)]
  return parts.map((part) => fill(chance, part)).join('')
}

/** A name of two or three characters. */
export function personName(chance: Chance): string {
  return pick(chance, surnames) + pick(chance, given) + (chance() < 0.6 ? pick(chance, given) : '')
}

/** A mobile number. */
export function mobile(chance: Chance): string {
  return `1${pick(chance, ['38', '39', '50', '58', '76', '86', '88', '91'])}${String(Math.floor(chance() * 1e8)).padStart(8, '0')}`
}

/** A body for `POST /api/complaints`; every third names a parcel of the demo carrier. */
export function complaintBody(chance: Chance): Record<string, unknown> {
  const hasParcel = chance() < 1 / 3
  const demand = chance() < 0.5
  return {
    channel: pick(chance, channels), verbatim: words(chance),
    ...(hasParcel ? { items: [{ type: 'waybill', number: demoNumber(pick(chance, DEMO_SCENARIOS), Math.floor(chance() * 1e8), Math.floor(chance() * 30)) }] } : {}),
    complainant: { name: personName(chance), phone: mobile(chance), role: chance() < 0.7 ? 'consignee' : 'sender', ...(chance() < 0.1 ? { email: `u${Math.floor(chance() * 1e9)}@example.com` } : {}) },
    ...(demand ? { demand: { kinds: [pick(chance, demandCodes)], ...(chance() < 0.5 ? { amount: { minor: 1000 + Math.floor(chance() * 200_000), currency: 'CNY' } } : {}) } } : {}),
    ...(chance() < 0.3 ? { place: `${pick(chance, cities)}市${pick(chance, ['人民路', '解放大道', '中山路', '建设街'])}${1 + Math.floor(chance() * 300)}号` } : {}),
  }
}
