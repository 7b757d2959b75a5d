import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPermission } from '../identity/permissions.ts'
import { Refusal } from '../refusal.ts'
import { clockKinds } from '../sla/kinds.ts'
import type { CaseFacts } from './facts.ts'
import { openMeasures } from './facts.ts'
import { someFacts, someone, somePlan } from './facts.fixture.ts'
import { actions, checkedTarget, transitionOf, transitions, whyNot } from './lifecycle.ts'
import type { Action } from './lifecycle.ts'
import { isOpen, statuses } from './vocabulary.ts'
import type { Status } from './vocabulary.ts'

describe('the table', () => {
  test('has one row for each action, with known permission, clocks and event', () => {
    expect(transitions.map((t) => t.action)).toEqual([...actions])
    for (const t of transitions) {
      expect(isPermission(t.permission), t.action).toBe(true)
      expect(t.event, t.action).toMatch(/^[a-z_]+\.[a-z_]+$/)
      for (const kind of t.stops) expect(clockKinds).toContain(kind)
      expect(t.from.length, t.action).toBeGreaterThan(0)
    }
    expect(() => transitionOf('nothing' as Action)).toThrow('no transition nothing')
  })
  test('reaches every status from the first word', () => {
    const reached = new Set<Status>(['received'])
    for (let before = 0; before < reached.size;) {
      before = reached.size
      for (const t of transitions) if ((t.moves ?? t.from).some((s) => reached.has(s))) for (const to of t.to) if (to !== 'same') reached.add(to)
    }
    expect([...reached].sort()).toEqual([...statuses].sort())
  })
  test('every open status leads to an end, and only reopening, review, undoing a merge and taking a closing back lead out of one', () => {
    for (const start of statuses.filter(isOpen)) {
      const reached = new Set<Status>([start])
      for (let before = 0; before < reached.size;) {
        before = reached.size
        for (const t of transitions) if ((t.moves ?? t.from).some((s) => reached.has(s))) for (const to of t.to) if (to !== 'same') reached.add(to)
      }
      expect([...reached].some((s) => !isOpen(s)), start).toBe(true)
    }
    const out = transitions.filter((t) => (t.moves ?? t.from).some((s) => !isOpen(s)) && t.to.some((s) => s !== 'same' && isOpen(s))).map((t) => t.action)
    expect(out).toEqual(['reopening', 'review', 'unmerging', 'undo'])
  })
  test('the statutory watch ends by telling the decision or the rejection or by merging, by nothing else of the table (contract)', () => {
    expect(transitions.filter((t) => t.stops.includes('statutory_watch')).map((t) => t.action)).toEqual(['rejection', 'decision', 'merging'])
  })
  test('the decision is told before anything is executed, and closing follows execution or disagreement (OPN-01)', () => {
    expect(transitionOf('execution').from).toEqual(['decided', 'executing'])
    expect(transitionOf('decision').to).toEqual(['decided'])
    expect(transitions.filter((t) => t.to.includes('decided') && t.action !== 'undo').map((t) => t.action)).toEqual(['decision'])
    expect(transitionOf('closing').from).not.toContain('executing')
  })
})

describe('checkedTarget', () => {
  test.each<[Action, Status, Status, boolean]>([
    ['acceptance', 'received', 'accepted', true], ['acceptance', 'accepted', 'accepted', false], ['acceptance', 'received', 'closed', false],
    ['take', 'accepted', 'investigating', true], ['take', 'negotiating', 'investigating', false], ['take', 'negotiating', 'negotiating', true], ['note', 'archived', 'archived', true], ['note', 'received', 'accepted', false], ['approval', 'approving', 'approving', true], ['plan', 'approving', 'approving', true], ['plan', 'planning', 'planning', false],
  ])('%s %s → %s: %s', (action, from, to, allowed) => {
    if (allowed) expect(checkedTarget(action, from, to)).toBe(to)
    else expect(() => checkedTarget(action, from, to)).toThrow(Refusal)
  })
})

type Move = { readonly action: Action; readonly to: number; readonly yes: boolean; readonly who: string }
const cast = ['agent', 'lead', 'claims_officer', 'finance', 'judge', 'investigator', 'arbitrator', 'caller']

/** What a step leaves behind, as small as the guards can see it. */
function after(facts: CaseFacts, { action, yes, who, to }: Move): CaseFacts {
  const row = transitionOf(action)
  const targets = (row.moves ?? row.from).includes(facts.status) ? row.to.map((s) => (s === 'same' ? facts.status : s)) : [facts.status]
  const wanted = targets[to % targets.length] ?? facts.status
  const at = (status: Status): Pick<CaseFacts, 'status'> => ({ status: checkedTarget(action, facts.status, status) })
  const plan = facts.plan
  switch (action) {
    case 'take': return { ...facts, ...at(wanted), ownerId: who }
    case 'finding': return { ...facts, ...at('planning'), finding: { id: 'f', by: who, companyLiability: 'liable', demandJudgement: 'justified' } }
    case 'judgement': return { ...facts, judgement: { id: 'j', by: who } }
    case 'plan': return { ...facts, ...at(yes ? 'approving' : 'negotiating'), plan: somePlan({ makerId: who, state: yes ? 'approving' : 'approved', approvalLevels: yes ? 1 : 0, approvedBy: [] }), offer: null }
    case 'approval': return { ...facts, ...at(yes ? 'negotiating' : 'planning'), plan: plan && { ...plan, state: yes ? 'approved' : 'sent_back', approvedBy: yes ? [who] : [] } }
    case 'offer': return { ...facts, offer: { id: 'o', planId: 'p', round: 1, state: 'open', expiresAt: null } }
    case 'answer': return { ...facts, offer: facts.offer && { ...facts.offer, state: yes ? 'accepted' : 'refused' } }
    case 'decision': {
      const agrees = facts.offer?.state === 'accepted'
      return { ...facts, ...at('decided'), decision: { outcome: agrees ? 'agreed' : 'not_agreed', toldAt: 1, by: who }, plan: plan && (agrees ? plan : { ...plan, measures: plan.measures.map((m) => ({ ...m, state: 'dropped' as const })) }) }
    }
    case 'execution': return { ...facts, ...at('confirming'), plan: plan && { ...plan, measures: plan.measures.map((m) => ({ ...m, state: 'done' as const, hasEvidence: true })) } }
    case 'confirmation': return { ...facts, confirmation: { method: 'written', satisfied: yes } }
    case 'withdrawal': return { ...facts, withdrawal: { id: 'w', state: 'requested', requestedBy: null } }
    case 'withdrawal_verification': return { ...facts, ...at(yes ? 'withdrawn' : facts.status), withdrawal: { id: 'w', state: yes ? 'verified' : 'refused', requestedBy: null } }
    case 'objection': { const kind = facts.reviewsUsed.objection === 0 ? 'objection' : 'internal_appeal'; return { ...facts, review: { id: 'r', kind, handlerId: null }, reviewsUsed: { ...facts.reviewsUsed, [kind]: facts.reviewsUsed[kind] + 1 } } }
    case 'review': return yes ? { ...facts, review: null } : { ...reset(facts), ...at('investigating'), review: null, barredIds: facts.ownerId === null ? facts.barredIds : [...facts.barredIds, facts.ownerId], ownerId: null }
    case 'reopening': return { ...reset(facts), ...at('investigating') }
    default: return { ...facts, ...at(wanted) }
  }
}

function reset(facts: CaseFacts): CaseFacts {
  return { ...facts, plan: null, offer: null, decision: null, confirmation: null }
}

describe('any sequence of acts', () => {
  test('keeps what the law and the house promise', () => {
    const ended = new Set<Status>()
    // weighted towards the main line: unweighted walks end early as rejected or withdrawn
    const line = fc.constantFrom<Action>('acceptance', 'take', 'finding', 'plan', 'approval', 'offer', 'answer', 'decision', 'execution', 'confirmation', 'closing', 'objection', 'review')
    const move: fc.Arbitrary<Move> = fc.record({ action: fc.oneof({ arbitrary: line, weight: 6 }, { arbitrary: fc.constantFrom(...actions), weight: 1 }), to: fc.nat(3), yes: fc.boolean(), who: fc.constantFrom(...cast) })
    fc.assert(fc.property(fc.array(move, { minLength: 20, maxLength: 400, size: 'max' }), (moves) => {
      let facts = someFacts()
      for (const m of moves) {
        const before = facts
        if (whyNot(m.action, facts, someone(m.who)) !== null) continue
        facts = after(facts, m)
        ended.add(facts.status)
        if (facts.plan?.state === 'approved') expect(facts.plan.approvedBy).not.toContain(facts.plan.makerId)
        if (m.action === 'decision') expect(before.plan?.state).toBe('approved')
        if (m.action === 'judgement') expect(before.finding?.by).not.toBe(m.who)
        if (m.action === 'review') expect([before.ownerId, before.finding?.by, before.plan?.makerId, before.decision?.by]).not.toContain(m.who)
        if (['executing', 'confirming'].includes(facts.status)) expect(facts.decision).not.toBeNull()
        if (m.action === 'closing') { expect(openMeasures(facts)).toEqual([]); expect(facts.review).toBeNull(); expect(facts.confirmation !== null || facts.decision?.outcome === 'not_agreed').toBe(true) }
        if (m.action === 'archiving') expect(facts.review).toBeNull()
        if (facts.ownerId !== null && m.action === 'take') expect(before.barredIds).not.toContain(facts.ownerId)
        expect(facts.reviewsUsed.objection).toBeLessThanOrEqual(1)
        expect(facts.reviewsUsed.internal_appeal).toBeLessThanOrEqual(1)
      }
    }), { numRuns: 500, seed: 20_261_122 })
    // the walk is worth something only when it gets far: the seed is fixed so that it always does
    expect([...ended]).toEqual(expect.arrayContaining(['negotiating', 'decided', 'confirming', 'closed', 'rejected', 'withdrawn', 'archived']))
  })
})
