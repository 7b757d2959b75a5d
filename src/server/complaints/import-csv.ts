// Reads comma-separated text as spreadsheets and platforms write it: encoding and separator found out, quotes and line breaks within them kept.
import { setImmediate as breath } from 'node:timers/promises'
import { isBlank } from '../../domain/complaints/import-line.ts'
import { Refusal } from '../../domain/refusal.ts'

/** A record and the line of the file it begins on. */
export type Row<C> = { readonly line: number; readonly cells: readonly C[] }

const slice = 64 * 1024
/** A record as long as this is a quote that is never closed. */
const recordLimit = 1_000_000
const separators = [',', ';', '\t'] as const

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

/** Rows in batches, in order; gives way between slices so that whoever shares the thread is not kept waiting. @throws Refusal `import.broken_quote`. */
export async function* csvRows(pieces: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<readonly Row<string>[]> {
  const decoder = new TextDecoder(encoding)
  let splitter: Splitter | undefined
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += slice) {
      const text = decoder.decode(piece.subarray(at, at + slice), { stream: true })
      splitter ??= createSplitter(separatorOf(text))
      const rows = splitter.push(text)
      if (rows.length > 0) yield rows
      await breath()
    }
  }
  const rest = splitter === undefined ? [] : [...splitter.push(decoder.decode()), ...splitter.end()]
  if (rest.length > 0) yield rest
}

/** How the text is encoded: by its byte order mark, else UTF-8 when it is valid, else the national standard, which holds GBK. */
export async function encodingOf(pieces: AsyncIterable<Uint8Array>): Promise<Encoding> {
  const strict = new TextDecoder('utf-8', { fatal: true })
  let isFirst = true
  try {
    for await (const piece of pieces) {
      if (isFirst && piece[0] === 0xff && piece[1] === 0xfe) return 'utf-16le'
      if (isFirst && piece[0] === 0xfe && piece[1] === 0xff) return 'utf-16be'
      isFirst = false
      strict.decode(piece, { stream: true })
    }
    strict.decode()
    return 'utf-8'
  } catch (error) {
    if (error instanceof TypeError) return 'gb18030'
    throw error
  }
}

/** The separator that parts the first records most often, outside of quotes; `sep=;` says it outright. */
export function separatorOf(text: string): string {
  const said = /^\uFEFF?sep=(.)\r?\n/.exec(text)?.[1]
  if (said !== undefined) return said
  const counts = new Map<string, number>()
  let quoted = false
  let records = 0
  for (const char of text) {
    if (char === '"') quoted = !quoted
    else if (quoted) continue
    else if (char === '\n') { if (++records === 5) break } else if ((separators as readonly string[]).includes(char)) counts.set(char, (counts.get(char) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ','
}

type Splitter = { readonly push: (text: string) => Row<string>[]; readonly end: () => Row<string>[] }

/** Splits text that comes in pieces into records. A quote within an unquoted cell stands for itself. */
export function createSplitter(separator: string): Splitter {
  let cells: string[] = []
  let cell = ''
  let state: 'start' | 'plain' | 'quoted' | 'closing' = 'start'
  let line = 1
  let began = 1
  let length = 0
  let first = true
  const endCell = (): void => { cells.push(cell); cell = ''; state = 'start' }
  const endRow = (rows: Row<string>[]): void => {
    endCell()
    const isSign = first && cells.length <= 2 && (cells[0] ?? '').startsWith('sep=')
    if (!isSign && !isBlank(cells)) rows.push({ line: began, cells })
    first = false
    cells = []
    length = 0
  }
  const push = (text: string): Row<string>[] => {
    const rows: Row<string>[] = []
    for (let i = 0; i < text.length; i++) {
      const char = text[i] ?? ''
      if (char === '\n') line += 1
      if (++length > recordLimit) throw new Refusal('import.broken_quote', { line: began }, 400)
      if (state === 'quoted') {
        if (char !== '"') { const end = plainRun(text, i); cell += text.slice(i, end); line += breaksIn(text, i + 1, end); length += end - i - 1; i = end - 1 } else state = 'closing'
      } else if (char === '"' && state === 'start') state = 'quoted'
      else if (char === '"' && state === 'closing') { cell += '"'; state = 'quoted' } else if (char === separator) endCell()
      else if (char === '\n') { endRow(rows); began = line } else if (char !== '\r' || (text[i + 1] !== undefined && text[i + 1] !== '\n')) { cell += char; if (state !== 'closing') state = 'plain' }
    }
    return rows
  }
  return {
    push,
    end: () => {
      if (state === 'quoted') throw new Refusal('import.broken_quote', { line: began }, 400)
      const rows: Row<string>[] = []
      if (cell !== '' || cells.length > 0) endRow(rows)
      return rows
    },
  }
}

// Within quotes everything up to the next quote belongs to the cell: taken in one piece.
function plainRun(text: string, from: number): number {
  const quote = text.indexOf('"', from)
  return quote < 0 ? text.length : quote
}

function breaksIn(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
