// What one cell of an imported file says: spreadsheets turn numbers, dates and texts into one another, and what they lost is refused, not guessed.

/** A cell as read: text, a number (with the least digits its format shows), a serial day of a date format, or an error value. */
export type Cell = string | { readonly number: number; readonly digits: number } | { readonly serial: number } | { readonly error: string }
/** What a cell says as a value of its field, or the code of why it can't be taken. */
export type Taken<T> = { readonly value: T } | { readonly no: string }

const dayMs = 86_400_000
/** Serial day 0 of spreadsheets; days before March 1900 are off by one there and of no use here. */
const serialZero = Date.UTC(1899, 11, 30)
const shanghai = 8 * 3_600_000
/** Marks that begin a formula in spreadsheets, ASCII and full width. */
const formulaStart = /^[=+\-@\t\r\0＝＋－＠]/

/** The text of a cell as a person reads it. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return ''
  if (typeof cell === 'string') return bare(cell)
  if ('error' in cell) return cell.error
  if ('serial' in cell) return serialText(cell.serial)
  return Number.isInteger(cell.number) && Math.abs(cell.number) < 1e21 ? String(BigInt(cell.number)).padStart(cell.digits, '0') : String(cell.number)
}

/** Words a person wrote: what was put around them against formulas is taken off again. */
export function readWords(cell: Cell | undefined): Taken<string> {
  if (typeof cell === 'object' && 'error' in cell) return { no: 'import.cell_error' }
  const text = cellText(cell).trim()
  return text.includes('\uFFFD') ? { no: 'import.undecodable' } : { value: text }
}

/** A number that names something: waybill, order, phone. Digits that the spreadsheet rounded away can't be known again. */
export function readNumber(cell: Cell | undefined): Taken<string> {
  const words = readWords(cell)
  if ('no' in words) return words
  const text = words.value.normalize('NFKC').replace(/^'/, '').trim()
  const isRounded = typeof cell === 'object' && 'number' in cell && (!Number.isInteger(cell.number) || Math.abs(cell.number) >= 1e15)
  return isRounded || /^\d(?:\.\d+)?e\+?\d+$/i.test(text) ? { no: 'import.digits_lost' } : { value: text.replace(/\.0$/, '') }
}

/** Money in yuan as minor units. */
export function readAmount(cell: Cell | undefined): Taken<number | undefined> {
  const words = readWords(cell)
  if ('no' in words) return words
  const text = words.value.normalize('NFKC').replaceAll(/[,\s¥元圆整]|rmb|cny/gi, '')
  if (text === '') return { value: undefined }
  return /^\d{1,9}(\.\d{1,2})?$/.test(text) ? { value: Math.round(Number(text) * 100) } : { no: 'import.bad_amount' }
}

/** An instant as ISO 8601 with offset; what has none is Shanghai time. A date alone is its beginning. */
export function readInstant(cell: Cell | undefined): Taken<string | undefined> {
  if (typeof cell === 'object' && ('serial' in cell || 'number' in cell)) {
    const serial = 'serial' in cell ? cell.serial : cell.number
    return serial >= 36_526 && serial < 73_051 ? { value: isoOf(serialZero + Math.round(serial * 86_400) * 1000 - shanghai) } : { no: 'import.bad_date' }
  }
  const words = readWords(cell)
  if ('no' in words) return words
  const text = words.value.normalize('NFKC')
  if (text === '') return { value: undefined }
  if (/^\d{5}(\.\d+)?$/.test(text)) return { no: 'import.serial_date' }
  const m = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]*(\d{1,2})\s*[:时點点]\s*(\d{1,2})\s*分?(?:[:]?\s*(\d{1,2})(?:\.\d+)?\s*秒?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(text) ?? /^(\d{4})(\d{2})(\d{2})(?:\s?(\d{2}):?(\d{2}):?(\d{2})?)?$/.exec(text)
  if (!m) return { no: 'import.bad_date' }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = m.slice(1, 7).map((part) => Number(part ?? 0))
  const at = Date.UTC(year, month - 1, day, hour, minute, second)
  const back = new Date(at)
  if (hour > 23 || minute > 59 || second > 59 || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return { no: 'import.bad_date' }
  return { value: isoOf(at - offsetOf(m[7])) }
}

/** A day as YYYY-MM-DD in Shanghai. */
export function readDay(cell: Cell | undefined): Taken<string | undefined> {
  const instant = readInstant(cell)
  return 'no' in instant || instant.value === undefined ? instant : { value: isoOf(Date.parse(instant.value) + shanghai).slice(0, 10) }
}

/** Text as it may stand in a file that spreadsheets open: nothing in it begins a formula. `readWords` takes the mark off again. */
export function safeCell(text: string): string {
  return formulaStart.test(text) ? `'${text}` : text
}

// Exports write ="0012" or a tab before numbers, people an apostrophe, our own error file one before formula signs.
function bare(text: string): string {
  const quoted = /^="([^"]*)"$/.exec(text.trim())
  if (quoted) return quoted[1] ?? ''
  return text.startsWith("'") && formulaStart.test(text.slice(1)) ? text.slice(1) : text
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined) return shanghai
  if (/^z$/i.test(zone)) return 0
  return (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000
}

function serialText(serial: number): string {
  const iso = isoOf(serialZero + Math.round(serial * 86_400) * 1000)
  return serial % 1 === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}

const isoOf = (at: number): string => (at > -dayMs * 30_000 && at < dayMs * 100_000 ? new Date(at).toISOString() : '')
