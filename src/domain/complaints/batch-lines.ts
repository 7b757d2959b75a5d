// The lines of a merchant's batch case: which column says what, which numbers can't be right and why, which stand twice (OPN-18).
import { checkNumber } from '../waybills/numbers.ts'
import type { NumberRule } from '../waybills/numbers.ts'
import type { Cell } from './import-cells.ts'
import { cellText } from './import-cells.ts'
import { recogniseColumns } from './import-columns.ts'
import type { ImportField } from './import-columns.ts'
import { isBlank, readLine } from './import-line.ts'
import type { ImportVocabulary, Mapping } from './import-line.ts'

export type Row = { readonly line: number; readonly cells: readonly Cell[] }
export type Problem = { readonly code: string; readonly params: Readonly<Record<string, string | number>> }
/** `number` as it is compared; `input` what the line says of its own, in the shape of a complaint. */
export type ReadBatchLine = { readonly line: number; readonly typed: string; readonly number: string; readonly input: Readonly<Record<string, unknown>>; readonly problems: readonly Problem[]; readonly sameAs: number | null }

/** What a line of a batch may say itself; who complains and how they came is the same for all. */
const fields: readonly ImportField[] = ['waybillNo', 'verbatim', 'reason', 'demandAmount', 'demandKinds', 'occurredAt', 'summary']
/** Without headings: the number, what happened, how much. */
const bare: Mapping = { waybillNo: 0, verbatim: 1, demandAmount: 2 }

/** Reads pasted rows. The first one is the headings when it names the column of the numbers. */
export function readBatchLines(rows: readonly Row[], vocabulary: ImportVocabulary, rules: readonly NumberRule[]): readonly ReadBatchLine[] {
  const [head, ...rest] = rows
  if (!head) return []
  const named = recogniseColumns(head.cells.map((cell) => cellText(cell)))
  const hasHead = named.waybillNo !== undefined
  const mapping: Mapping = hasHead ? Object.fromEntries(Object.entries(named).filter(([field]) => (fields as readonly string[]).includes(field))) : bare
  const width = hasHead ? head.cells.length : Math.max(...rows.map((row) => row.cells.length))
  const first = new Map<string, number>()
  return (hasHead ? rest : rows).filter((row) => !isBlank(row.cells)).map((row) => {
    const { input, problems } = readLine(row.cells, width, mapping, {}, vocabulary)
    const { items, ...more } = input
    const numbers = (items as { number: string }[] | undefined) ?? []
    const typed = numbers[0]?.number ?? ''
    const { number, wrong } = judgeNumber(typed, rules)
    const sameAs = wrong === null ? first.get(number) ?? null : null
    if (wrong === null && sameAs === null) first.set(number, row.line)
    const told: Problem[] = problems.map(({ code, params }) => ({ code, params }))
    // digits lost in a spreadsheet say more than that no number is there
    if (wrong !== null && !told.some((p) => p.code === 'import.digits_lost')) told.unshift(wrong)
    if (numbers.length > 1) told.push({ code: 'batch_line.several_numbers', params: { count: numbers.length } })
    return { line: row.line, typed, number, input: more, problems: told, sameAs }
  })
}

/** Why a number can't be one, with what was probably meant; a format nobody knows may still be right. */
function judgeNumber(typed: string, rules: readonly NumberRule[]): { number: string; wrong: Problem | null } {
  const { normalised, hints, s10, suggestion, candidates } = checkNumber(typed, rules)
  const no = (code: string, params: Problem['params'] = {}): { number: string; wrong: Problem } => ({ number: normalised, wrong: { code: `batch_line.${code}`, params } })
  if (hints.includes('empty')) return no('no_number')
  if (hints.includes('too_short')) return no('too_short', { length: normalised.length })
  if (hints.includes('too_long')) return no('too_long')
  if (hints.includes('s10_check_digit')) return no('check_digit', { expected: s10?.expected ?? 0 })
  if (hints.includes('check_digit')) return no('check_digit_wrong')
  if (hints.includes('letters_confused')) return no('letters', { suggestion: suggestion ?? '' })
  if (hints.includes('looks_like_phone') && candidates.every((c) => c.strength === 'weak')) return no('phone')
  return { number: normalised, wrong: null }
}
