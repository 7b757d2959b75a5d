// Answers pasted from a sheet.
import { expect, test } from 'vitest'
import { readAnswerLines } from './answer-lines.ts'

const words = (code: string): string => ({ true: '属实', not_true: '不属实', other_unit: '需其他网点' })[code] ?? code

test('reads tabs and commas, words and codes, and names the lines it can\'t read', () => {
  expect(readAnswerLines('HY1\t属实\t已找到\nHY2,not_true,不在我处\n\nHY3\t需其他网点\t已转\tW42011\n', words)).toEqual({ wrong: [], lines: [{ number: 'HY1', answer: 'true', text: '已找到' }, { number: 'HY2', answer: 'not_true', text: '不在我处' }, { number: 'HY3', answer: 'other_unit', text: '已转', otherUnitCode: 'W42011' }] })
  expect(readAnswerLines('HY1\t也许\tx\n\t属实\tx\nHY3\t属实\nHY4\t需其他网点\tx', words)).toEqual({ lines: [], wrong: [1, 2, 3, 4] })
})
