// Where a unit may be put, and what its branch stores then.
import { expect, test } from 'vitest'
import { ancestorsOfBranch, whyNotMove } from './scope.ts'
import type { UnitKind } from './unit-kinds.ts'

const unit = (id: string, kind: UnitKind, parentId: string | null) => ({ id, kind, parentId })
const parent = (id: string, kind: UnitKind, status = 'active') => ({ id, kind, status })

test.each<[string, ReturnType<typeof unit>, ReturnType<typeof parent>, string[], string | undefined]>([
  ['an outlet to another hub', unit('w', 'outlet', 'h1'), parent('h2', 'hub'), ['w'], undefined],
  ['an outlet straight to a province', unit('w', 'outlet', 'h1'), parent('p', 'province'), ['w'], undefined],
  ['a hub to where it is', unit('h', 'hub', 'p1'), parent('p1', 'province'), ['h'], 'identity.unit_already_there'],
  ['a hub under its own outlet', unit('h', 'hub', 'p1'), parent('w', 'outlet'), ['h', 'w'], 'identity.unit_cycle'],
  ['a unit under itself', unit('h', 'hub', 'p1'), parent('h', 'hub'), ['h'], 'identity.unit_cycle'],
  ['a province under an outlet', unit('p', 'province', 'hq'), parent('w', 'outlet'), ['p'], 'identity.unit_misplaced'],
  ['a headquarters anywhere', unit('hq', 'headquarters', null), parent('hq2', 'headquarters'), ['hq'], 'identity.unit_misplaced'],
  ['an outlet to a closed hub', unit('w', 'outlet', 'h1'), parent('h2', 'hub', 'closed'), ['w'], 'identity.unit_closed'],
])('%s', (_name, moved, to, below, code) => {
  expect(whyNotMove(moved, to, new Set(below))?.code).toBe(code)
})

test('a hub takes its outlets and stations along; what each is itself stays', () => {
  const moved = ancestorsOfBranch([unit('h', 'hub', 'p2'), unit('w', 'outlet', 'h'), unit('z', 'station', 'w'), unit('z2', 'station', 'h')], { provinceId: 'p2', hubId: null, outletId: null })
  expect(Object.fromEntries(moved)).toEqual({
    h: { provinceId: 'p2', hubId: 'h', outletId: null }, w: { provinceId: 'p2', hubId: 'h', outletId: 'w' }, z: { provinceId: 'p2', hubId: 'h', outletId: 'w' }, z2: { provinceId: 'p2', hubId: 'h', outletId: null },
  })
})
