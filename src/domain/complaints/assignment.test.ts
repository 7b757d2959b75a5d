// To whom a case goes, which is the next, and the three lines of a hand-over.
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { chooseWorker, lacks, ruleFits } from './assignment.ts'
import type { AssignmentRule, CaseTraits, Worker } from './assignment.ts'
import { rankNext } from './next-case.ts'
import type { NextCandidate } from './next-case.ts'
import { threeLines } from './three-lines.ts'
import type { LinesFacts } from './three-lines.ts'

const skills = { languages: ['zh'], reasons: [], channels: [], keyCustomers: false, regulator: false }
const traits = (change: Partial<CaseTraits> = {}): CaseTraits => ({ id: 'c', reason: 'damage.outer', priority: 'p3', channel: 'phone', kind: 'complaint', language: null, units: ['p42', 'w1'], keyCustomer: false, regulator: false, barredIds: [], ...change })
const worker = (id: string, change: Partial<Worker> = {}): Worker => ({ id, name: id, skills, open: 0, capacity: 10, unitIds: ['c02'], roleCodes: ['agent'], ...change })
const rule = (name: string, when: Partial<AssignmentRule['when']> = {}, to: Partial<AssignmentRule['to']> = {}, enabled = true): AssignmentRule => ({
  name, enabled, when: { reasons: [], priorities: [], channels: [], languages: [], kinds: [], units: [], keyCustomer: false, regulator: false, ...when }, to: { people: [], unitId: null, roleCode: null, skilled: true, ...to },
})

describe('whether a rule fits', () => {
  test.each([
    ['one without conditions', {}, {}, true], ['a family holds its leaves', { reasons: ['damage'] }, {}, true], ['a leaf does not hold the family', { reasons: ['damage.outer'] }, { reason: 'damage' }, false], ['no family by its letters', { reasons: ['dam'] }, {}, false],
    ['a unit above the parcel\'s', { units: ['p42'] }, {}, true], ['another province', { units: ['p43'] }, {}, false], ['asks for a language', { languages: ['yue'] }, {}, false], ['has it', { languages: ['yue'] }, { language: 'yue' }, true],
    ['key customers', { keyCustomer: true }, {}, false], ['the regulator', { regulator: true }, { regulator: true }, true], ['priority and channel', { priorities: ['p1', 'p3'], channels: ['phone'] }, {}, true], ['kind', { kinds: ['trace'] }, {}, false], ['a case without reason', { reasons: ['damage'] }, { reason: null }, false],
  ] as const)('%s', (_name, when, change, expected) => {
    expect(ruleFits(rule('r', when as Partial<AssignmentRule['when']>), traits(change))).toBe(expected)
  })
})

describe('who gets it', () => {
  test('who carries least for their capacity', () => {
    const choice = chooseWorker([rule('all')], traits(), [worker('a', { open: 5, capacity: 10 }), worker('b', { open: 6, capacity: 40 }), worker('c', { open: 10, capacity: 10 })])
    expect([choice.worker?.id, choice.rule, choice.because.map((b) => b.code)]).toEqual(['b', 'all', ['rule', 'load']])
  })

  test('a rule that fits but has nobody passes on to the next; then the pool, saying why', () => {
    const rules = [rule('广东', { languages: ['yue'] }, { unitId: 'c01' }), rule('all', {}, { skilled: false })]
    expect(chooseWorker(rules, traits({ language: 'yue' }), [worker('a')]).rule).toBe('all')
    expect(chooseWorker(rules.slice(0, 1), traits({ language: 'yue' }), [worker('a')])).toEqual({ rule: '广东', worker: null, because: [{ code: 'nobody', params: { rule: '广东' } }] })
    expect(chooseWorker([], traits(), [worker('a')]).because[0]?.code).toBe('no_rule')
  })

  test('a rule switched off, a barred person, a full one, one without the skill get nothing', () => {
    expect(chooseWorker([rule('off', {}, {}, false)], traits(), [worker('a')]).worker).toBe(null)
    expect(chooseWorker([rule('all')], traits({ barredIds: ['a'] }), [worker('a')]).worker).toBe(null)
    expect(chooseWorker([rule('all')], traits(), [worker('a', { capacity: 0 })]).worker).toBe(null)
    expect(chooseWorker([rule('all')], traits({ regulator: true }), [worker('a')]).worker).toBe(null)
  })

  test('nobody beyond their capacity, nobody unskilled, and the same answer whatever the order of people', () => {
    const people = fc.array(fc.record({ open: fc.nat(12), capacity: fc.nat(12), yue: fc.boolean(), regulator: fc.boolean() }), { maxLength: 8 })
    fc.assert(fc.property(people, fc.boolean(), fc.boolean(), (some, yue, regulator) => {
      const workers = some.map((s, i) => worker(`w${i}`, { open: s.open, capacity: s.capacity, skills: { ...skills, languages: s.yue ? ['zh', 'yue'] : ['zh'], regulator: s.regulator } }))
      const c = traits({ language: yue ? 'yue' : null, regulator })
      const { worker: chosen } = chooseWorker([rule('all')], c, workers)
      expect(chooseWorker([rule('all')], c, workers.toReversed()).worker?.id).toBe(chosen?.id)
      const fit = workers.filter((w) => w.open < w.capacity && lacks(w.skills, c).length === 0)
      expect(chosen === null).toBe(fit.length === 0)
      if (chosen) expect(Math.min(...fit.map((w) => w.open / w.capacity))).toBe(chosen.open / chosen.capacity)
    }))
  })
})

describe('which case is the next', () => {
  const now = 1_800_000_000_000
  const candidate = (id: string, change: Partial<NextCandidate> = {}): NextCandidate => ({ ...traits({ id }), dueAt: now + 20 * 3_600_000, dueKind: 'first_contact', watchDueAt: null, isOwn: false, isChased: false, ...change })
  const first = (some: NextCandidate[], s = skills) => rankNext(some, { skills: s, regionIds: ['p42'] }, now)[0]

  test.each([
    ['overdue before soon', { dueAt: now - 60_000 }, { dueAt: now + 60_000 }], ['soon before later', { dueAt: now + 1_800_000 }, { dueAt: now + 40 * 3_600_000 }], ['p1 before p3 of the same hour', { priority: 'p1' }, {}], ['the statutory limit near', { watchDueAt: now + 3_600_000 }, {}],
    ['an own one before another', { isOwn: true }, {}], ['a customer who asked again', { isChased: true }, {}], ['the own region', { units: ['p42'] }, { units: ['p11'] }], ['one whose language one speaks', {}, { language: 'yue', dueAt: now - 3_600_000 }],
  ] as const)('%s', (_name, better, worse) => {
    expect(first([candidate('worse', worse as Partial<NextCandidate>), candidate('better', better as Partial<NextCandidate>)])?.id).toBe('better')
  })

  test('a language one lacks comes last but comes; who has it is told so', () => {
    expect(first([candidate('only', { language: 'yue' })])?.id).toBe('only')
    expect(first([candidate('only', { language: 'yue' })], { ...skills, languages: ['zh', 'yue'] })?.because.map((b) => b.code)).toContain('language')
  })
})

describe('the three lines', () => {
  const nothing: LinesFacts = { keyword: '破损', summary: null, receivedAt: '2026-11-22T01:00:00.000Z', channel: 'phone', finding: null, contact: null, promises: [], offer: null, decision: null, demand: null }

  test('a case of which only the intake is known says so in all three, with its source', () => {
    const lines = threeLines(nothing)
    expect([lines.happened, lines.promised, lines.wants].map((line) => line.map((c) => [c.code, c.source.code]))).toEqual([[['happened', 'intake']], [['nothing_promised', 'record']], [['wants_unknown', 'intake']]])
  })

  test('every clause names the line of the record it stands on', () => {
    const lines = threeLines({
      ...nothing, summary: '两只杯子碎了', finding: { facts: '外箱受压', liability: 'liable', at: 'a', by: '宋远' }, contact: { summary: '已致歉', outcome: 'reached', at: 'b', by: '周小雨' }, promises: [{ text: '回电', dueAt: 'd', madeAt: 'c' }],
      offer: { text: '赔偿', amountMinor: 12_000, state: 'countered', at: 'e', answer: '要 150' }, demand: { kinds: ['compensation'], amountMinor: 15_000, text: null },
    })
    expect(lines.happened.map((c) => c.source)).toEqual([{ code: 'intake', params: { at: nothing.receivedAt, channel: 'phone' } }, { code: 'finding', params: { at: 'a', by: '宋远' } }, { code: 'contact', params: { at: 'b', by: '周小雨' } }])
    expect(lines.promised.map((c) => [c.code, c.source.params['at']])).toEqual([['promised', 'c'], ['offered', 'e']])
    expect(lines.wants.map((c) => c.code)).toEqual(['wants', 'answered'])
  })
})
