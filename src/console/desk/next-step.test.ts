// One button is next: the table of who sees which.
import { expect, test } from 'vitest'
import { nextStep } from './next-step.ts'
import type { Abilities } from './next-step.ts'

type Seen = Parameters<typeof nextStep>[0]
const owner = { id: 'a', name: 'A' }
const seen = (change: Partial<Seen>): Seen => ({ status: 'received', kind: 'complaint', reasonCode: 'delay', owner, handover: null, withdrawal: null, reviews: [], plan: null, offers: [], confirmation: null, finding: null, judgement: null, ...change })
const no = (code: string) => ({ code, params: {} })
const openOffer = { state: 'open' } as Seen['offers'][number]
const plan = { needsConsent: true } as NonNullable<Seen['plan']>

test.each<[string, Partial<Seen>, Abilities, ReturnType<typeof nextStep>]>([
  ['an unowned case is taken first', { owner: null }, { take: true, acceptance: true }, { primary: 'take', blocked: undefined }],
  ['then accepted', {}, { take: no('complaint.owned_already'), acceptance: true }, { primary: 'acceptance', blocked: undefined }],
  ['a call owed comes before acceptance and says so', {}, { acceptance: no('complaint.verification_call_due'), contact: true }, { primary: 'contact', blocked: 'acceptance' }],
  ['an unclassified case is classified', { reasonCode: null }, { classification: true, acceptance: no('complaint.not_classified') }, { primary: 'classification', blocked: undefined }],
  ['an open offer waits for its answer', { status: 'negotiating', plan, offers: [openOffer] }, { answer: true, offer: true, decision: true }, { primary: 'answer', blocked: undefined }],
  ['no offer yet: make one', { status: 'negotiating', plan }, { answer: no('offer.none_open'), offer: true, decision: true }, { primary: 'offer', blocked: undefined }],
  ['one cannot approve the own plan and is told', { status: 'approving' }, { approval: no('plan.own_approval') }, { primary: undefined, blocked: 'approval' }],
  ['a missing permission is not shown at all', { status: 'approving' }, { approval: no('permission.missing') }, { primary: undefined, blocked: undefined }],
  ['one takes up the own accepted case', { status: 'accepted' }, { take: true, assignment: true }, { primary: 'take', blocked: undefined }],
  ['another\'s accepted case is assigned, not taken away by one key', { status: 'accepted', owner: { id: 'b', name: 'B' } }, { take: true, assignment: true }, { primary: 'assignment', blocked: undefined }],
  ['a judge shares out what was found', { status: 'planning', finding: {} as Seen['finding'] }, { plan: no('permission.missing'), judgement: true }, { primary: 'judgement', blocked: undefined }],
  ['once confirmed, close', { status: 'confirming', confirmation: { satisfied: true } as Seen['confirmation'] }, { confirmation: true, closing: true }, { primary: 'closing', blocked: undefined }],
  ['an enquiry is simply closed', { kind: 'enquiry', reasonCode: null }, { closing: true }, { primary: 'closing', blocked: undefined }],
])('%s', (_, change, abilities, expected) => {
  expect(nextStep(seen(change), abilities, owner.id)).toEqual(expected)
})
