// Personal data disappears from free text in every way people write it; waybill numbers and ordinary figures stay.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findPhones, scrubText } from './scrub.ts'

describe('what goes', () => {
  test.each([
    ['打我电话13812345634谢谢', 'phone', '13812345634'],
    ['138 1234 5634', 'phone', '138 1234 5634'],
    ['138-1234-5634找王先生', 'phone', '138-1234-5634'],
    ['+86 13812345634', 'phone', '+86 13812345634'],
    ['８６１３８１２３４５６３４', 'phone', '８６１３８１２３４５６３４'],
    ['手机１３８１２３４５６３４。', 'phone', '１３８１２３４５６３４'],
    ['电话幺三八幺二三四五六三四', 'phone', '幺三八幺二三四五六三四'],
    ['一三八一二三四五六三四一定要打', 'phone', '一三八一二三四五六三四'],
    ['13812345678 15912345678', 'phone', '15912345678'],
    ['座机010-82345678转8012', 'landline', '82345678'],
    ['(0755)82345678', 'landline', '82345678'],
    ['身份证11010519491231002X', 'id_number', '11010519491231002X'],
    ['身份证 110105 19491231 002X', 'id_number', '19491231'],
    ['卡号6222021234567890128', 'bank_card', '6222021234567890128'],
    ['发zhang.san@example.com', 'email', 'zhang.san@example.com'],
    ['加我微信abc_12345', 'handle', 'abc_12345'],
    ['QQ：12345678', 'handle', '12345678'],
    ['送到3栋2单元501没人', 'room', '2单元501'],
    ['我家文三路9号3号楼1203室', 'room', '1203室'],
    ['放在602室门口', 'room', '602室'],
    ['地址是光谷大厦B座1805', 'room', '1805'],
    ['我住12-3-501', 'room', '12-3-501'],
    ['我叫王小明，电话没人打', 'name', '王小明'],
    ['收件人：李雷电话打不通', 'name', '李雷'],
    ['收件人石同意，没人在家', 'name', '石同意'],
    ['寄件人张满意。', 'name', '张满意'],
  ])('%s: %s', (text, kind, value) => {
    const { text: clean, found } = scrubText(text)
    expect(found.map((f) => f.kind)).toContain(kind)
    expect(clean).not.toContain(value)
    expect(clean).toHaveLength(text.length)
  })
})

describe('what stays', () => {
  test.each([
    '单号73123456789012一直不动', '运单YT1234567890123', 'SF1234567890123', 'JT1234567890123和JDX012345678901', '韵达431234567890123',
    '申通 773123456789012', '单号7712345678901234567', '6月1日下单,6月8日才到', '等了2小时30分钟', '赔了我500元', '2026-11-22 10:30', '双11买的128块的衣服',
    '一二三四五六楼都问了', '12305投诉你们', '95380打不通', '室内温度', '一共3箱', '我是收件人没有收到', '未征得收件人同意。', '请收件人签字', '寄件人确认，当天发出', '联系人满意', '3号楼下面都是快递', '订单号123456789012', '我叫他明天再送。', '我叫快递员改天来', '原价1280.50元，6.18-6.24', '文三路9号20元运费',
  ])('%s', (text) => expect(scrubText(text)).toEqual({ text, found: [] }))
})

test('a mobile never survives, however it is separated and whatever surrounds it', () => {
  const digit = fc.integer({ min: 0, max: 9 }).map(String)
  const phone = fc.tuple(fc.constantFrom('13', '15', '17', '18', '19'), fc.array(digit, { minLength: 9, maxLength: 9 })).map(([a, b]) => [...a, ...b])
  const chinese = fc.string({ unit: fc.constantFrom(...'我的快递丢了，给打电话。来送取件'), maxLength: 12 })
  const sep = fc.array(fc.constantFrom('', '', '', ' ', '-', '.'), { minLength: 10, maxLength: 10 })
  fc.assert(fc.property(phone, sep, chinese, chinese, fc.boolean(), (digits, seps, before, after, wide) => {
    const written = digits.map((d, i) => (wide ? '０１２３４５６７８９'[Number(d)] : d) + (seps[i] ?? '')).join('')
    const { text, found } = scrubText(before + written + after)
    expect(found).toHaveLength(1)
    expect(text.replace(/[^0-9０-９]/g, '')).toBe('')
    expect(findPhones(before + written + after)).toEqual([digits.join('')])
  }))
})

test('scrubbing twice changes nothing, and long hostile input ends quickly', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 -一二三室栋单元@a.微信:'), maxLength: 200 }), (text) => {
    const once = scrubText(text)
    expect(once.text).toHaveLength(text.length)
    expect(findPhones(once.text)).toEqual([])
  }))
  for (const piece of ['1', '138 ', '一', '3栋', 'a@', '12-', '微信:', '(0']) expect(scrubText(piece.repeat(20_000)).text.length).toBe(piece.length * 20_000)
})
