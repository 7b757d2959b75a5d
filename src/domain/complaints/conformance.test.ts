// The nine templates of the sources against lives of cases: what conforms, what deviates, what the guards then hold back.
import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { aCalendar } from '../../../test/calendars.ts'
import type { ProcessPolicy, ProcessTemplate } from '../policy/process-template.ts'
import { guardsOf, heldActions, milestones } from '../policy/process-template.ts'
import { compileCalendar } from '../sla/working-time.ts'
import { conformance, processFacts } from './conformance.ts'
import type { Circumstances, Conformance } from './conformance.ts'
import { caseEvents } from './events.ts'
import { actOf } from './milestones.ts'
import type { RecordLine } from './milestones.ts'
import { whyNotByProcess } from './process-guard.ts'

const { templates } = parse(readFileSync(new URL('../../../policies/processes.yaml', import.meta.url), 'utf8')) as ProcessPolicy
const of = (code: string): ProcessTemplate => templates[code] ?? { words: { 'zh-CN': '', 'zh-TW': '', en: '' }, source: '', steps: [] }
const codes = Object.keys(templates)
const start = Date.parse('2026-11-02T02:00:00Z')
const hour = 3_600_000
const time = compileCalendar(aCalendar())

type Told = readonly [type: string, data?: Readonly<Record<string, unknown>>]
/** An event an hour, from Monday 10:00 in Shanghai. */
const record = (events: readonly Told[]): RecordLine[] => events.map(([type, data], i) => ({ seq: i + 1, at: start + i * hour, type, by: 'somebody', data: data ?? {} }))
const at = (now = start + 60 * hour): Circumstances => ({ now, time, clocks: [], light: false })
const weigh = (code: string, events: readonly Told[], more: Partial<Circumstances> = {}): Conformance => conformance(of(code), record(events), { ...at(), ...more })
const said = (c: Conformance): string[] => c.deviations.map((d) => `${d.kind} ${d.step}`)
const states = (c: Conformance): string => c.steps.map((s) => `${s.code} ${s.state}`).join(', ')

const received: Told = ['complaint.received', { reason: 'damage', owner: 'a' }]
const accepted: Told = ['complaint.accepted']
const taken: Told = ['complaint.taken', { owner: 'a' }]
const ordered: Told = ['order.issued', { order: 'o' }]
const found: Told = ['investigation.found', { finding: 'f' }]
const judged: Told = ['liability.judged']
const planned: Told = ['plan.drafted', { levels: 0 }]
const offered: Told = ['offer.made', { round: 1 }]
const answered: Told = ['offer.answered', { answer: 'accept' }]
const decided: Told = ['complaint.decision_told', { outcome: 'agreed' }]
const paid: Told = ['plan.measure_executed', { left: 0 }]
const confirmed: Told = ['complaint.confirmed', { method: 'portal' }]
const closed: Told = ['complaint.closed', { outcome: 'agreed' }]
const archived: Told = ['complaint.archived']
const called = (outcome = 'reached'): Told => ['complaint.customer_contacted', { direction: 'out', purpose: 'callback', verified: true, outcome }]
const byHand = (step: string, ...reached: string[]): Told => ['process.step_recorded', { step, milestones: reached }]
const normal = [received, accepted, taken, found, planned, offered, answered, decided, paid, confirmed, closed, archived]

describe('a normal life, without anything a template adds', () => {
  test.each([
    ['canonical', []], ['four_step', ['skipped follow']], ['six_step', []], ['five_stage', ['skipped follow']], ['departments', ['skipped supervise']], ['five_plus_five', []], ['eight_step', ['skipped satisfaction', 'skipped rectify']],
    ['five_link', ['skipped rectify', 'skipped call_back']], ['closed_loop', ['skipped investigate']], ['dhl_seven', ['skipped contact_order', 'skipped call_back', 'skipped feed_back']],
  ])('%s: %j', (code, deviations) => {
    const weighed = weigh(code, normal)
    expect(said(weighed)).toEqual(deviations)
    expect(weighed.verdict).toBe(deviations.length === 0 ? 'conforms' : 'deviates')
  })
})

describe('a life that does what each template asks, in its order', () => {
  const upTo = (...more: Told[]): Told[] => [...normal.slice(0, 10), ...more]
  const lives: Readonly<Record<string, readonly Told[]>> = {
    canonical: [...upTo(closed), called(), archived], four_step: upTo(closed, called(), archived), six_step: upTo(closed), five_stage: upTo(called(), closed), departments: upTo(closed, called(), byHand('supervise', 'supervised'), archived),
    five_plus_five: upTo(closed, archived), eight_step: upTo(closed, called(), byHand('rectify', 'rectified'), archived), five_link: upTo(byHand('rectify', 'rectified'), called(), closed),
    closed_loop: [received, accepted, taken, ordered, found, judged, byHand('consult', 'consulted'), planned, decided, paid, confirmed, closed], dhl_seven: [received, accepted, taken, found, ordered, planned, offered, answered, decided, paid, confirmed, called(), closed, byHand('feed_back', 'fed_back')],
  }
  test.each(codes)('%s conforms', (code) => {
    const weighed = weigh(code, lives[code] ?? [])
    expect([said(weighed), weighed.verdict, weighed.current]).toEqual([[], 'conforms', null])
  })
  test.each(codes)('%s: at every moment of it the gate lets the next act through', (code) => {
    const life = lives[code] ?? []
    const actions = new Map<string, string>(Object.entries({ 'investigation.found': 'finding', 'plan.drafted': 'plan', 'offer.made': 'offer', 'complaint.decision_told': 'decision', 'plan.measure_executed': 'execution', 'complaint.closed': 'closing', 'complaint.archived': 'archiving' }))
    life.forEach(([type], i) => expect(whyNotByProcess(processFacts(code, of(code), record(life.slice(0, i))), actions.get(type) ?? 'note'), `${type} ${i}`).toBeNull())
  })
})

describe('where a case left its template', () => {
  test.each<[string, string, readonly Told[], string[]]>([
    ['a solution carried out before responsibility was settled', 'closed_loop', [received, accepted, found, planned, decided, paid, judged, confirmed, closed], ['out_of_order solve']],
    ['a finding written again once the customer had been told', 'canonical', [...normal.slice(0, 8), found, paid, confirmed, closed], ['repeated investigate']],
    ['a finding written again before any plan is work of its own step', 'canonical', [...normal.slice(0, 4), found, ...normal.slice(4)], []],
    ['a plan sent back and drafted again stays in its step', 'canonical', [received, accepted, taken, found, ['plan.drafted', { levels: 1 }], ['plan.approval_given', { approve: false }], ['plan.drafted', { levels: 1 }], ['plan.approval_given', { approve: true, complete: true }], decided, paid, confirmed, closed], []],
    ['reopened and done once more', 'canonical', [...normal.slice(0, 11), ['complaint.reopened', {}], found, planned, decided, paid, confirmed, closed], ['returned investigate']],
    ['a second look that reopened it', 'canonical', [...normal.slice(0, 11), ['review.decided', { result: 'reopened' }], found, planned, decided, paid, confirmed, closed], ['returned investigate']],
    ['a callback before any decision is none', 'five_stage', [received, accepted, called(), found, planned, decided, paid, confirmed, closed], ['skipped follow']],
    ['two calls nobody answered are none', 'five_stage', [...normal.slice(0, 10), called('no_answer'), called('no_answer'), closed], ['skipped follow']],
    ['three are one', 'five_stage', [...normal.slice(0, 10), called('no_answer'), called('busy'), called('off'), closed], []],
  ])('%s', (_, code, events, deviations) => expect(said(weigh(code, events))).toEqual(deviations))

  test('a limit of the template\'s own counts by the calendar', () => {
    const slow = record(normal).map((line) => (line.seq < 4 ? line : { ...line, at: line.at + 14 * 24 * hour }))
    expect(said(conformance(of('five_plus_five'), slow, at()))).toEqual(['late preliminary'])
    expect(said(conformance(of('five_link'), slow.slice(0, 4), at(start + 30 * 24 * hour)))).toEqual(['late feed_back'])
  })
  test('a limit bound to a clock reads the clock', () => {
    const clocks = [{ kind: 'decision', openedAt: start, dueAt: start + hour, metAt: start + 7 * hour, cancelledAt: null, pausedAt: null }]
    expect(said(weigh('canonical', normal, { clocks }))).toEqual(['late decide'])
    expect(weigh('canonical', normal, { clocks: clocks.map((c) => ({ ...c, metAt: c.dueAt })) }).steps.find((s) => s.code === 'decide')).toMatchObject({ dueAt: start + hour, late: false })
  })
  test('nothing agreed on: nothing to carry out, and no deviation', () => {
    const weighed = weigh('canonical', [...normal.slice(0, 5), ['complaint.decision_told', { outcome: 'not_agreed' }], ['complaint.closed', { outcome: 'not_agreed' }]])
    expect(states(weighed)).toContain('execute not_needed, confirm not_needed, close done')
    expect(weighed.verdict).toBe('conforms')
  })
  test.each<[string, readonly Told[]]>([
    ['declined', [received, ['complaint.rejected', { outcome: 'invalid' }]]], ['merged', [received, accepted, ['complaint.merged', {}]]], ['withdrawn', [received, ['complaint.withdrawal_verified', { free: true }]]], ['settled on the spot', [received, ['complaint.closed', { outcome: 'on_spot' }]]],
  ])('%s is exempt under every template, and nothing is held back', (_, events) => {
    for (const code of codes) {
      expect([code, weigh(code, events).verdict, said(weigh(code, events))]).toEqual([code, 'exempt', []])
      expect(whyNotByProcess(processFacts(code, of(code), record(events)), 'archiving')).toBeNull()
    }
  })
  test('what comes back is no longer exempt', () => {
    expect(weigh('canonical', [received, ['complaint.merged', {}], ['complaint.unmerged', {}]])).toMatchObject({ verdict: 'running', current: 'register' })
    expect(weigh('canonical', [received, ['complaint.rejected', {}], ['complaint.reopened', {}]])).toMatchObject({ verdict: 'running', current: 'investigate' })
  })
  test('a step passed over says which acts still wait for it', () => {
    const holds = (events: readonly Told[]) => weigh('dhl_seven', events).steps.find((s) => s.code === 'contact_order')?.holds
    expect(holds(normal.slice(0, 4))).toEqual(['plan', 'offer', 'decision', 'execution', 'closing', 'archiving'])
    expect(holds([received, accepted, found, planned, decided])).toEqual(['execution', 'closing', 'archiving'])
    expect(holds([received, accepted, found, planned, decided, ordered])).toEqual([])
  })
  test('closing taken back within its seconds never was', () => {
    expect(weigh('canonical', [...normal.slice(0, 11), ['complaint.step_undone', { step: 'closing', owner: 'a' }]])).toMatchObject({ verdict: 'running', current: 'close' })
  })
})

describe('properties', () => {
  const types = Object.keys(caseEvents)
  const anyData = fc.dictionary(fc.constantFrom('reason', 'owner', 'levels', 'left', 'outcome', 'approve', 'complete', 'result', 'direction', 'purpose', 'verified', 'milestones', 'step', 'free'), fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.integer(), fc.constantFrom('callback', 'out', 'reached', 'not_agreed', 'reopened', 'on_spot', 'closing'), fc.array(fc.constantFrom(...milestones))))
  const anyRecord = fc.array(fc.tuple(fc.constantFrom(...types, 'of.tomorrow', '__proto__'), anyData), { maxLength: 40 }).map((told) => record(told as Told[]))
  const anyCode = fc.constantFrom(...codes)

  test('any record gives one answer, the same however its lines come, and never throws', () => {
    fc.assert(fc.property(anyCode, anyRecord, fc.integer({ min: 0, max: 400 }), (code, lines, hours) => {
      const circumstances = at(start + hours * hour)
      const weighed = conformance(of(code), lines, circumstances)
      expect(conformance(of(code), lines.toReversed(), circumstances)).toEqual(weighed)
      expect(weighed.steps.map((s) => s.code)).toEqual(of(code).steps.map((s) => s.code))
      expect(weighed.steps.filter((s) => s.state === 'current').length).toBe(weighed.current === null ? 0 : 1)
      if (weighed.verdict === 'conforms') expect(weighed.deviations).toEqual([])
      if (weighed.verdict === 'exempt') expect(weighed.deviations).toEqual([])
    }), { numRuns: 300 })
  })
  test('the gate refuses exactly when a required step before the act is missing, and names the act it waits for', () => {
    fc.assert(fc.property(anyCode, anyRecord, fc.constantFrom(...Object.keys(heldActions)), (code, lines, action) => {
      const facts = processFacts(code, of(code), lines)
      const weighed = conformance(of(code), lines, at())
      const missing = guardsOf(of(code)).filter((g) => g.before.some((b) => b === action) && facts?.missing.some((m) => m.step === g.step))
      const no = whyNotByProcess(facts, action)
      expect(no === null).toBe(missing.length === 0)
      if (no) expect(no.params).toMatchObject({ code: missing[0]?.step, act: facts?.missing.find((m) => m.step === missing[0]?.step)?.act })
      // a step that shows as done holds nothing back
      for (const g of missing) expect(weighed.steps.find((s) => s.code === g.step)?.state).not.toBe('done')
    }), { numRuns: 300 })
  })
  test('every act a guard waits for can be taken by somebody', () => {
    for (const code of codes) for (const g of guardsOf(of(code))) for (const m of g.milestones) expect(['contact', 'order', 'judgement', 'classification', 'process_step']).toContain(actOf(m))
  })
})
