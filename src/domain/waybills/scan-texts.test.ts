// Proves the reading of tracking sentences, with sentences of our own in the carriers' manner.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readScanText, scanFromText, scrubScanText } from './scan-texts.ts'

test.each([
  ['商家已发货，等待揽收', 'ordered'],
  ['【武汉光谷网点】的小张（19900001111）已揽收', 'picked_up'],
  ['【武汉光谷网点】已收件 取件人: 张三 (42017)', 'picked_up'],
  ['【武汉转运中心】 已收入', 'hub_in'],
  ['快件已到达【武汉转运中心】', 'hub_in'],
  ['【武汉转运中心】 已发出 下一站 【长沙转运中心】', 'hub_out'],
  ['快件离开【武汉转运中心】，已发往【长沙岳麓网点】', 'hub_out'],
  ['快件到达【长沙岳麓网点】', 'outlet_in'],
  ['【武汉光谷网点】已发出 下一站【武汉转运中心】', 'outlet_out'],
  ['快件在干线运输中', 'linehaul'],
  ['已到达派件城市', 'arrived_city'],
  ['【长沙岳麓网点】正在派件，派件员：李四 19900001111', 'out_for_delivery'],
  ['派件中，请保持电话畅通', 'out_for_delivery'],
  ['派送失败，电话无人接听，改约明日再派', 'attempt_failed'],
  ['未能签收，收件地址不详', 'attempt_failed'],
  ['因天气原因快件滞留', 'held'],
  ['快件超区，等待处理', 'held'],
  ['收件人拒收', 'refused'],
  ['已签收，签收人：本人签收', 'delivered_self'],
  ['【长沙岳麓网点】已妥投', 'delivered_self'],
  ['已签收，他人代签：门卫', 'delivered_proxy'],
  ['您的快件由家人签收', 'delivered_proxy'],
  ['已投入丰巢快递柜3号柜，请凭取件码领取', 'delivered_locker'],
  ['快件已存放至回音驿站，请凭取件码取件', 'delivered_station'],
  ['快件已由邻里超市代收，请及时取件', 'delivered_station'],
  ['凭取件码签收，感谢使用', 'collected'],
  ['快件已从回音驿站取走', 'collected'],
  ['快件已撤销签收', 'pod_reversed'],
  ['快件正在退回寄件人', 'returning'],
  ['退回件已签收', 'returned'],
  ['面单破损，已换单，新单号见备注', 'relabelled'],
  ['快件已转寄其他快递', 'forwarded'],
  ['快件拦截成功', 'intercepted'],
  ['经安检发现禁寄物品，已被公安扣押', 'seized'],
  ['外包装破损，待确认', 'damaged'],
  ['有单无货，疑似遗失', 'lost_suspected'],
  ['确认丢失', 'lost_confirmed'],
  ['快件已找回', 'found'],
  ['订单已取消', 'cancelled'],
  ['清关中', 'customs_held'],
  ['清关完成', 'customs_cleared'],
])('%s → %s', (text, code) => expect(readScanText(text)?.code).toBe(code))

describe('readScanText', () => {
  test('says where it is and where to next', () => {
    expect(readScanText('【苏州市】 快件离开 【昆山转运中心】 已发往 【常熟虞山网点】')).toEqual({ code: 'hub_out', city: '苏州市', unitName: '昆山转运中心', unitKind: 'hub', next: '常熟虞山网点' })
    expect(readScanText('【河南省商丘市】 已发出 下一站 【梁园区公司】')).toMatchObject({ code: 'outlet_out', unitName: '河南省商丘市', next: '梁园区' })
  })

  test('an outlet behind a courier is the place', () => {
    expect(readScanText('【张三/19900001111】正在派件，【深圳宝安二部网点/19900002222】')).toMatchObject({ code: 'out_for_delivery', unitName: '深圳宝安二部网点' })
  })

  test('the provider\'s code counts only when the words say nothing', () => {
    expect(readScanText('您好', 'hub_in')?.code).toBe('hub_in')
    expect(readScanText('收件人拒收', 'held')?.code).toBe('refused')
    expect(readScanText('您好')).toBeUndefined()
  })

  test('an advert behind the news does not change it', () => {
    expect(readScanText('已签收，感谢使用，如有破损请联系客服')?.code).toBe('delivered_self')
  })
})

test('phones and couriers\' names leave the note', () => {
  const scan = scanFromText(1, '【长沙岳麓网点】 派件中 派件人: 李四 电话 199-0000-1111 或 010-12345678')
  expect(scan?.note).not.toMatch(/李四|\d{3,}/)
  expect(scan?.note).toContain('长沙岳麓网点')
})

test('scrubbing leaves no run of seven digits in any text', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.stringMatching(/^\d{0,15}$/), fc.constantFrom('电话', ' ', '-', '（', '）', '【a】'))), (parts) => {
    expect(scrubScanText(parts.join(''))).not.toMatch(/\d{7}/)
  }))
})
