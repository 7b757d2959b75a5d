// Reads workbooks as a stream: the ZIP by its directory, the sheet piece by piece; only the shared texts are held in memory.
import { TextDecoder } from 'node:util'
import { SaxesParser } from 'saxes'
import yauzl from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import type { Cell } from '../../domain/complaints/import-cells.ts'
import { isBlank } from '../../domain/complaints/import-line.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Row } from './import-csv.ts'

export type Sheet = { readonly name: string; readonly hidden: boolean }
export type Book = { readonly sheets: readonly Sheet[]; readonly rows: (sheet: string) => AsyncGenerator<readonly Row<Cell>[]> }

/** Unpacked bytes of a whole workbook, and how many times more than packed: 50,000 wide lines stay far below, bombs do not. */
const unpackedLimit = 400_000_000
const ratioLimit = 120
const ratioFrom = 5_000_000
const entryLimit = 2000
const columnLimit = 200
const cellLimit = 100_000

type Parts = { readonly zip: ZipFile; readonly entries: ReadonlyMap<string, Entry> }
type Style = { readonly isDate: boolean; readonly digits: number }
type Element = { readonly name: string; readonly attributes: Record<string, string> }

/** Opens a workbook. @throws Refusal for old or locked ones, broken ones, and those that unpack to more than they should. */
export async function openBook(bytes: Buffer): Promise<Book> {
  if (bytes.readUInt32BE(0) === 0xd0cf11e0) throw new Refusal('import.old_excel', {}, 415)
  try {
    const parts = await openZip(bytes)
    const book = await readBook(parts)
    return { sheets: book.sheets.map(({ name, hidden }) => ({ name, hidden })), rows: (sheet) => sheetRows(parts, book, sheet) }
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal('import.broken_file', {}, 400)
  }
}

async function openZip(bytes: Buffer): Promise<Parts> {
  const zip = await new Promise<ZipFile>((done, failed) => yauzl.fromBuffer(bytes, { lazyEntries: true }, (error, opened) => (error ? failed(error) : done(opened))))
  const entries = new Map<string, Entry>()
  await new Promise<void>((done, failed) => {
    zip.on('error', failed)
    zip.on('end', () => done())
    zip.on('entry', (entry: Entry) => {
      if (entries.size >= entryLimit) return failed(new Refusal('import.too_heavy', {}, 413))
      entries.set(entry.fileName.toLowerCase(), entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
  // sizes as declared; the reader stops an entry that unpacks to more
  const unpacked = [...entries.values()].reduce((sum, entry) => sum + entry.uncompressedSize, 0)
  if (unpacked > unpackedLimit || (unpacked > ratioFrom && unpacked > bytes.length * ratioLimit)) throw new Refusal('import.too_heavy', {}, 413)
  return { zip, entries }
}

type Known = { readonly sheets: readonly (Sheet & { readonly path: string })[]; readonly from1904: boolean; readonly styles: readonly Style[]; readonly texts: readonly string[] }

async function readBook(parts: Parts): Promise<Known> {
  const targets = new Map<string, string>()
  await walk(parts, 'xl/_rels/workbook.xml.rels', { open: ({ name, attributes }) => { if (name === 'Relationship') targets.set(attributes['Id'] ?? '', attributes['Target'] ?? '') } })
  const sheets: (Sheet & { path: string })[] = []
  let from1904 = false
  await walk(parts, 'xl/workbook.xml', {
    open: ({ name, attributes }) => {
      if (name === 'workbookPr') from1904 = attributes['date1904'] === '1' || attributes['date1904'] === 'true'
      const target = targets.get(attributes['r:id'] ?? '')
      if (name === 'sheet' && target !== undefined) sheets.push({ name: attributes['name'] ?? '', hidden: (attributes['state'] ?? 'visible') !== 'visible', path: target.startsWith('/') ? target.slice(1) : `xl/${target}` })
    },
  })
  const worksheets = sheets.filter((sheet) => parts.entries.has(sheet.path.toLowerCase()))
  if (worksheets.length === 0) throw new Refusal('import.broken_file', {}, 400)
  return { sheets: worksheets, from1904, styles: await readStyles(parts), texts: await readTexts(parts) }
}

async function readStyles(parts: Parts): Promise<Style[]> {
  const formats = new Map<number, string>()
  const styles: Style[] = []
  let inCells = false
  await walk(parts, 'xl/styles.xml', {
    open: ({ name, attributes }) => {
      if (name === 'numFmt') formats.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '')
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) styles.push(styleOf(Number(attributes['numFmtId'] ?? 0), formats))
    },
    close: (name) => { if (name === 'cellXfs') inCells = false },
  }, true)
  return styles
}

function styleOf(id: number, formats: ReadonlyMap<number, string>): Style {
  const code = (formats.get(id) ?? '').replaceAll(/"[^"]*"|\\.|\[[^\]]*\]/g, '')
  const isBuiltIn = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
  return { isDate: isBuiltIn || /[ymdhs年月日时分]/i.test(code), digits: /^0{2,20}$/.test(code) ? code.length : 0 }
}

async function readTexts(parts: Parts): Promise<string[]> {
  const texts: string[] = []
  let text = ''
  let isText = false
  let isPhonetic = false
  await walk(parts, 'xl/sharedStrings.xml', {
    open: ({ name }) => { if (name === 'si') text = ''; else if (name === 't') isText = !isPhonetic; else if (name === 'rPh') isPhonetic = true },
    text: (piece) => { if (isText && text.length < cellLimit) text += piece },
    close: (name) => { if (name === 'si') texts.push(unescaped(text)); else if (name === 't') isText = false; else if (name === 'rPh') isPhonetic = false },
  }, true)
  return texts
}

async function* sheetRows(parts: Parts, book: Known, name: string): AsyncGenerator<readonly Row<Cell>[]> {
  const sheet = book.sheets.find((each) => each.name === name)
  if (!sheet) throw new Refusal('import.no_such_sheet', {}, 400)
  let rows: Row<Cell>[] = []
  let at = 0
  let cells: Cell[] = []
  let column = -1
  let raw = ''
  let isValue = false
  let attributes: Record<string, string> = {}
  const parser = newParser({
    open: (element) => {
      if (element.name === 'row') { at = Number(element.attributes['r'] ?? at + 1); cells = []; column = -1 } else if (element.name === 'c') { attributes = element.attributes; column = columnOf(attributes['r']) ?? column + 1; raw = '' } else if (element.name === 'v' || element.name === 't') isValue = true
    },
    text: (piece) => { if (isValue && raw.length < cellLimit) raw += piece },
    close: (element) => {
      if (element === 'v' || element === 't') isValue = false
      else if (element === 'c' && raw !== '' && column < columnLimit) { while (cells.length < column) cells.push(''); cells[column] = cellOf(raw, attributes, book) } else if (element === 'row' && !isBlank(cells)) rows.push({ line: at, cells })
    },
  })
  try {
    for await (const piece of await openEntry(parts, sheet.path)) {
      parser.write(piece)
      if (rows.length > 0) yield rows
      rows = []
    }
    parser.close()
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal('import.broken_file', {}, 400)
  }
  if (rows.length > 0) yield rows
}

function cellOf(raw: string, attributes: Record<string, string>, book: Known): Cell {
  const type = attributes['t'] ?? 'n'
  if (type === 's') return book.texts[Number(raw)] ?? ''
  if (type === 'e') return { error: raw }
  if (type === 'b') return raw === '1' ? 'true' : 'false'
  if (type !== 'n') return unescaped(raw)
  const number = Number(raw)
  if (!Number.isFinite(number)) return raw
  const style = book.styles[Number(attributes['s'] ?? -1)]
  if (style?.isDate) return { serial: number + (book.from1904 ? 1462 : 0) }
  return { number, digits: style?.digits ?? 0 }
}

/** `AB12` → 27; undefined when the cell does not say where it is. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]+/.exec(reference ?? '')?.[0]
  return letters === undefined ? undefined : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

// Spreadsheets write control characters as _x000D_.
function unescaped(text: string): string {
  return text.includes('_x') ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text
}

type Hear = { readonly open?: (element: Element) => void; readonly text?: (piece: string) => void; readonly close?: (name: string) => void }

function newParser(hear: Hear): SaxesParser {
  const parser = new SaxesParser({ position: false })
  // a document type could define what texts expand to; workbooks have none
  parser.on('doctype', () => { throw new Refusal('import.broken_file', {}, 400) })
  parser.on('error', (error) => { throw error })
  // prefixes differ between writers (`x:row`), names do not
  parser.on('opentag', (tag) => hear.open?.({ name: plain(tag.name), attributes: tag.attributes as Record<string, string> }))
  parser.on('text', (piece) => hear.text?.(piece))
  parser.on('cdata', (piece) => hear.text?.(piece))
  parser.on('closetag', (tag) => hear.close?.(plain(tag.name)))
  return parser
}

const plain = (name: string): string => name.slice(name.indexOf(':') + 1)

async function walk(parts: Parts, path: string, hear: Hear, mayLack = false): Promise<void> {
  if (mayLack && !parts.entries.has(path.toLowerCase())) return
  const parser = newParser(hear)
  for await (const piece of await openEntry(parts, path)) parser.write(piece)
  parser.close()
}

async function openEntry({ zip, entries }: Parts, path: string): Promise<AsyncIterable<string>> {
  const entry = entries.get(path.toLowerCase())
  if (!entry) throw new Refusal('import.broken_file', {}, 400)
  const stream = await new Promise<AsyncIterable<Buffer>>((done, failed) => zip.openReadStream(entry, (error, opened) => (error ? failed(error) : done(opened))))
  return decoded(stream)
}

async function* decoded(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const chunk of stream) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}
