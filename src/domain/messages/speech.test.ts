// What the rules object to, and what they let pass.
import { expect, test } from 'vitest'
import { objectionsTo } from './speech.ts'

const rules = [{ code: 'absolute', severity: 'warn', patterns: ['(?<!不)保证', '一定会'] }, { code: 'personal_number', severity: 'block', patterns: [] }] as const

test.each([
  ['an absolute promise', '我们保证明天送到', [['absolute', 'warn', '保证']]],
  ['its negation', '不保证明天送到', []],
  ['once, however often', '保证，保证，一定会', [['absolute', 'warn', '保证'], ['absolute', 'warn', '一定会']]],
  ['a phone in full, before anything else', '保证让他回您，他的电话 13800001234', [['personal_number', 'block', '13800001234'], ['absolute', 'warn', '保证']]],
  ['an identity number', '收件人身份证110101199003074418', [['personal_number', 'block', '110101199003074418']]],
  ['a waybill is no person', '您的运单 SF1234567890123 今天 18:00 前回复', []],
  ['a masked phone', '尾号 1234，138****1234', []],
])('%s', (_, text, expected) => {
  expect(objectionsTo(text, rules).map((each) => [each.code, each.severity, each.words])).toEqual(expected)
})
