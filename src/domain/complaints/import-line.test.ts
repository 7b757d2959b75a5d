import { describe, expect, test } from 'vitest'
import { cellText, readAmount, readDay, readInstant, readNumber, readWords, safeCell } from './import-cells.ts'
import type { Cell } from './import-cells.ts'
import { recogniseColumns, recogniseHeading } from './import-columns.ts'
import { fieldOfPath, isBlank, plainWord, readLine } from './import-line.ts'
import type { ImportVocabulary } from './import-line.ts'

const map = (words: Record<string, string>): ReadonlyMap<string, string> => new Map(Object.entries(words).map(([word, code]) => [plainWord(word), code]))
const vocabulary: ImportVocabulary = { channel: map({ 电话: 'phone', 电商平台: 'platform' }), kind: map({ 投诉: 'complaint' }), reason: map({ 快件延误: 'delay' }), role: map({ 收件人: 'consignee' }), demandKinds: map({ 赔偿: 'compensation', 道歉: 'apology' }) }

describe('headings', () => {
  test.each([['运单号', 'waybillNo'], [' 运单号 (必填)', 'waybillNo'], ['＊手机号', 'phone'], ['Tracking Number', 'waybillNo'], ['投訴內容', 'verbatim'], ['收到时间', 'reportedAt'], ['备注', null], ['行号', null], ['', null]])('%j means %j', (heading, field) => {
    expect(recogniseHeading(heading)).toBe(field)
  })

  test('the first of two columns of a field counts', () => {
    expect(recogniseColumns(['姓名', '投诉内容', '收件人姓名'])).toEqual({ name: 0, verbatim: 1 })
  })
})

describe('cells that spreadsheets changed', () => {
  test.each<[Cell, string | null]>([
    ['HY1234567890123', 'HY1234567890123'], ['７８４１２３４５６７８９０１', '78412345678901'], ["'0012345", '0012345'], ['="784123456789012345"', '784123456789012345'], ['\t784123456789', '784123456789'], [{ number: 784_123_456_789_012, digits: 0 }, '784123456789012'], [{ number: 12345, digits: 8 }, '00012345'],
    ['7.84E+14', null], ['7.84123456E+17', null], [{ number: 7.84e17, digits: 0 }, null], [{ number: 1.5, digits: 0 }, null], [{ error: '#N/A' }, null],
  ])('the number %j is %j', (cell, value) => {
    const read = readNumber(cell)
    expect('value' in read ? read.value : null).toBe(value)
  })

  test.each<[Cell, string | null]>([
    ['2026-11-20 15:30', '2026-11-20T07:30:00.000Z'], ['2026/11/20 8:05:09', '2026-11-20T00:05:09.000Z'], ['2026年11月20日 15时30分', '2026-11-20T07:30:00.000Z'], ['２０２６.１１.２０', '2026-11-19T16:00:00.000Z'], ['20261120', '2026-11-19T16:00:00.000Z'], ['20261120153000', '2026-11-20T07:30:00.000Z'],
    ['2026-11-20T07:30:00Z', '2026-11-20T07:30:00.000Z'], ['2026-11-20T15:30:00+08:00', '2026-11-20T07:30:00.000Z'], ['2026-11-20 15:30:00.000', '2026-11-20T07:30:00.000Z'], [{ serial: 46_346.645833333336 }, '2026-11-20T07:30:00.000Z'], [{ number: 46_346, digits: 0 }, '2026-11-19T16:00:00.000Z'],
    ['2026-02-30', null], ['46346.6458', null], ['11/20/2026', null], ['昨天', null], [{ number: 12, digits: 0 }, null],
  ])('the instant %j is %j', (cell, value) => {
    const read = readInstant(cell)
    expect('value' in read ? read.value : null).toBe(value)
  })

  test('a day is that of Shanghai; an empty cell says nothing', () => {
    expect(readDay('2026-11-20 00:30')).toEqual({ value: '2026-11-20' })
    expect(readDay({ serial: 46_346 })).toEqual({ value: '2026-11-20' })
    expect(readInstant('')).toEqual({ value: undefined })
  })

  test.each<[Cell, number | null]>([['200', 20_000], ['￥1,234.50', 123_450], ['200元', 20_000], [{ number: 88.8, digits: 0 }, 8880], ['两百', null], ['-5', null], ['200.555', null]])('the amount %j is %j', (cell, value) => {
    const read = readAmount(cell)
    expect('value' in read ? (read.value ?? null) : null).toBe(value)
  })

  test.each(['=1+1', '+86', '-5', '@x', '\tx', '＝1', '＠x', "=HYPERLINK(\"http://x\")"])('%j can be written into a file and read back, and is no formula in it', (text) => {
    expect(safeCell(text).startsWith("'")).toBe(true)
    expect(readWords(safeCell(text))).toEqual({ value: text.trim() })
  })

  test('an undecodable character and a formula error are reasons, not words', () => {
    expect(readWords('快\uFFFD件')).toEqual({ no: 'import.undecodable' })
    expect(readWords({ error: '#REF!' })).toEqual({ no: 'import.cell_error' })
    expect(cellText({ serial: 46_346.5 })).toBe('2026-11-20 12:00:00')
  })
})

describe('a line', () => {
  const mapping = { verbatim: 0, channel: 1, phone: 2, waybillNo: 3, reportedAt: 4, demandKinds: 5, demandAmount: 6, reason: 7, anonymous: 8 }

  test('becomes the complaint it means', () => {
    const { input, problems } = readLine(['没收到', '电话', '１３８００００１２３４', 'HY1，HY2', '2026-11-20', '赔偿、道歉', '200元', '快件延误', '否'], 9, mapping, { reportedProof: '平台导出' }, vocabulary)
    expect(problems).toEqual([])
    expect(input).toEqual({ verbatim: '没收到', channel: 'phone', reasonCode: 'delay', items: [{ type: 'waybill', number: 'HY1' }, { type: 'waybill', number: 'HY2' }], complainant: { phone: '13800001234' }, demand: { kinds: ['compensation', 'apology'], amount: { minor: 20_000 } }, reportedAt: '2026-11-19T16:00:00.000Z', reportedProof: '平台导出' })
  })

  test('tells everything that is wrong with it, each once', () => {
    const { problems } = readLine(['没收到', '鸽子', '1.38E+10', '7.8E+14', '昨天', '赔偿 月亮 星星', '很多', '别的', '也许', '多出来'], 9, mapping, {}, vocabulary)
    expect(problems.map((p) => [p.field, p.code])).toEqual(expect.arrayContaining([[null, 'import.extra_cells'], ['channel', 'import.unknown_word'], ['phone', 'import.digits_lost'], ['waybillNo', 'import.digits_lost'], ['reportedAt', 'import.bad_date'], ['demandKinds', 'import.unknown_word'], ['demandAmount', 'import.bad_amount'], ['reason', 'import.unknown_word'], ['anonymous', 'import.unknown_word']]))
    expect(problems).toHaveLength(9)
  })

  test('takes the channel of the file only where it says none itself', () => {
    expect(readLine(['没收到'], 1, { verbatim: 0 }, { channel: 'platform' }, vocabulary).input).toEqual({ verbatim: '没收到', channel: 'platform' })
    expect(readLine(['没收到', '鸽子'], 2, { verbatim: 0, channel: 1 }, { channel: 'platform' }, vocabulary).input).toEqual({ verbatim: '没收到' })
  })

  test('knows to which column a path of the contract belongs', () => {
    const input = { items: [{ type: 'waybill' }, { type: 'order' }] }
    expect([['items', '1', 'number'], ['complainant'], ['complainant', 'email'], ['demand', 'amount', 'minor'], ['reasonCode'], ['verbatim'], ['nothing']].map((path) => fieldOfPath(path, input))).toEqual(['orderNo', 'phone', 'email', 'demandAmount', 'reason', 'verbatim', null])
  })

  test('with nothing in it is none', () => {
    expect([isBlank(['', '  ']), isBlank([]), isBlank(['', { number: 0, digits: 0 }])]).toEqual([true, true, false])
  })
})
