// Files that go out: the lines that could not be filed with their reasons, and the empty template; safe to open in a spreadsheet, whose numbers stay text.
import { PassThrough } from 'node:stream'
import yazl from 'yazl'
import type { Words } from '../../contract/words.ts'
import type { importErrorFile, lineProblem } from '../../contract/imports.ts'
import type { QueryOf } from '../../contract/endpoint.ts'
import type { z } from 'zod'
import { safeCell } from '../../domain/complaints/import-cells.ts'
import type { ImportField } from '../../domain/complaints/import-columns.ts'
import type { Ctx, Exchange } from '../platform/context.ts'
import { wordsOf } from '../platform/locales.ts'
import type { Deps } from './deps.ts'
import { rejectedLines } from './imports.ts'

type Table = readonly (readonly string[])[]
type Query = QueryOf<typeof importErrorFile>
const templateFields: readonly ImportField[] = ['verbatim', 'channel', 'reason', 'name', 'phone', 'role', 'waybillNo', 'orderNo', 'demandKinds', 'demandAmount', 'demandText', 'occurredAt', 'reportedAt', 'reportedProof', 'acceptedOn', 'place', 'sourceDetail', 'anonymous']

/** Sends the rejected lines of a run, each with its line and the sentences of what is wrong. */
export async function sendErrorFile(deps: Deps, ctx: Ctx, id: string, query: Query, exchange: Exchange): Promise<unknown> {
  const found = await rejectedLines(deps, ctx, id)
  const t = wordsOf(query.locale)
  const table = [
    [t('codes.importFile.line'), t('codes.importFile.reasons'), ...found.columns],
    ...found.lines.map((each) => [String(each.line), each.problems.map((p) => problemSentence(t, p)).join(t('codes.importFile.semicolon')), ...each.cells]),
  ]
  return send(exchange, query, t('codes.importFile.error_file', { name: found.name.replace(/\.[^.]{1,8}$/, '') }), table)
}

/** Sends the template: headings that are recognised, and one line as an example. */
export function sendTemplate(query: Query, exchange: Exchange): Promise<unknown> {
  const t = wordsOf(query.locale)
  return send(exchange, query, t('codes.importFile.template'), [templateFields.map((field) => t(`codes.importField.${field}`)), templateFields.map((field) => t(`codes.importExample.${field}`))])
}

/** One reason as a sentence: the column it is about and what is wrong there. */
export function problemSentence(t: Words, p: z.output<typeof lineProblem>): string {
  const sentence = t(`errors.${p.code}`, p.params)
  return p.column === null && p.field === null ? sentence : t('codes.importFile.reason', { column: p.column ?? t(`codes.importField.${p.field}`), sentence })
}

async function send({ reply }: Exchange, query: Query, name: string, table: Table): Promise<unknown> {
  reply.header('cache-control', 'no-store').header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.${query.format}`).replaceAll("'", '%27')}`)
  return query.format === 'csv' ? reply.type('text/csv; charset=utf-8').send(csvOf(table)) : reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(await xlsxOf(table))
}

/** As spreadsheets expect it: with byte order mark, CRLF, and no cell that begins a formula. */
export function csvOf(table: Table): Buffer {
  const cell = (text: string): string => { const safe = safeCell(text); return /[",\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe }
  return Buffer.from(`\uFEFF${table.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`)
}

/** A workbook of one sheet whose every cell is text: no number is rounded, no formula runs. */
export async function xlsxOf(table: Table): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  for (const [path, text] of Object.entries({ ...frame, 'xl/worksheets/sheet1.xml': sheetOf(table) })) zip.addBuffer(Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`), path)
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream.pipe(new PassThrough())) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const frame = {
  '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  // style 1 is the text format, so that what is typed into a cell stays text as well
  'xl/styles.xml': `<styleSheet xmlns="${main}"><fonts count="1"><font/></fonts><fills count="2"><fill/><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`,
}

function sheetOf(table: Table): string {
  const rows = table.map((row, i) => `<row r="${i + 1}">${row.map((text) => (text === '' ? '<c s="1"/>' : `<c s="1" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`)).join('')}</row>`)
  return `<worksheet xmlns="${main}"><cols><col min="1" max="${Math.max(1, table[0]?.length ?? 1)}" width="18" style="1" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData></worksheet>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
function escaped(text: string): string {
  return text.slice(0, 32_000).toWellFormed().replaceAll(/[^\P{Cc}\t\n\r]/gu, '').replaceAll(/[&<>]/g, (mark) => entities[mark] ?? mark).replaceAll('\r', '&#13;')
}
