// Templates as data: what forbids one, which guards it adds to the lifecycle, whose choice counts.
import { describe, expect, test } from 'vitest'
import { chooseTemplate } from './process-choice.ts'
import { checkProcesses, guardsOf } from './process-template.ts'
import type { Milestone, ProcessPolicy, ProcessStep } from './process-template.ts'

const words = { 'zh-CN': '步', 'zh-TW': '步', en: 'step' }
const step = (code: string, maps: readonly Milestone[], more: Partial<ProcessStep> = {}): ProcessStep => ({ code, words, role: 'agent', maps, doneBy: maps.slice(-1), required: true, source: 's', ...more })
const life = [step('take', ['received', 'accepted']), step('find', ['investigated']), step('solve', ['planned', 'approved', 'decided']), step('do', ['executed', 'confirmed'])]
const policyOf = (steps: readonly ProcessStep[], more: Partial<ProcessPolicy> = {}): ProcessPolicy => ({ version: 1, validFrom: '2026-01-01', sources: { s: 'somewhere' }, default: 'one', choices: [], templates: { one: { words, source: 's', steps } }, ...more })
const frame = { roles: ['agent'], clockKinds: ['decision'] }
const problemsOf = (steps: readonly ProcessStep[], more?: Partial<ProcessPolicy>): string[] => checkProcesses(policyOf(steps, more), frame).map((p) => `${p.code} ${p.at}`)

describe('what forbids a template', () => {
  const at = (i: number): string => `templates.one.steps[${i}]`
  test('a sound one has no problem', () => expect(problemsOf(life)).toEqual([]))
  test.each<[string, readonly ProcessStep[], string[]]>([
    ['no steps', [], ['no_steps templates.one', ...['received', 'accepted', 'investigated', 'planned', 'decided', 'executed', 'confirmed'].map((m) => `milestone_missing_${m} templates.one`)]],
    ['a milestone of every life that stands nowhere', life.slice(0, 3), ['milestone_missing_executed templates.one', 'milestone_missing_confirmed templates.one']],
    ['a step without a milestone', [...life, step('none', [], { doneBy: [] })], [`milestone_none ${at(4)}`, `done_elsewhere ${at(4)}`]],
    ['a milestone in two steps', [...life, step('again', ['executed'])], [`milestone_twice ${at(4)}`, `order_impossible ${at(4)}`]],
    ['telling after carrying out', [life[0], life[1], step('plan', ['planned', 'approved']), life[3], step('tell', ['decided'])].filter((s) => s !== undefined), [`order_impossible ${at(4)}`]],
    ['done by what is not its own', [...life, step('back', ['called_back'], { doneBy: ['closed'] })], [`done_elsewhere ${at(4)}`]],
    ['a callback demanded before the decision', [...life.slice(0, 2), step('solve', ['planned', 'approved', 'decided']), life[3], step('back', ['called_back'], { before: 'decision' })].filter((s) => s !== undefined), [`step_impossible ${at(4)}`]],
    ['an optional step that holds back', [...life, step('back', ['called_back'], { required: false, before: 'closing' })], [`held_by_optional ${at(4)}`]],
    ['an unknown role, clock and source', [step('take', ['received', 'accepted'], { role: 'king', limit: { clock: 'moon' }, source: 'x' }), ...life.slice(1)], [`role_unknown ${at(0)}`, `source_unknown ${at(0)}`, `clock_unknown ${at(0)}`]],
    ['a limit from a later milestone', [step('take', ['received', 'accepted'], { limit: { budget: { value: 1, unit: 'workday' }, from: 'decided' } }), ...life.slice(1)], [`limit_from_later ${at(0)}`]],
    ['two steps of one code', [...life, step('take', ['rectified'])], [`step_twice ${at(4)}`]],
  ])('%s', (_, steps, problems) => expect(problemsOf(steps)).toEqual(problems))
  test('a choice of what is not there, or made twice', () => {
    expect(problemsOf(life, { choices: [{ unit: 'P1', template: 'two', source: 's' }, { unit: 'P1', template: 'one', source: 's' }] })).toEqual(['template_unknown choices[0]', 'unit_twice choices[1]'])
  })
})

describe('guards', () => {
  const guards = (...more: ProcessStep[]): unknown => guardsOf({ words, source: 's', steps: [...life, ...more] }).map((g) => [g.step, g.before])
  test('what the lifecycle holds anyway needs none', () => expect(guards()).toEqual([]))
  test('a step past the end of the main line holds back the closing, unless the template says later', () => {
    expect(guards(step('back', ['called_back']))).toEqual([['back', ['closing', 'archiving']]])
    expect(guards(step('back', ['called_back'], { before: 'archiving' }))).toEqual([['back', ['archiving']]])
    expect(guards(step('back', ['called_back'], { required: false }))).toEqual([])
  })
  test('a step between others holds back the first act that leads past it', () => {
    const between = { words, source: 's', steps: [...life.slice(0, 2), step('order', ['ordered']), ...life.slice(2)] }
    expect(guardsOf(between).map((g) => g.before[0])).toEqual(['plan'])
  })
})

describe('whose choice counts', () => {
  const policy = { default: 'canonical', choices: [{ unit: 'HQ', template: 'six', source: 's' }, { unit: 'P1', template: 'dhl', source: 's' }, { unit: 'O2', template: 'eight', source: 's' }] }
  const chain = (role: string, ...codes: string[]) => codes.map((code, steps) => ({ role, code, steps }))
  test.each([
    ['nobody near chose: the top', chain('destination', 'O9', 'P9', 'HQ'), 'six'], ['the province above', chain('destination', 'O1', 'P1', 'HQ'), 'dhl'], ['the nearest first', chain('destination', 'O2', 'P1', 'HQ'), 'eight'],
    ['who is complained about before where it arrived', [...chain('destination', 'O2', 'P9', 'HQ'), ...chain('respondent', 'O1', 'P1', 'HQ')], 'dhl'], ['a choice anywhere before the top\'s', [...chain('respondent', 'O9', 'P9', 'HQ'), ...chain('origin', 'O1', 'P1', 'HQ')], 'dhl'], ['no unit at all', [], 'canonical'],
  ] as const)('%s', (_, units, template) => expect(chooseTemplate(policy, units)).toBe(template))
})
