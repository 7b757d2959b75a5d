// Which unit bears it, on the wire (RSP-01…06): proposal, statements, judgement, contest, review, arbitration; a unit sees its own part.
import { z } from 'zod'
import { bearerKinds, statuses } from '../domain/complaints/vocabulary.ts'
import { factCodes, factVerdicts } from '../domain/investigation/facts.ts'
import { liabilityStates } from '../domain/complaints/liability-states.ts'
import { contestGrounds, contestOutcomes, stages, statementStates } from '../domain/liability/flow.ts'
import { arbitrationNeeds } from '../domain/liability/rules.ts'
import { id, instant, line, money, page, pageQuery, text, unitRef, version, withId } from './common.ts'
import { head, step } from './complaints.ts'
import { endpoint } from './endpoint.ts'
import type { ReplyOf } from './endpoint.ts'

const percent = z.int().min(0).max(100)
const files = z.array(id).max(9).default([])
/** For who answers for several units (a province): which one. */
const forUnit = { unitId: id.optional() }
const share = z.strictObject({ bearer: z.enum(bearerKinds), unitId: id.optional(), staffNo: line(30).optional(), staffNote: line(200).optional(), percent: z.int().min(1).max(100), basis: line(300) })
const shares = z.array(share).min(1).max(10)
/** A step of a unit, which sees little of the case and answers once. */
const unitStep = <B extends z.ZodRawShape>(noun: string, summary: string, body: B) => endpoint({ method: 'POST', path: `/api/complaints/:id/${noun}`, needs: 'liability:contest', summary, params: withId, body: z.strictObject({ /** Checked when given. */ version: version.optional(), ...forUnit, ...body }), reply: head, idempotent: true })

export const askStatements = step('statement-requests', 'liability:judge', 'Ask the units that are to bear a share for their statement, before the judgement', { shares, note: text(1000).optional() })
export const judge = step('judgement', 'liability:judge', 'Share the responsibility among units; adds up to 100 %', { shares, reasoning: text(2000), rule: line(200).optional() })
export const state = unitStep('statement', 'What my unit says before it is judged', { text: text(2000), attachmentIds: files })
export const contest = unitStep('contest', 'Contest my unit\'s share, once, with evidence', { ground: z.enum(contestGrounds), text: text(2000), wantedPercent: percent, attachmentIds: files })
export const reviewContests = step('contest-review', 'liability:review', 'Another judge decides the contests: the shares stay, or these take their place', { reasons: text(2000), shares: shares.optional() })
export const askArbitration = unitStep('arbitration', 'Ask for arbitration between the units; an incomplete submission is sent back with what it lacks', { claim: text(2000), grounds: text(2000), wantedPercent: percent, against: z.array(id).max(9), attachmentIds: files })
export const answerArbitration = unitStep('arbitration-answer', 'Answer the submission of another unit', { text: text(2000), attachmentIds: files })
export const arbitrate = step('arbitration-decision', 'liability:arbitrate', 'Decide between the units; a submission without any ground may cost a capped sum', { reasons: text(2000), shares: shares.optional(), frivolous: z.strictObject({ penalty: money, reason: text(500) }).optional() })

const seenShare = z.strictObject({ bearer: z.enum(bearerKinds), unit: unitRef.nullable(), staffNo: z.string().nullable(), staffNote: z.string().nullable(), percent: z.int(), basis: z.string() })
const judged = z.strictObject({ id, stage: z.enum(stages), reasoning: z.string(), rule: z.string().nullable(), by: z.string(), at: instant, superseded: z.boolean(), shares: z.array(seenShare) })
const statement = z.strictObject({ unit: unitRef, answering: unitRef, percent: z.int(), state: z.enum(statementStates), askedAt: instant, dueAt: instant, text: z.string().nullable(), by: z.string().nullable(), at: instant.nullable() })
const contested = z.strictObject({ id, unit: unitRef, ground: z.enum(contestGrounds), text: z.string(), wantedPercent: z.int(), by: z.string(), at: instant, outcome: z.enum(contestOutcomes).nullable() })
const arbitration = z.strictObject({
  id, unit: unitRef, claim: z.string(), grounds: z.string(), wantedPercent: z.int(), against: z.array(unitRef), by: z.string(), at: instant, answerDueAt: instant,
  answers: z.array(z.strictObject({ unit: unitRef, answering: unitRef, state: z.enum(statementStates), text: z.string().nullable(), by: z.string().nullable(), at: instant.nullable() })),
  outcome: z.enum(contestOutcomes).nullable(), reasons: z.string().nullable(), frivolous: z.boolean().nullable(), penalty: money, decidedBy: z.string().nullable(), decidedAt: instant.nullable(),
})
const dueKinds = ['statement', 'judgement', 'contest', 'review', 'arbitration_request', 'arbitration_answer', 'arbitration_decision'] as const

const proposedShare = z.strictObject({ bearer: z.enum(bearerKinds), unit: unitRef.nullable(), percent: z.int(), no: z.array(z.string()), facts: z.array(z.int()) })
const ruleText = z.strictObject({ no: z.string(), text: z.string(), source: z.string() })
/** What the rules make of the facts. `hops`: the chain of custody in its order, with what points at each. */
export const proposal = z.strictObject({
  rulesVersion: z.int(), table: z.string(), rules: z.array(ruleText), shares: z.array(proposedShare),
  hops: z.array(z.strictObject({ unit: unitRef, link: z.string(), weight: z.number(), facts: z.array(z.int()) })),
  facts: z.array(z.strictObject({ seq: z.int(), code: z.enum(factCodes), unit: unitRef.nullable(), verdict: z.enum(factVerdicts), text: z.string(), evidence: z.int() })),
  otherwise: z.array(z.strictObject({ seq: z.int(), code: z.enum(factCodes), unit: unitRef.nullable(), verdict: z.enum(factVerdicts), no: z.string(), shares: z.array(proposedShare) })),

})
/** What may be done now and by when; what the viewer's unit may do is a unit it may do it for. */
const own = z.strictObject({ unit: unitRef, percent: z.int(), basis: z.string(), mayState: z.boolean(), mayContest: z.boolean(), mayArbitrate: z.boolean(), mayAnswer: z.boolean() })
export const liabilityView = z.strictObject({
  complaintNo: z.string(), keyword: z.string(), reasonCode: z.string().nullable(), /** What was found; for headquarters. */ finding: z.strictObject({ facts: z.string(), by: z.string() }).nullable(),
  state: z.enum(liabilityStates).nullable(), epoch: z.int(), version: z.int(), aboveLimit: z.boolean(), hearingNeeded: z.boolean(), amount: money, dueKind: z.enum(dueKinds).nullable(), dueAt: instant.nullable(), finalAt: instant.nullable(),
  proposal: proposal.nullable(), statements: z.array(statement), judgements: z.array(judged), contests: z.array(contested), arbitration: arbitration.nullable(), own: z.array(own),
  /** The units that bear a share, by name only, from the request for arbitration on: whom one may turn against. */
  others: z.array(unitRef), needs: z.array(z.enum(arbitrationNeeds)), leastWords: z.int(), frivolousMax: money,
  /** The viewer decided an instance of it: the next is another person's. */
  mine: z.boolean(),
})
export type LiabilityView = ReplyOf<typeof getLiability>
export const getLiability = endpoint({ method: 'GET', path: '/api/complaints/:id/liability', needs: 'complaint:read', summary: 'Who bears it: proposal, statements, judgements, contests, arbitration; a unit reads its own part', params: withId, reply: liabilityView })

const listed = z.strictObject({
  id, complaintNo: z.string(), keyword: z.string(), status: z.enum(statuses), reasonCode: z.string().nullable(), state: z.enum(liabilityStates), dueKind: z.enum(dueKinds).nullable(), dueAt: instant.nullable(), openedAt: instant,
  amount: money, aboveLimit: z.boolean(), statements: z.strictObject({ asked: z.int(), given: z.int(), silent: z.int() }), contests: z.int(), shares: z.array(z.strictObject({ name: z.string(), percent: z.int() })), judge: z.string().nullable(), reviewer: z.string().nullable(), mine: z.boolean(),
})
export const deskStates = ['to_judge', 'asked', 'contested', 'arbitrating', 'running', 'final'] as const
export const listLiability = endpoint({ method: 'GET', path: '/api/liability', needs: 'liability:judge', summary: 'The judge\'s desk: what is to be judged, what waits for statements, contests and arbitrations, oldest due first', query: z.strictObject({ ...pageQuery, show: z.enum(deskStates).default('to_judge') }), reply: page(listed).extend({ counts: z.record(z.enum(deskStates), z.int()) }) })

const ownJudgement = z.strictObject({
  id, complaintNo: z.string(), keyword: z.string(), reasonCode: z.string().nullable(), waybillNo: z.string().nullable(), state: z.enum(liabilityStates), unit: unitRef, percent: z.int(), basis: z.string(), reasoning: z.string().nullable(), staffNo: z.string().nullable(), judgedAt: instant.nullable(),
  statement: z.enum(statementStates).nullable(), dueAt: instant.nullable(), may: z.enum(['state', 'contest', 'arbitrate', 'answer']).nullable(), outcome: z.enum(contestOutcomes).nullable(),
})
export type OwnJudgement = z.output<typeof ownJudgement>
export const listOwnJudgements = endpoint({ method: 'GET', path: '/api/own-judgements', needs: 'liability:contest', summary: 'What my unit is asked and judged for, with what it may still do and until when', query: z.strictObject({ ...pageQuery, show: z.enum(['open', 'all']).default('open') }), reply: page(ownJudgement).extend({ openCount: z.int() }) })

/** The judgement in force as the case page shows it. */
export const judgement = z.strictObject({ id, reasoning: z.string(), rule: z.string().nullable(), by: z.string(), at: instant, shares: z.array(z.strictObject({ bearer: z.enum(bearerKinds), unit: z.string().nullable(), unitCode: z.string().nullable(), staffNo: z.string().nullable(), percent: z.int(), basis: z.string() })) })
export const liabilityEndpoints = [askStatements, judge, state, contest, reviewContests, askArbitration, answerArbitration, arbitrate, getLiability, listLiability, listOwnJudgements] as const
