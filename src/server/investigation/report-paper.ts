// Draws a told report as PDF on A4: Chinese text with the glyphs it needs embedded, figures as lines, page numbers; no browser takes part.
import { fileURLToPath } from 'node:url'
import PdfKit from 'pdfkit'
import type { Figure, FigureTone } from '../../contract/custody-figure.ts'
import type { ReportBlock, ToldReport } from '../../contract/report-text.ts'

type Doc = InstanceType<typeof PdfKit>
type Table = Extract<ReportBlock, { kind: 'table' }>

const margin = 48
const size = { title: 20, part: 13, text: 10, small: 8.5 } as const
const tones: Record<FigureTone | 'paper', string> = { ink: '#1B1F24', quiet: '#57606A', line: '#D5DAE0', good: '#2B7A4B', soon: '#8A5A00', overdue: '#C0392B', info: '#2B6CB0', paper: '#FFFFFF' }
// the package names only its module; its fonts lie beside it
const fontFile = (weight: 'Regular' | 'Medium'): string => fileURLToPath(new URL(`../fonts/NotoSansHans-${weight}.otf`, import.meta.resolve('@embedpdf/fonts-sc')))

/** The bytes of the paper. `pageWords` says "page 2 of 5" in the paper's language. */
export function drawReport(told: ToldReport, about: { readonly author: string; readonly madeAt: Date; readonly pageWords: (n: number, all: number) => string }): Promise<Buffer> {
  const doc = new PdfKit({ size: 'A4', margins: { top: margin, bottom: margin + 18, left: margin, right: margin }, bufferPages: true, info: { Title: `${told.title} ${told.subject}`, Author: about.author, CreationDate: about.madeAt } })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const done = new Promise<Buffer>((resolve, reject) => { doc.on('end', () => resolve(Buffer.concat(chunks))); doc.on('error', reject) })
  doc.registerFont('text', fontFile('Regular'))
  doc.registerFont('strong', fontFile('Medium'))
  head(doc, told)
  for (const part of told.parts) {
    room(doc, 60)
    doc.moveDown(0.8).font('strong').fontSize(size.part).fillColor(tones.ink).text(part.title, margin, doc.y, { width: widthOf(doc) }).moveDown(0.3)
    for (const block of part.blocks) draw(doc, block)
  }
  numberPages(doc, about.pageWords, told.foot)
  doc.end()
  return done
}

function widthOf(doc: Doc): number {
  return doc.page.width - 2 * margin
}

/** Begins a new page when less than this is left. */
function room(doc: Doc, needed: number): void {
  if (doc.y + needed > doc.page.height - doc.page.margins.bottom) doc.addPage()
}

function head(doc: Doc, told: ToldReport): void {
  doc.font('strong').fontSize(size.title).fillColor(tones.ink).text(told.title, { characterSpacing: 2 })
  doc.font('text').fontSize(11).text(told.subject).moveDown(0.2)
  doc.fontSize(size.small).fillColor(tones.quiet).text(told.notes.join('　'))
  const y = doc.y + 6
  doc.moveTo(margin, y).lineTo(margin + widthOf(doc), y).lineWidth(1.4).strokeColor(tones.ink).stroke()
  doc.y = y + 4
}

function draw(doc: Doc, block: ReportBlock): void {
  doc.x = margin
  if (block.kind === 'text') doc.font('text').fontSize(size.text).fillColor(block.quiet ? tones.quiet : tones.ink).text(block.text, margin, doc.y, { width: widthOf(doc), lineGap: 2 }).moveDown(0.3)
  else if (block.kind === 'list') for (const item of block.items) doc.font('text').fontSize(size.text).fillColor(tones.ink).text(`· ${item}`, margin, doc.y, { width: widthOf(doc), lineGap: 2 })
  else if (block.kind === 'facts') for (const [name, text] of block.rows) fact(doc, name, text)
  else if (block.kind === 'table') table(doc, block)
  else figure(doc, block.caption, block.legend, block.figure)
}

function fact(doc: Doc, name: string, text: string): void {
  const [label, rest] = [92, widthOf(doc) - 92]
  doc.font('text').fontSize(size.text)
  room(doc, Math.min(120, doc.heightOfString(text, { width: rest, lineGap: 2 })))
  const y = doc.y
  doc.fillColor(tones.quiet).text(name, margin, y, { width: label - 8 })
  doc.fillColor(tones.ink).text(text, margin + label, y, { width: rest, lineGap: 2 })
  doc.x = margin
}

function table(doc: Doc, block: Table): void {
  if (block.caption !== undefined) { room(doc, 60); doc.moveDown(0.4).font('text').fontSize(size.small).fillColor(tones.quiet).text(block.caption, margin, doc.y, { width: widthOf(doc) }).moveDown(0.2) }
  const whole = block.widths.reduce((a, b) => a + b, 0)
  const columns = block.widths.map((w) => (w / whole) * widthOf(doc))
  tableRow(doc, block.head, columns, true)
  for (const row of block.rows) {
    // the head stands on every page the table reaches
    if (!fits(doc, row, columns)) { doc.addPage(); tableRow(doc, block.head, columns, true) }
    tableRow(doc, row, columns, false)
  }
  doc.x = margin
  doc.moveDown(0.5)
}

function heightOf(doc: Doc, row: readonly string[], columns: readonly number[]): number {
  doc.font('text').fontSize(size.small)
  return Math.max(...row.map((cell, i) => doc.heightOfString(cell === '' ? ' ' : cell, { width: (columns[i] ?? 40) - 8, lineGap: 1 }))) + 7
}

function fits(doc: Doc, row: readonly string[], columns: readonly number[]): boolean {
  const height = heightOf(doc, row, columns)
  const full = doc.page.height - doc.page.margins.top - doc.page.margins.bottom
  return height > full - 40 || doc.y + height <= doc.page.height - doc.page.margins.bottom
}

function tableRow(doc: Doc, row: readonly string[], columns: readonly number[], isHead: boolean): void {
  const height = heightOf(doc, row, columns)
  const y = doc.y
  if (isHead) doc.rect(margin, y, widthOf(doc), height).fill('#F1F3F5')
  let x = margin
  row.forEach((cell, i) => {
    const width = columns[i] ?? 40
    doc.font(isHead ? 'strong' : 'text').fontSize(size.small).fillColor(isHead ? tones.quiet : tones.ink).text(cell, x + 4, y + 3, { width: width - 8, lineGap: 1 })
    x += width
  })
  doc.moveTo(margin, y + height).lineTo(margin + widthOf(doc), y + height).lineWidth(0.5).strokeColor(tones.line).stroke()
  doc.x = margin
  doc.y = y + height
}

function figure(doc: Doc, caption: string, legend: string, f: Figure): void {
  const scale = widthOf(doc) / f.width
  room(doc, f.height * scale + 50)
  doc.moveDown(0.4)
  const y = doc.y
  doc.save().translate(margin, y).scale(scale)
  for (const l of f.lines) { doc.lineWidth(l.tone === 'line' ? 0.6 : 1.4).strokeColor(tones[l.tone]); if (l.dashed) doc.dash(3, { space: 2 }); doc.moveTo(l.x1, l.y1).lineTo(l.x2, l.y2).stroke().undash() }
  for (const r of f.rects) {
    if (r.look === 'dashed') { doc.lineWidth(0.8).strokeColor(tones[r.tone]).dash(2, { space: 1.5 }).rect(r.x, r.y, r.w, r.h).stroke().undash(); continue }
    doc.rect(r.x, r.y, r.w, r.h).fillOpacity(r.look === 'hatched' ? 0.35 : 0.8).fill(tones[r.tone]).fillOpacity(1)
    if (r.look !== 'hatched') continue
    doc.save().rect(r.x, r.y, r.w, r.h).clip().lineWidth(0.9).strokeColor(tones[r.tone])
    for (let x = r.x - r.h; x < r.x + r.w; x += 5) doc.moveTo(x, r.y + r.h).lineTo(x + r.h, r.y).stroke()
    doc.restore()
  }
  for (const t of f.texts) {
    doc.font('text').fontSize(t.size).fillColor(tones[t.tone])
    const w = doc.widthOfString(t.text)
    doc.text(t.text, t.anchor === 'start' ? t.x : t.anchor === 'end' ? t.x - w : t.x - w / 2, t.y - t.size, { lineBreak: false })
  }
  doc.restore()
  doc.x = margin
  doc.y = y + f.height * scale + 4
  doc.font('text').fontSize(size.small).fillColor(tones.quiet).text(`${caption}。${legend}`, margin, doc.y, { width: widthOf(doc) })
}

function numberPages(doc: Doc, pageWords: (n: number, all: number) => string, foot: string | null): void {
  const { start, count } = doc.bufferedPageRange()
  for (let i = start; i < start + count; i++) {
    doc.switchToPage(i)
    const y = doc.page.height - margin
    // below the bottom margin: without this a foot would begin a new page
    doc.page.margins.bottom = 0
    doc.font('text').fontSize(7.5).fillColor(tones.quiet)
    if (foot !== null) doc.text(foot, margin, y, { width: widthOf(doc) - 90, lineBreak: false })
    doc.text(pageWords(i - start + 1, count), margin, y, { width: widthOf(doc), align: 'right', lineBreak: false })
  }
}
