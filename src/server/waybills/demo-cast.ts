// The named parcels of the demo's scenes, so that a guided card can say whose parcel it is and where it is stuck.
import { demoNumber } from './demo-number.ts'
import type { DemoScenario } from './demo-number.ts'

/** One parcel of a scene. Places are `city/district`; `via` names the city of the hub the story is about. */
export type CastParcel = {
  key: string
  scenario: DemoScenario
  number: string
  from: string
  to: string
  via?: string
  consignee: { name: string; phone: string; address: string }
  sender: { name: string; phone: string }
  goods: string
  quietHours?: number
  metres?: number
  /** How many hours before the anchor its way ended, at least, where its customer tells of it the next day. */
  restHours?: number
}

function member(key: string, scenario: DemoScenario, n: number, rest: Omit<CastParcel, 'key' | 'scenario' | 'number'>): CastParcel {
  return { key, scenario, number: demoNumber(scenario, n), ...rest }
}

export const DEMO_CAST: readonly CastParcel[] = [
  member('wang_stuck', 'stuck', 90_000_000, {
    from: '广州/白云', to: '武汉/洪山', via: '武汉', goods: '奶粉', quietHours: 41,
    consignee: { name: '王丽华', phone: '19900001357', address: '湖北省武汉市洪山区学府街18号翠湖雅苑5栋1单元1203' }, sender: { name: '安心母婴旗舰店', phone: '19900002468' },
  }),
  member('luo_dialect', 'station', 90_000_001, {
    from: '重庆/渝北', to: '泸州/纳溪', goods: '处方药', quietHours: 75,
    consignee: { name: '罗德贵', phone: '19900003141', address: '四川省泸州市纳溪区老街47号河边院子2楼' }, sender: { name: '罗晓东', phone: '19900005926' },
  }),
  member('chen_signoff', 'false_signoff', 90_000_000, {
    from: '杭州/余杭', to: '武汉/武昌', goods: '蓝牙耳机', metres: 80, restHours: 12,
    consignee: { name: '陈雪梅', phone: '19900008642', address: '湖北省武汉市武昌区中山北路233号金色家园2栋802' }, sender: { name: '声阅数码专营店', phone: '19900007531' },
  }),
  member('zhou_damaged', 'damaged', 90_000_000, {
    from: '泉州/晋江', to: '长沙/岳麓', goods: '图书', restHours: 36,
    consignee: { name: '周志强', phone: '19900002086', address: '湖南省长沙市岳麓区文昌路9号书香门第11栋304' }, sender: { name: '青灯书店', phone: '19900001086' },
  }),
  member('wu_lost', 'lost', 90_000_001, {
    from: '深圳/宝安', to: '成都/武侯', via: '长沙', goods: '数码相机',
    consignee: { name: '吴海燕', phone: '19900006174', address: '四川省成都市武侯区金融街66号万和城3栋2107' }, sender: { name: '影匠器材', phone: '19900004716' },
  }),
  member('huang_three_hubs', 'shortage', 0, {
    from: '苏州/昆山', to: '西安/雁塔', via: '郑州', goods: '大闸蟹', restHours: 40,
    consignee: { name: '黄永强', phone: '19900009527', address: '陕西省西安市雁塔区春晖路101号紫金公馆1栋601' }, sender: { name: '阳澄水产行', phone: '19900007259' },
  }),
]

/** The city whose hub jams in the scene of the control chart. */
export const JAMMED_HUB_CITY = '郑州'
