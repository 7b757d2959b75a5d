// Files as they come: encodings, separators, quotes, workbooks with traps, and what is no table at all.
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import yazl from 'yazl'
import type { Cell } from '../../domain/complaints/import-cells.ts'
import { csvOf, xlsxOf } from './import-files.ts'
import { csvRows, encodingOf } from './import-csv.ts'
import type { Row } from './import-csv.ts'
import { sourceOf } from './import-file.ts'
import type { Source } from './import-file.ts'
import { formatOf, lookAt } from './import-look.ts'
import { openBook } from './import-xlsx.ts'

const text = '运单号,手机号,投诉内容\r\nHY1,13800001234,没收到\r\nHY2,13800001235,"坏了，\n要求""赔偿"""\r\n\r\n,,\r\n'
const utf16 = (s: string): Buffer => Buffer.from(`\uFEFF${s}`, 'utf16le')
// 没收到 and headings in GBK, written out because Node encodes only UTF
const gbk = Buffer.concat([Buffer.from('cdb6cbdfc4dac8dd', 'hex'), Buffer.from(','), Buffer.from('c7fe b5c0'.replace(' ', ''), 'hex'), Buffer.from('\n'), Buffer.from('c3bbcad5b5bd', 'hex'), Buffer.from(','), Buffer.from('b5e7bbb0', 'hex'), Buffer.from('\n')])

async function all<C>(batches: AsyncIterable<readonly Row<C>[]>): Promise<Row<C>[]> {
  const rows: Row<C>[] = []
  for await (const batch of batches) rows.push(...batch)
  return rows
}

/** The bytes as they come from a file: in pieces that part characters and records. */
const file = (bytes: Buffer): Source => sourceOf(async function* () { for (let at = 0; at < bytes.length; at += 1001) yield bytes.subarray(at, at + 1001) })
const rowsOf = async (bytes: Buffer): Promise<Row<string>[]> => all(csvRows(file(bytes).pieces(), await encodingOf(file(bytes).pieces())))

async function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path)
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream.pipe(new PassThrough())) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const book = (sheet: string, more: Readonly<Record<string, string | Buffer>> = {}): Promise<Buffer> => zipOf({
  'xl/workbook.xml': '<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="说明" sheetId="1" state="hidden" r:id="r1"/><sheet name="投诉" sheetId="2" r:id="r2"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
  'xl/styles.xml': '<styleSheet><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="00000000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>',
  'xl/sharedStrings.xml': '<sst><si><t>投诉内容</t></si><si><r><t>运单</t></r><r><t>号</t></r><rPh sb="0" eb="1"><t>yundan</t></rPh></si><si><t>没&lt;收&gt;到_x000D_</t></si></sst>',
  'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>请勿修改</t></is></c></row></sheetData></worksheet>',
  'xl/worksheets/sheet2.xml': `<worksheet><dimension ref="A1:XFD1048576"/><sheetData>${sheet}</sheetData></worksheet>`, ...more,
})
const header = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>收到时间</t></is></c></row>'

describe('text', () => {
  test.each([['UTF-8', Buffer.from(text)], ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)], ['UTF-16', utf16(text)], ['UTF-16, high byte first', utf16(text).swap16()], ['tabs', Buffer.from(text.replaceAll(',', '\t'))], ['semicolons', Buffer.from(text.replaceAll(',', ';'))], ['a separator said outright', Buffer.from(`sep=|\n${text.replaceAll(',', '|')}`)]])('%s', async (name, bytes) => {
    const rows = await rowsOf(bytes)
    const from = name.startsWith('a separator') ? 1 : 0
    expect(rows.map((r) => r.line - from)).toEqual([1, 2, 3])
    expect(rows[2]?.cells).toEqual(['HY2', '13800001235', '坏了，\n要求"赔偿"'])
    expect(rows[0]?.cells).toEqual(['运单号', '手机号', '投诉内容'])
  })

  test('GBK is found out because it is not valid UTF-8', async () => {
    expect((await rowsOf(gbk)).map((r) => r.cells)).toEqual([['投诉内容', '渠道'], ['没收到', '电话']])
    expect((await lookAt(file(gbk))).encoding).toBe('gb18030')
  })

  test('lines are counted through quoted breaks and slices', async () => {
    const long = `投诉内容,运单号\n${Array.from({ length: 5000 }, (_, i) => `"第${i}\n行",HY${i}`).join('\n')}`
    const rows = await rowsOf(Buffer.from(long))
    expect(rows).toHaveLength(5001)
    expect(rows[5000]).toEqual({ line: 10_000, cells: ['第4999\n行', 'HY4999'] })
  })

  test('a quote that is never closed is told with its line', async () => {
    await expect(rowsOf(Buffer.from('a,b\n1,2\n"3,4\n5,6'))).rejects.toMatchObject({ code: 'import.broken_quote', params: { line: 3 } })
  })
})

describe('workbooks', () => {
  test('numbers, dates, zeros, errors, texts and hidden sheets', async () => {
    const opened = await openBook(await book(`${header}<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3"><v>7.84E+17</v></c><c r="C3" s="2"><v>12345</v></c><c r="D3" s="1"><v>46346</v></c><c r="E3" s="3"><v>46346.5</v></c><c r="F3" t="e"><v>#N/A</v></c><c r="G3" t="str"><f>1+1</f><v>2</v></c><c r="H3" t="b"><v>1</v></c></row><row r="4"><c r="A4" s="1"/></row><row r="1048576"/>`))
    expect(opened.sheets).toEqual([{ name: '说明', hidden: true }, { name: '投诉', hidden: false }])
    expect(await all<Cell>(opened.rows('投诉'))).toEqual([
      { line: 1, cells: ['投诉内容', '运单号', '', '收到时间'] }, { line: 3, cells: ['没<收>到\r', { number: 7.84e17, digits: 0 }, { number: 12_345, digits: 8 }, { serial: 46_346 }, { serial: 46_346.5 }, { error: '#N/A' }, '2', 'true'] },
    ])
  })

  test('the first visible sheet with lines is looked at; personal data is masked in what is shown', async () => {
    const look = await lookAt(file(await xlsxOf([['客户反馈表'], ['姓名', '手机号', '投诉内容'], ['王小明', '13812345678', '没收到，回电13812345678'], ['', '', '']])))
    expect(look).toMatchObject({ format: 'xlsx', sheet: 'Sheet1', headerLine: 2, lines: 1, columns: [{ name: '姓名', field: 'name' }, { name: '手机号', field: 'phone' }, { name: '投诉内容', field: 'verbatim' }] })
    expect(JSON.stringify(look)).not.toMatch(/王小明|13812345678/)
  })

  test('without headings columns are called by letters and every row is a line', async () => {
    expect(await lookAt(file(Buffer.from('没收到,13812345678\n坏了,13812345679\n')))).toMatchObject({ headerLine: 0, lines: 2, columns: [{ name: 'A', field: null }, { name: 'B', field: null }] })
  })

  test('a bomb, a document type, an old or broken workbook and a picture are refused', async () => {
    const bomb = await book(header, { 'xl/media/image1.png': Buffer.alloc(60_000_000) })
    await expect(lookAt(file(bomb))).rejects.toMatchObject({ code: 'import.too_heavy' })
    await expect(lookAt(file(await book('<row r="1"/>', { 'xl/sharedStrings.xml': '<!DOCTYPE x [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>' })))).rejects.toMatchObject({ code: 'import.broken_file' })
    await expect(lookAt(file(Buffer.from('d0cf11e0a1b11ae1', 'hex')))).rejects.toMatchObject({ code: 'import.old_excel' })
    await expect(lookAt(file((await book(header)).subarray(0, 300)))).rejects.toMatchObject({ code: 'import.broken_file' })
    await expect(formatOf(file(Buffer.from('89504e470d0a1a0a0000000d', 'hex')))).rejects.toMatchObject({ code: 'import.not_a_table' })
    await expect(lookAt(file(await book('<row r="1"/>')))).rejects.toMatchObject({ code: 'import.no_lines' })
  })
})

test('what goes out in either format reads back as it was, and holds no formula', async () => {
  const table = [['投诉内容', '运单号'], ['=1+1', '0012345678901234567'], ['两行\n"引号"，逗号,', '+86 138'], [' 空格 ', '＝cmd']]
  expect((await rowsOf(csvOf(table))).map((r) => r.cells)).toEqual([table[0], ["'=1+1", '0012345678901234567'], ['两行\n"引号"，逗号,', "'+86 138"], [' 空格 ', "'＝cmd"]])
  const back = await all<Cell>((await openBook(await xlsxOf(table))).rows('Sheet1'))
  expect(back.map((r) => r.cells)).toEqual(table)
})
