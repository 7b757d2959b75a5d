// The ladders as shipped can be used; what can't be meant is refused, each thing by its name and place.
import { expect, test } from 'vitest'
import { clockKinds } from '../../domain/sla/kinds.ts'
import { dueStep, stepsFor } from '../../domain/sla/ladders.ts'
import { shippedDocument, shippedValue } from '../policy/documents.ts'
import { laddersDocument } from './ladders.ts'

type Step = { code: string; at: unknown; to: string[]; via: string[] }
type Body = { ladders: Record<string, Step[]>; kinds: Record<string, string>; quiet: Record<string, unknown>; warning: { to: string[]; hours: Record<string, number> } }

/** The shipped body with something changed. */
function edited(change: (body: Body) => void): unknown {
  const body = structuredClone(shippedDocument(laddersDocument).body) as unknown as Body
  change(body)
  return { ...body, version: 2, validFrom: '2026-12-01' }
}

test('every kind of clock has a ladder with its due step, and the law’s is told to who answers for it outside', () => {
  const ladders = shippedValue(laddersDocument)
  expect(clockKinds.filter((kind) => stepsFor(ladders, kind).filter((s) => s.code === dueStep).length !== 1)).toEqual([])
  expect(stepsFor(ladders, 'statutory_watch').find((s) => s.code === dueStep)?.to).toContain('role:liaison')
  expect(ladders.quiet).toEqual({ fromMinute: 1260, toMinute: 480, offDays: false })
})

test.each<[string, (body: Body) => void]>([
  ['a kind without a ladder', (b) => { delete b.kinds['promise'] }],
  ['a kind nobody knows', (b) => { b.kinds['birthday'] = 'calm' }],
  ['a step to nobody', (b) => { b.ladders['calm']![0]!.to = [] }],
  ['a recipient nobody knows', (b) => { b.ladders['calm']![0]!.to = ['boss'] }],
  ['a way nobody has', (b) => { b.ladders['calm']![0]!.via = ['pigeon'] }],
  ['an amount of nothing', (b) => { b.ladders['calm']![0]!.at = { before: { value: 0, unit: 'hour' } } }],
  ['an hour that is none', (b) => { b.quiet['from'] = '25:00' }],
  ['a status without hours', (b) => { delete b.warning.hours['planning'] }],
])('malformed: %s', (_name, change) => {
  expect(() => laddersDocument.parse(edited(change))).toThrow(/./)
})

test.each<[string, (body: Body) => void, string, string]>([
  ['a ladder that isn’t there', (b) => { b.kinds['promise'] = 'gone' }, 'ladder_unknown', 'kinds.promise'],
  ['a ladder without its due step', (b) => { b.ladders['calm'] = b.ladders['calm']!.filter((s) => s.code !== 'due') }, 'ladder_without_due', 'ladders.calm'],
  ['steps out of order', (b) => { b.ladders['house']!.reverse() }, 'step_order', 'ladders.house[1].at'],
  ['a role that sees only its unit', (b) => { b.ladders['calm']![0]!.to = ['role:outlet_manager'] }, 'role_scope', 'ladders.calm[0].to'],
  ['a role nobody has', (b) => { b.warning.to = ['role:emperor'] }, 'role_scope', 'warning.to'],
])('refused: %s', (_name, change, code, path) => {
  expect(laddersDocument.problems(laddersDocument.parse(edited(change)))).toContainEqual({ code: `policy.ladders.${code}`, params: { path } })
})
