// The rules of the investigation as tables and properties: facts, several sides, plans, proposals, causes, how common, who leads.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evidenceSides, evidenceTypes } from '../complaints/evidence.ts'
import { reasonCodes } from '../complaints/vocabulary.ts'
import { whyNotChecked } from './check.ts'
import { causesBelow, whyNotCause } from './causes.ts'
import type { CauseTree } from './causes.ts'
import { teamGrounds } from './departments.ts'
import { factCodes, factKind, factsOf, factVerdicts, isFact } from './facts.ts'
import { fits, gapsOf, itemState, stillToPlan } from './plan.ts'
import { claimOf, proposeFacts } from './propose.ts'
import type { Known } from './propose.ts'
import { evidenceOf, heardPersons, recordKinds, whyNotRecorded } from './records.ts'
import { isContested, missingVoice, voiceOf, voicesHeard, whyNotWeighed } from './sides.ts'
import type { Surroundings, WeighedFact } from './sides.ts'
import { signalsOf } from './signals.ts'
import { isCommon, timesUsual } from './similar.ts'

const quiet: Surroundings = { tracked: false, deniedBy: [], silent: [] }
const fact = (more: Partial<WeighedFact> = {}): WeighedFact => ({ code: 'no_contact_before_delivery', unitId: 'u1', verdict: 'established', opposing: null, opposingSide: null, ...more })
const said = (side: (typeof evidenceSides)[number], type: (typeof evidenceTypes)[number] = 'statement') => ({ side, type })

describe('the vocabulary of facts', () => {
  test('every reason has facts of its own, and each fact is found under its reasons', () => {
    for (const reason of reasonCodes) expect([reason, factsOf(reason).filter((code) => factKind(code).reasons !== 'all').length > 0]).toEqual([reason, true])
    expect(factsOf('delay.weather_event')).toContain('force_majeure')
    expect(factsOf('attitude')).not.toContain('stuck_at')
    expect(factsOf(null)).toHaveLength(factCodes.length)
  })
  test('what speaks of a unit names it; what must be proven says how', () => {
    for (const code of factCodes) if (factKind(code).bearing === 'unit') expect([code, factKind(code).unit]).toEqual([code, 'needed'])
    expect(factKind('force_majeure').musts).toEqual(['official_notice'])
    expect([isFact('stuck_at'), isFact('toString'), isFact('')]).toEqual([true, false, false])
  })
})

describe('several sides', () => {
  const cases: [string, WeighedFact, ReturnType<typeof said>[], Partial<Surroundings>, string | null][] = [
    ['an open fact needs nothing more', fact({ verdict: 'open' }), [], {}, null],
    ['a unit fact without its unit', fact({ verdict: 'open', unitId: null }), [], {}, 'fact.unit_missing'],
    ['a fact about nobody with a unit', fact({ code: 'force_majeure', verdict: 'open' }), [], {}, 'fact.unit_unfit'],
    ['established on nothing', fact(), [], {}, 'fact.evidence_missing'],
    ['established on the tracking it was proposed from', fact({ code: 'stuck_at' }), [], { tracked: true }, null],
    ['one side where nobody says otherwise', fact(), [said('customer')], {}, null],
    ['one side against a statement', fact({ opposing: '打过', opposingSide: 'unit' }), [said('customer')], {}, 'fact.one_sided'],
    ['both sides', fact({ opposing: '打过', opposingSide: 'unit' }), [said('customer'), said('unit')], {}, null],
    ['a unit and its courier are one voice', fact({ opposing: '没打', opposingSide: 'customer' }), [said('unit'), said('staff')], {}, 'fact.one_sided'],
    ['one side against a unit that denied it', fact(), [said('customer')], { deniedBy: ['u1'] }, 'fact.one_sided'],
    ['another unit denied', fact(), [said('customer')], { deniedBy: ['u2'] }, null],
    ['who was asked and stayed silent has had their say', fact({ opposing: '打过', opposingSide: 'unit' }), [said('customer')], { silent: ['u1'] }, null],
    ['system data is a voice beside the customer', fact({ opposing: '打过', opposingSide: 'unit' }), [said('customer'), said('system', 'call_log')], {}, null],
    ['a statement without who said it', fact({ opposing: '打过' }), [said('customer')], {}, 'fact.opposing_side_missing'],
    ['force majeure without a notice', fact({ code: 'force_majeure', unitId: null }), [said('unit')], {}, 'fact.proof_missing'],
    ['force majeure refuted needs no notice', fact({ code: 'force_majeure', unitId: null, verdict: 'refuted' }), [said('customer')], {}, null],
    ['force majeure with a notice', fact({ code: 'force_majeure', unitId: null }), [said('third_party', 'official_notice')], {}, null],
  ]
  test.each(cases)('%s', (_, f, backing, around, code) => expect(whyNotWeighed(f, backing, { ...quiet, ...around })?.code ?? null).toBe(code))

  const anyFact = fc.record({ code: fc.constantFrom(...factCodes), unitId: fc.constantFrom('u1', 'u2', null), verdict: fc.constantFrom(...factVerdicts), opposing: fc.constantFrom('不是这样', null), opposingSide: fc.constantFrom(...evidenceSides, null) })
  const anyBacking = fc.array(fc.record({ type: fc.constantFrom(...evidenceTypes), side: fc.constantFrom(...evidenceSides) }), { maxLength: 5 })
  const anyAround = fc.record({ tracked: fc.boolean(), deniedBy: fc.subarray(['u1', 'u2']), silent: fc.subarray(['u1', 'u2']) })

  test('a contested fact is never settled on one voice, whatever else stands there', () => {
    fc.assert(fc.property(anyFact, anyBacking, anyAround, (f, backing, around) => {
      const settled = f.verdict !== 'open' && whyNotWeighed(f, backing, around) === null
      expect(!settled || !isContested(f, around) || voicesHeard(f, backing, around).length >= 2).toBe(true)
    }))
  })
  test('the missing voice is one that was not heard, and hearing it suffices', () => {
    fc.assert(fc.property(anyFact, anyBacking, anyAround, (f, backing, around) => {
      const heard = voicesHeard(f, backing, around)
      const missing = missingVoice(f, heard)
      if (missing === null) { expect(heard.length).toBeGreaterThan(1); return }
      const side = missing === 'unit' ? 'staff' : missing
      expect(!heard.includes(missing) && (heard.length === 0 || missingVoice(f, voicesHeard(f, [...backing, { type: 'statement', side }], around)) === null) && voiceOf(side) === missing).toBe(true)
    }))
  })
  test('more evidence of any side never turns a settled fact into a refused one', () => {
    fc.assert(fc.property(anyFact, anyBacking, anyBacking, anyAround, (f, backing, more, around) => { expect(whyNotWeighed(f, backing, around) !== null || whyNotWeighed(f, [...backing, ...more], around) === null).toBe(true) }))
  })
})

describe('the plan of evidence', () => {
  const courier = { code: 'courier', types: ['interview', 'statement'] as const, givers: ['courier'] as const, mandatory: true, settled: null }
  test('words count only from those who were to speak, files whoever brought them', () => {
    expect([fits(courier, said('staff', 'interview')), fits(courier, said('customer', 'interview')), fits(courier, said('staff', 'photo'))]).toEqual([true, false, false])
    expect(fits({ types: ['pod'], givers: ['outlet'] }, said('company', 'pod'))).toBe(true)
  })
  test('a person\'s word counts before what has come; gaps are what is mandatory and open', () => {
    expect(itemState(courier, [])).toBe('open')
    expect(itemState(courier, [said('unit')])).toBe('got')
    expect(itemState({ ...courier, settled: 'waived' }, [said('unit')])).toBe('waived')
    expect(gapsOf([courier, { ...courier, mandatory: false }, { ...courier, settled: 'not_obtainable' }], [])).toEqual([courier])
    expect(stillToPlan({ checks: [], wants: [{ item: 'courier', mandatory: true }, { item: 'pod', mandatory: true }] }, [courier])).toEqual([{ item: 'pod', mandatory: true }])
  })
})

describe('proposals', () => {
  const none: Known = { view: null, reasonCode: 'delay', answers: [], kit: [], evidence: [] }
  const propose = (more: Partial<Known>) => proposeFacts({ ...none, ...more }).map((p) => [p.key, p.verdict, p.source])
  const odd = (code: string, unitCode: string | null = 'H1', params: Record<string, unknown> = {}) => ({ view: { anomalies: [{ code, unitCode, params }], scans: [] } })
  const table: [string, Partial<Known>, unknown][] = [
    ['nothing known', {}, []],
    ['stuck', odd('stuck'), [['stuck_at:H1', 'established', 'tracking']]],
    ['suspected loss stays open', odd('lost_suspected'), [['lost_in_custody_of:H1', 'open', 'tracking']]],
    ['a fact of a unit without a unit is none', odd('stuck', null), []],
    ['late names no unit', odd('late'), [['promised_time_missed:', 'established', 'tracking']]],
    ['damage seen on arrival is of the unit before', odd('damaged', 'H1', { seenAt: '网点' }), [['damage_seen_on_arrival:H1', 'established', 'tracking']]],
    ['the unit admits', { reasonCode: 'attitude.rude', answers: [{ unitCode: 'O1', answer: 'true', late: false }] }, [['rude_by:O1', 'established', 'order']]],
    ['the unit denies', { reasonCode: 'attitude.rude', answers: [{ unitCode: 'O1', answer: 'not_true', late: false }] }, [['rude_by:O1', 'open', 'order']]],
    ['the unit is silent', { answers: [{ unitCode: 'O1', answer: null, late: true }] }, [['unit_silent:O1', 'established', 'order']]],
    ['the unit still has time', { answers: [{ unitCode: 'O1', answer: null, late: false }] }, []],
    ['a notice proposes force majeure', { evidence: [said('third_party', 'official_notice')] }, [['force_majeure:', 'established', 'evidence']]],
    ['not for rudeness', { reasonCode: 'attitude', evidence: [said('third_party', 'official_notice')] }, []],
    ['handed on intact', { reasonCode: 'loss', view: { anomalies: [], scans: [{ unitCode: 'H1', code: 'hub_out' }, { unitCode: 'H1', code: 'hub_out' }] } }, [['handed_on_intact:H1', 'open', 'tracking']]],
    ['no consent to a station', { reasonCode: 'locker_station', kit: [{ line: 'consent', state: 'bad', because: { code: 'consent_missing', params: { to: 'station' } }, law: 'x', unitCode: 'O1' }] }, [['no_consent_for_station:O1', 'established', 'kit']]],
    ['consent given speaks for the unit', { reasonCode: 'locker_station', kit: [{ line: 'consent', state: 'ok', because: { code: 'consent_given', params: { to: 'locker' } }, law: 'x', unitCode: 'O1' }] }, [['consent_for_locker:O1', 'established', 'kit']]],
  ]
  test.each(table)('%s', (_, known, expected) => expect(propose(known)).toEqual(expected))
  test('each fact about each unit is proposed once, and claims are facts', () => {
    expect(new Set(propose({ ...odd('stuck'), answers: [{ unitCode: 'H1', answer: 'true', late: false }] }).map(([key]) => key)).size).toBe(1)
    for (const reason of reasonCodes) { const claim = claimOf(reason); if (claim !== null) expect(isFact(claim)).toBe(true) }
    expect(claimOf(null)).toBeNull()
  })
})

describe('the rest', () => {
  test('what is not taken on is told; a point is answered once', () => {
    expect(whyNotChecked({ result: 'mistaken', points: [] })?.code).toBe('check.told_missing')
    expect(whyNotChecked({ result: 'out_of_scope', told: '不属快递服务', points: [] })).toBeNull()
    expect(whyNotChecked({ result: 'needs_evidence', points: [{ point: 'value_shown', answer: 'no' }] })).toBeNull()
  })
  test('causes stand in the tree; retired ones are not offered, those of the reason come first', () => {
    const words = { 'zh-CN': '天气', 'zh-TW': '天氣', en: 'Weather' }
    const of = (code: string, reasons: CauseTree['causes']['force_majeure'][number]['reasons'], retired = false) => ({ code, words, reasons, retired })
    const tree = { version: 1, causes: { ...Object.fromEntries(['human_error', 'communication', 'process_design', 'misunderstanding', 'packing', 'transit_handling', 'partner', 'unknown'].map((c) => [c, []])), force_majeure: [of('authority', ['intl_customs']), of('weather', ['delay']), of('old', ['delay'], true)] } } as unknown as CauseTree
    expect(causesBelow(tree, 'force_majeure', 'delay.transit_stuck').map((c) => c.code)).toEqual(['weather', 'authority'])
    expect([whyNotCause(tree, 'force_majeure', 'weather'), whyNotCause(tree, 'force_majeure', undefined), whyNotCause(tree, 'unknown', 'weather')?.code]).toEqual([null, null, 'finding.cause_unknown'])
  })
  test('a team by level, reason or amount', () => {
    const policy = { levels: ['p1'] as const, reasons: ['data_leak'], amountMinor: 1000 }
    expect(teamGrounds(policy, { level: 'p3', reasonCode: 'delay', demandMinor: 999 })).toEqual([])
    expect(teamGrounds(policy, { level: 'p1', reasonCode: 'data_leak.leaked', demandMinor: 1000 })).toEqual(['level', 'reason', 'amount'])
  })
  test('common is enough of them and clearly more than usual', () => {
    const policy = { days: 14, baselineDays: 90, factor: 3, least: 3 }
    expect([isCommon(policy, { recent: 2, before: 0 }), isCommon(policy, { recent: 3, before: 0 }), isCommon(policy, { recent: 3, before: 18 }), isCommon(policy, { recent: 9, before: 18 })]).toEqual([false, true, false, true])
    expect([timesUsual(policy, { recent: 9, before: 18 }), timesUsual(policy, { recent: 9, before: 0 })]).toEqual([3.2, null])
  })
  test('records say who or where; each speaks for a side', () => {
    expect(whyNotRecorded({ kind: 'interview', person: 'courier', place: undefined, readBack: undefined })?.code).toBe('inquiry.read_back_missing')
    expect(whyNotRecorded({ kind: 'inspection', person: undefined, place: '仓库', readBack: undefined })).toBeNull()
    for (const kind of recordKinds) for (const person of heardPersons) expect(evidenceSides).toContain(evidenceOf(kind, person).side)
    expect([evidenceOf('interview', 'consignee').side, evidenceOf('interview', 'driver').side, evidenceOf('mediation', 'mediator').side]).toEqual(['customer', 'staff', 'third_party'])
  })
  test('signals are figures, never a verdict', () => {
    const none = { demandMinor: null, valueMinor: null, casesInYear: 1, settledInYear: 0, counters: [], secondaryReason: null }
    expect(signalsOf(none)).toEqual([])
    expect(signalsOf({ ...none, demandMinor: 30_000, valueMinor: 10_000, casesInYear: 7, settledInYear: 5, counters: [40_000], secondaryReason: 'attitude' }).map((s) => s.code)).toEqual(['demand_above_value', 'many_cases', 'demand_raised', 'other_issue_behind'])
  })
})
