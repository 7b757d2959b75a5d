// What a file to import holds, found by reading it once: sheets, headings and the fields they mean, how many lines, the first ones masked.
import { cellText } from '../../domain/complaints/import-cells.ts'
import type { Cell } from '../../domain/complaints/import-cells.ts'
import { recogniseColumns, recogniseHeading } from '../../domain/complaints/import-columns.ts'
import type { ImportField } from '../../domain/complaints/import-columns.ts'
import { maskAddress, maskEmail, maskHandle, maskName, maskPhone } from '../../domain/customers/masking.ts'
import { Refusal } from '../../domain/refusal.ts'
import { csvRows, encodingOf } from './import-csv.ts'
import type { Encoding, Row } from './import-csv.ts'
import type { Source } from './import-file.ts'
import { openBook } from './import-xlsx.ts'
import type { Sheet } from './import-xlsx.ts'
import { clean } from './words.ts'

export type Look = {
  readonly format: 'csv' | 'xlsx'
  readonly encoding: Encoding | null
  readonly sheets: readonly Sheet[]
  readonly sheet: string | null
  /** The line of the headings; 0 when the file has none. */
  readonly headerLine: number
  readonly columns: readonly { readonly name: string; readonly field: ImportField | null }[]
  readonly lines: number
  readonly sample: readonly { readonly line: number; readonly cells: readonly string[] }[]
}

/** How many of the first lines are shown, how many rows may stand above the headings, how many lines a file may have. */
const shown = 20
const above = 10
const lineLimit = 300_000
const columnLimit = 200
const nameLimit = 60

/**
 * Reads the whole file once. `sheet` chooses one of a workbook; without it the first visible one with lines is taken.
 * @throws Refusal for what is no table, is empty, broken, or larger than it should be.
 */
export async function lookAt(file: Source, sheet: string | null = null): Promise<Look> {
  if (await formatOf(file) === 'csv') {
    const encoding = await encodingOf(file.pieces())
    return withLines(await lookThrough(csvRows(file.pieces(), encoding), { format: 'csv', encoding, sheets: [], sheet: null }))
  }
  const book = await openBook(await file.whole())
  const wanted = sheet === null ? book.sheets.filter((each) => !each.hidden) : book.sheets.filter((each) => each.name === sheet)
  if (sheet !== null && wanted.length === 0) throw new Refusal('import.no_such_sheet', {}, 400)
  let best: Look | undefined
  for (const each of wanted) {
    const look = await lookThrough(book.rows(each.name), { format: 'xlsx', encoding: null, sheets: book.sheets, sheet: each.name })
    if (best === undefined || best.lines === 0) best = look
    if (look.lines > 0) break
  }
  return withLines(best)
}

/** CSV or workbook, by what the file begins with. @throws Refusal `import.not_a_table`. */
export async function formatOf(file: Source): Promise<'csv' | 'xlsx'> {
  for await (const bytes of file.pieces()) {
    const head = bytes.subarray(0, 4).toString('hex')
    if (head === '504b0304' || head === 'd0cf11e0') return 'xlsx'
    const isUtf16 = head.startsWith('fffe') || head.startsWith('feff')
    if (!isUtf16 && bytes.subarray(0, 4096).includes(0)) throw new Refusal('import.not_a_table', {}, 415)
    return 'csv'
  }
  throw new Refusal('import.no_lines', {}, 400)
}

/** The lines below the headings, in batches. */
export async function* linesOf(file: Source, from: Pick<Look, 'format' | 'encoding' | 'sheet' | 'headerLine'>): AsyncGenerator<readonly Row<Cell>[]> {
  const batches: AsyncGenerator<readonly Row<Cell>[]> = from.format === 'csv' ? csvRows(file.pieces(), from.encoding ?? 'utf-8') : (await openBook(await file.whole())).rows(from.sheet ?? '')
  for await (const batch of batches) {
    const lines = batch.filter((row) => row.line > from.headerLine)
    if (lines.length > 0) yield lines
  }
}

function withLines(look: Look | undefined): Look {
  if (look === undefined || look.lines === 0) throw new Refusal('import.no_lines', {}, 400)
  return look
}

async function lookThrough(batches: AsyncIterable<readonly Row<Cell>[]>, of: Pick<Look, 'format' | 'encoding' | 'sheets' | 'sheet'>): Promise<Look> {
  const first: Row<Cell>[] = []
  let rows = 0
  for await (const batch of batches) {
    rows += batch.length
    if (rows > lineLimit) throw new Refusal('import.too_many_lines', { most: lineLimit }, 413)
    if (first.length < above + shown) first.push(...batch.slice(0, above + shown - first.length))
  }
  const header = first.slice(0, above).findIndex(isHeader)
  const names = header < 0 ? [] : (first[header]?.cells ?? []).slice(0, columnLimit).map((cell) => clean(cellText(cell).trim().slice(0, nameLimit)))
  const width = Math.min(columnLimit, header < 0 ? Math.max(0, ...first.map((row) => row.cells.length)) : lastNamed(names))
  const mapping = recogniseColumns(names)
  const fieldAt = new Map(Object.entries(mapping).map(([field, column]) => [column, field as ImportField]))
  const columns = Array.from({ length: width }, (_, i) => ({ name: names[i] || letters(i), field: fieldAt.get(i) ?? null }))
  const sample = first.slice(header + 1, header + 1 + shown).map((row) => ({ line: row.line, cells: columns.map((column, i) => masked(cellText(row.cells[i]), column.field)) }))
  return { ...of, headerLine: header < 0 ? 0 : (first[header]?.line ?? 0), columns, lines: rows - header - 1, sample }
}

// A title above the table has one cell; headings are at least two words we know, or the one that must be there.
function isHeader(row: Row<Cell>): boolean {
  const fields = row.cells.flatMap((cell) => (typeof cell === 'string' ? (recogniseHeading(cell) ?? []) : []))
  return fields.length >= 2 || fields.includes('verbatim')
}

function lastNamed(names: readonly string[]): number {
  return names.findLastIndex((name) => name !== '') + 1
}

/** Columns without a heading are called as spreadsheets call them. */
function letters(column: number): string {
  return (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26))
}

const masks: Partial<Record<ImportField, (text: string) => string>> = { name: maskName, phone: maskPhone, email: maskEmail, handle: maskHandle, place: maskAddress, respondentName: maskName }

/** A cell as it is shown: personal fields masked, everything else without numbers of people. */
export function masked(text: string, field: ImportField | null): string {
  const plain = text.replaceAll(/\s+/g, ' ').trim()
  const mask = field === null ? undefined : masks[field]
  return plain === '' ? '' : mask ? mask(plain.slice(0, nameLimit)) : clean(plain.slice(0, 200))
}
