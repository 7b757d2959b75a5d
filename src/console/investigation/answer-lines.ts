// Answers pasted from a sheet: one parcel a line, its number, the answer, the words.
import { orderAnswers } from '../../domain/complaints/vocabulary.ts'

type Answer = (typeof orderAnswers)[number]
export type AnswerLine = { readonly number: string; readonly answer: Answer; readonly text: string; readonly otherUnitCode?: string }

/** Reads lines parted by tabs or commas; `wordsOf` gives the words an answer is written with. `wrong` are the numbers of lines that can't be read. */
export function readAnswerLines(pasted: string, wordsOf: (code: Answer) => string): { lines: AnswerLine[]; wrong: number[] } {
  const lines: AnswerLine[] = []
  const wrong: number[] = []
  for (const [i, raw] of pasted.split(/\r?\n/).entries()) {
    if (raw.trim() === '') continue
    const [number = '', said = '', text = '', unit = ''] = raw.split(/\t|,|，/).map((cell) => cell.trim())
    const answer = orderAnswers.find((code) => code === said || wordsOf(code) === said)
    if (number === '' || answer === undefined || text === '' || (answer === 'other_unit' && unit === '')) wrong.push(i + 1)
    else lines.push({ number, answer, text, ...(answer === 'other_unit' ? { otherUnitCode: unit } : {}) })
  }
  return { lines, wrong }
}
