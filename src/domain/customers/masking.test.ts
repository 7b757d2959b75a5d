// Masks show what they promise and never what they hide.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskAddress, maskBankAccount, maskEmail, maskHandle, maskIdNumber, maskName, maskPhone } from './masking.ts'

const digitsOf = (min: number, max: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((a) => a.join(''))

describe('phones', () => {
  test.each([
    ['13812345634', '138******34'],
    ['138 1234 5634', '138******34'],
    ['１３８１２３４５６３４', '138******34'],
    ['+86 138-1234-5634', '+86 138******34'],
    ['008613812345634', '+86 138******34'],
    ['010-82345678', '010-*******8'],
    ['027 8234567', '027-******7'],
    ['07551234567', '0755-******7'],
    ['0755-12345678', '0755-*******8'],
    ['4008005656', '**********'],
    ['110', '***'],
    ['', ''],
  ])('%s → %s', (plain, masked) => expect(maskPhone(plain)).toBe(masked))

  test('a mobile always hides six digits and shows 3 + 2', () => {
    fc.assert(fc.property(digitsOf(8, 8), fc.constantFrom('130', '158', '199', '177'), (rest, head) => {
      const phone = head + rest
      const masked = maskPhone(phone)
      expect(masked).toBe(`${head}******${phone.slice(-2)}`)
    }))
  })

  test('whatever the form, at least six digits or all of them are gone and the shown ones are digits of the number', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 -+()'), maxLength: 24 }), (phone) => {
      const shown = maskPhone(phone).replace(/\D/g, '').length
      const given = phone.replace(/\D/g, '').length
      expect(shown === 0 || given - shown >= 6).toBe(true)
    }))
  })
})

test.each([
  ['王小明', '王＊＊'], ['王芳', '王＊'], ['欧阳娜', '欧阳＊'], ['欧阳娜娜', '欧阳＊＊'], ['欧阳', '欧＊'], ['诸葛孔明', '诸葛＊＊'],
  ['阿依古丽·买买提', '阿＊＊＊·买＊＊'], ['John Smith', 'J＊＊＊ S＊＊＊'], ['Li', 'L＊'], ['王', '＊'], ['', ''], ['  李 雷  ', '＊ ＊'],
])('name %s → %s', (plain, masked) => expect(maskName(plain)).toBe(masked))

test('a Chinese name shows only its surname and never tells a length above three', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0x4e00, max: 0x9fa5 }), { minLength: 2, maxLength: 8 }), (codes) => {
    const name = String.fromCodePoint(...codes)
    const masked = maskName(name)
    expect([...masked].filter((c) => c !== '＊').length).toBeLessThanOrEqual(2)
    expect(masked.endsWith('＊')).toBe(true)
    expect([...masked].length).toBeLessThanOrEqual(5)
  }))
})

test.each([
  ['zhang.san@example.com', 'z***@example.com'], ['a@b.cn', '***@b.cn'], ['no-address', '***'], ['@b.cn', '***'], ['a@', '***'],
])('e-mail %s → %s', (plain, masked) => expect(maskEmail(plain)).toBe(masked))

test.each([['小鱼儿2009', '小***'], ['x', '***'], ['', '***']])('handle %s → %s', (plain, masked) => expect(maskHandle(plain)).toBe(masked))

test.each([
  ['浙江省杭州市西湖区文三路9号3号楼2单元501室', '浙江省杭州市西湖区文三路9号3号楼＊＊＊'],
  ['北京市朝阳区望京街道花园小区12栋1203', '北京市朝阳区望京街道花园小区12栋＊＊＊'],
  ['上海市浦东新区张杨路500弄7号602室', '上海市浦东新区张杨路500弄7号＊＊＊'],
  ['武汉市洪山区光谷大厦B座1805', '武汉市洪山区光谷大厦B座＊＊＊'],
  ['广州市天河区体育西路103号', '广州市天河区体育西路103号'],
  ['某某村老王家', '某某村＊＊＊'],
  ['红旗路301', '红旗路＊＊＊'],
  ['', ''],
])('address %s → %s', (plain, masked) => expect(maskAddress(plain)).toBe(masked))

test('a room number never survives the mask of an address', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 100, max: 3999 }), fc.constantFrom('室', '房', '', '户'), (b, u, r, tail) => {
    expect(maskAddress(`湖北省武汉市江汉区解放大道七里小区${b}栋${u}单元${r}${tail}`)).toBe(`湖北省武汉市江汉区解放大道七里小区${b}栋＊＊＊`)
  }))
})

test('identity numbers and bank accounts keep only their ends', () => {
  expect(maskIdNumber('11010519491231002X')).toBe('1****************X')
  expect(maskIdNumber('1234567')).toBe('*******')
  expect(maskBankAccount('6222 0212 3456 7890 123')).toBe('***************0123')
  expect(maskBankAccount('12345678')).toBe('********')
  fc.assert(fc.property(digitsOf(9, 19), (account) => {
    expect(maskBankAccount(account)).toMatch(new RegExp(`^\\*{${account.length - 4}}\\d{4}$`))
    expect(maskIdNumber(account).replace(/\*/g, '')).toHaveLength(2)
  }))
})
