// Warnings appear with the permission that makes a combination dangerous, and only then.
import { expect, test } from 'vitest'
import { shippedRoles } from './permissions.ts'
import { roleWarnings } from './role-warnings.ts'

const codes = (before: string[], after: string[]) => roleWarnings(new Set(before), new Set(after)).map((w) => w.code)

test.each<[string[], string[], string[]]>([
  [['liability:judge'], ['liability:judge', 'audit:read'], ['judge_inspects']],
  [['liability:judge', 'audit:read'], ['liability:judge', 'audit:read', 'self:manage'], []],
  [['complaint:plan'], ['complaint:plan', 'approval:level1'], ['plans_and_approves', 'persons_only']],
  [['approval:level1', 'payment:execute'], ['payment:execute'], []],
  [['self:manage'], ['self:manage', 'queue:read'], []],
])('%j → %j: %j', (before, after, expected) => {
  expect(codes(before, after)).toEqual(expected)
})

test('no shipped role both judges and inspects', () => {
  for (const role of shippedRoles) expect([role.code, codes([], [...role.permissions]).includes('judge_inspects')]).toEqual([role.code, false])
})
