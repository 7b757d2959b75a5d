// Pauses weighed by policy, clocks moved by the ledger, the way to the regulator and what is ready to say: pure rules at their boundaries.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sayWhen } from '../../domain/complaints/say-when.ts'
import { loadWorkingTime } from '../sla/calendars.ts'
import { stood } from './clocks.ts'
import type { ClockRow } from './clocks.ts'
import { pausesDocument } from './pause-policy.ts'
import type { PolicyInForce } from './policy.ts'
import { shippedDocument, shippedValue } from '../policy/documents.ts'
import { openClock } from '../../domain/sla/clocks.ts'
import { dueIfPaused, endedSpans, standBy } from '../../domain/sla/pause-ledger.ts'
import { coolDownUntil, isNo, pauseRuleProblems, usedMillis, weighPause } from '../../domain/sla/pause-rules.ts'
import type { LedgerEntry, PauseAsk } from '../../domain/sla/pause-rules.ts'
import { defaultProfile } from '../../domain/sla/profile.fixture.ts'
import { regulatorFrom, regulatorOpen } from '../../domain/sla/regulator.ts'

const time = await loadWorkingTime()
const rules = shippedValue(pausesDocument)
const hour = 3_600_000
const day = 24 * hour
const now = Date.parse('2026-11-23T10:00:00+08:00')
const ask = (more: Partial<PauseAsk> = {}): PauseAsk => ({ code: 'waiting_customer', from: now, until: now + day, evidence: false, receivedAt: now - 2 * day, explains: false, ...more })
const entry = (more: Partial<LedgerEntry> = {}): LedgerEntry => ({ id: 'p', code: 'waiting_customer', state: 'counted', kinds: ['decision', 'preliminary_finding'], from: now, until: now + day, to: null, ...more })
const opened = (kind: 'decision' | 'preliminary_finding' | 'statutory_watch', at = now) => openClock(defaultProfile.rules[kind], at, time)

describe('weighing', () => {
  test.each<[string, Partial<PauseAsk>, string | { late: boolean; needsApproval: boolean }]>([
    ['a day for the customer', {}, { late: false, needsApproval: false }],
    ['exactly as long as one person decides', { until: now + 120 * hour }, { late: false, needsApproval: false }],
    ['a moment longer', { until: now + 120 * hour + 1 }, { late: false, needsApproval: true }],
    ['exactly the cap', { until: now + 168 * hour }, { late: false, needsApproval: true }],
    ['a moment beyond', { until: now + 168 * hour + 1 }, 'pause.beyond_cap'],
    ['begun as long ago as is still no entry after the fact', { from: now - 15 * 60_000 }, { late: false, needsApproval: false }],
    ['a moment longer ago', { from: now - 15 * 60_000 - 1 }, { late: true, needsApproval: true }],
    ['a minute ago, before a clock that is overdue now was', { from: now - 60_000, explains: true }, { late: true, needsApproval: true }],
    ['after the fact, over already', { from: now - 5 * hour, until: now - hour }, { late: true, needsApproval: true }],
    ['ahead', { from: now + 1 }, 'pause.begins_ahead'], ['before the receipt', { from: now - 3 * day }, 'instant.before_receipt'],
    ['as long as nothing', { until: now }, 'pause.ends_before'], ['without the proof it takes', { code: 'appraisal' }, 'pause.evidence_missing'], ['with it', { code: 'appraisal', evidence: true }, { late: false, needsApproval: true }],
  ])('%s', (_name, more, expected) => {
    const weighed = weighPause(rules, ask(more), [], now)
    if (typeof expected === 'string') expect(isNo(weighed) && weighed.code).toBe(expected)
    else expect(weighed).toMatchObject(expected)
  })
  test('what a case has used counts overlaps once, open entries to their agreed end, refused ones never', () => {
    const ledger = [entry({ to: now + 6 * hour }), entry({ from: now + 3 * hour, to: now + 9 * hour }), entry({ state: 'refused' }), entry({ from: now + 20 * hour, until: now + 22 * hour })]
    expect(usedMillis(ledger, 'waiting_customer')).toBe(11 * hour)
  })
  test('a reason the policy doesn\'t grant, and a policy that would let the law stand, are refused', () => {
    expect(weighPause({ ...rules, reasons: [] }, ask(), [], now)).toMatchObject({ code: 'pause.not_granted' })
    const bad = { ...rules, reasons: [{ ...rules.reasons[0]!, stands: ['statutory_watch' as const] }, { ...rules.reasons[0]!, caseCapHours: 1 }] }
    expect(pauseRuleProblems(bad).map((p) => p.code)).toEqual(['policy.pauses.never', 'policy.pauses.twice', 'policy.pauses.caps'])
    expect([pausesDocument.problems(rules), pausesDocument.looserThanLaw?.({ ...rules, regulatorAfterDays: 8 })]).toEqual([[], [{ path: 'regulatorAfterDays.value', law: 'express_regulation_29' }]])
    expect(() => pausesDocument.parse({ ...shippedDocument(pausesDocument).body, version: 1, validFrom: '2026-01-01', reasons: [{ code: 'lunch' }] })).toThrow('reasons')
  })
})

describe('the ledger moves a clock', () => {
  test('open entries make it stand and move nothing; ended ones move it by what it counts; those of other kinds or uncounted ones do neither', () => {
    const clock = opened('preliminary_finding', now - hour)
    expect(standBy([entry()], defaultProfile.rules.preliminary_finding, clock, time)).toEqual({ dueAt: clock.dueAt, pausedAt: now })
    expect(standBy([entry({ to: now + 5 * hour })], defaultProfile.rules.preliminary_finding, clock, time)).toEqual({ dueAt: clock.dueAt + 5 * hour, pausedAt: null })
    for (const other of [entry({ kinds: ['payment'] }), entry({ state: 'asked' }), entry({ state: 'refused' }), entry({ state: 'lapsed', to: now + hour })]) expect(standBy([other], defaultProfile.rules.preliminary_finding, clock, time)).toEqual({ dueAt: clock.dueAt, pausedAt: null })
  })
  test('overdue before it began, a clock runs on; due at that very instant, it stands', () => {
    const clock = opened('preliminary_finding', now - 48 * hour)
    expect(standBy([entry()], defaultProfile.rules.preliminary_finding, clock, time).pausedAt).toBe(now)
    expect(standBy([entry({ from: now + 1 })], defaultProfile.rules.preliminary_finding, clock, time).pausedAt).toBeNull()
  })
  test('the watch of the law is moved by nothing, whatever an entry names', () => {
    const watch = opened('statutory_watch')
    expect(standBy([entry({ kinds: ['statutory_watch'] }), entry({ kinds: ['statutory_watch'], to: now + day })], defaultProfile.rules.statutory_watch, watch, time)).toEqual({ dueAt: watch.dueAt, pausedAt: null })
  })
  test('whether a clock may stand is said by the version it is pinned to, not by the one in force', () => {
    const inForce = { ...defaultProfile, version: 2, rules: { ...defaultProfile.rules, decision: { ...defaultProfile.rules.decision, pausable: false } } }
    const policy = { profileOf: (version: string) => (version === 'statutory_7d@1' ? defaultProfile : inForce), timeOf: () => time } as unknown as PolicyInForce
    const clock = opened('decision', now - hour)
    const row = (version: string): ClockRow => ({ complaint_id: 'c', kind: 'decision', epoch: 1, opened_at: clock.openedAt, due_at: clock.dueAt, strict_due_at: clock.strictDueAt, rolled_due_at: null, statutory: false, provisional: false, policy_version: version, calendar_version: clock.calendarVersion, note: null, subject_id: null, stopped_at: null, stop_event: null, cancelled: false, paused_at: null })
    expect(['statutory_7d@1', 'statutory_7d@2'].map((version) => stood(row(version), policy, [entry()]).paused_at)).toEqual([now, null])
  })
  test('property: whatever entries ended, in whatever order, a clock of hours moves by their union after its beginning, and by what was shown before', () => {
    const some = fc.array(fc.tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: 1, max: 60 })), { maxLength: 6 })
    fc.assert(fc.property(some, (list) => {
      const clock = opened('preliminary_finding')
      const ledger = list.map(([at, long]) => entry({ from: now + at * 60_000, until: now + (at + long) * 60_000, to: now + (at + long) * 60_000 }))
      const spans = endedSpans(ledger, 'preliminary_finding').map((s) => ({ from: Math.max(s.from, now), to: Math.max(s.to, now) }))
      const after = standBy(ledger, defaultProfile.rules.preliminary_finding, clock, time)
      expect(after.dueAt).toBe(clock.dueAt + spans.reduce((sum, s) => sum + s.to - s.from, 0))
      expect(standBy(ledger.toReversed(), defaultProfile.rules.preliminary_finding, clock, time)).toEqual(after)
      const [last, ...rest] = ledger.toReversed()
      if (last) expect(dueIfPaused(rest, last, defaultProfile.rules.preliminary_finding, clock, time)).toBe(after.dueAt)
    }), { numRuns: 200 })
  })
})

describe('the way to the regulator (C6)', () => {
  const since = Date.parse('2026-11-01T14:00:00+08:00')
  const end = Date.parse('2026-11-09T00:00:00+08:00')
  const c = { since, answeredAt: null, isDissatisfied: false, isChannelBlocked: false }
  test('opens a moment after the seventh day\'s 24:00, not at it; an answer in time keeps it shut, a late one does not close it', () => {
    expect(regulatorFrom(since, 7, time)).toBe(end)
    expect([regulatorOpen(c, 7, time, end), regulatorOpen(c, 7, time, end + 1), regulatorOpen({ ...c, answeredAt: end }, 7, time, end + day), regulatorOpen({ ...c, answeredAt: end + 1 }, 7, time, end + day)]).toEqual([null, 'no_answer', null, 'no_answer'])
  })
  test('dissatisfied or blocked opens it at once; a contact without a watch is never silent', () => {
    expect([regulatorOpen({ ...c, isDissatisfied: true }, 7, time, since), regulatorOpen({ ...c, isChannelBlocked: true }, 7, time, since), regulatorOpen({ ...c, since: null }, 7, time, end + day)]).toEqual(['dissatisfied', 'channel_blocked', null])
  })
})

test('cooling down is advice for an upset customer nobody has negotiated with, and ends by itself', () => {
  const c = { lastContactAt: now - 30 * 60_000, negotiated: false, mood: 2 }
  expect([coolDownUntil(c, rules, now), coolDownUntil({ ...c, mood: 1 }, rules, now), coolDownUntil({ ...c, negotiated: true }, rules, now), coolDownUntil({ ...c, lastContactAt: null }, rules, now), coolDownUntil(c, rules, now + hour)]).toEqual([now + 30 * 60_000, null, null, null, null])
})

test.each<[string, Parameters<typeof sayWhen>[0], ReturnType<typeof sayWhen>]>([
  ['the decision\'s instant, its stage and the unit that is asked', { status: 'investigating', unitsAsked: ['汉口网点'], isPaused: false, clocks: [{ kind: 'first_contact', dueAt: now + hour }, { kind: 'decision', dueAt: now + day }], statutoryAt: now + 3 * day }, { by: now + day, because: [{ code: 'say.checking', params: {} }, { code: 'say.unit_asked', params: { units: ['汉口网点'] } }] }],
  ['never later than the law', { status: 'approving', unitsAsked: [], isPaused: true, clocks: [{ kind: 'decision', dueAt: now + 9 * day }], statutoryAt: now + day }, { by: now + day, because: [{ code: 'say.approving', params: {} }, { code: 'say.waiting', params: {} }] }],
  ['what is overdue can\'t be said again', { status: 'investigating', unitsAsked: [], isPaused: false, clocks: [{ kind: 'decision', dueAt: now - 1 }], statutoryAt: now + day }, { by: now + day, because: [{ code: 'say.checking', params: {} }] }],
  ['nothing left that could be said', { status: 'investigating', unitsAsked: [], isPaused: false, clocks: [{ kind: 'decision', dueAt: now - 1 }], statutoryAt: now - 1 }, null],
  ['nothing owed', { status: 'closed', unitsAsked: [], isPaused: false, clocks: [], statutoryAt: null }, null],
])('ready to say: %s', (_name, facts, said) => expect(sayWhen(facts, now)).toEqual(said))
