// The catalogue of what a case's record can say: every event type with one sentence and the shape of its payload, frozen once shipped.

/**
 * What stands in a field. `gist` is scrubbed text of at most 200 characters, `text` scrubbed text, `minor` money in minor units of CNY,
 * `codes` a list of codes, `list` a list of objects. A trailing `?` means that the field may be absent, `|null` that it may be null.
 */
type Kind = 'id' | 'code' | 'gist' | 'text' | 'instant' | 'number' | 'minor' | 'boolean' | 'codes' | 'list' | 'object'
export type FieldKind = Kind | `${Kind}?` | `${Kind}|null` | `${Kind}|null?`
export type EventShape = { readonly says: string; readonly data: Readonly<Record<string, FieldKind>> }

const pause = { pause: 'id?', code: 'code?', reason: 'gist', from: 'instant?', until: 'instant', late: 'boolean?', evidence: 'gist?', files: 'number?', kinds: 'codes?', capAt: 'instant?', policy: 'code?' } as const

const complaint = {
  'complaint.received': {
    says: 'A complaint or another contact was filed; the hashes bind the customer\'s words kept outside the record.',
    data: { complaintNo: 'code', kind: 'code', channel: 'code', keyword: 'text', reason: 'code|null', suggested: 'code|null', priority: 'code', because: 'list', flags: 'codes', items: 'number', files: 'number', anonymous: 'boolean', receivedAt: 'instant', readBack: 'boolean', clocks: 'list', sealedHash: 'code', wordsHash: 'code', owner: 'id|null', parent: 'id?', policy: 'text?' },
  },
  'complaint.accepted': { says: 'The initial check accepted it.', data: { identityChecked: 'boolean', note: 'gist?' } },
  'complaint.over_age_decided': { says: 'A lead decided whether a complaint beyond the time limit is handled.', data: { accept: 'boolean', reason: 'gist' } },
  'complaint.rejected': { says: 'It ended as invalid or out of scope, and the customer was told.', data: { decision: 'id?', outcome: 'code', reason: 'gist', channel: 'code', toldAt: 'instant', referral: 'gist?', mergedInto: 'code?' } },
  'complaint.merged_in': { says: 'A duplicate was merged into this case, which keeps the earlier statutory watch.', data: { from: 'id', fromNo: 'code', earlierWatch: 'boolean', units: 'number?', items: 'number?', promises: 'number?' } },
  'complaint.merged': { says: 'It was the same matter as another case and lives on there; the customer was told, or will be by message.', data: { merge: 'id', into: 'id', intoNo: 'code', reason: 'gist', channel: 'code?', toldAt: 'instant?', orders: 'codes' } },
  'complaint.unmerged': { says: 'The merge was wrong: it is a case of its own again, its clocks as if they had never stopped.', data: { merge: 'id', outOf: 'id', outOfNo: 'code', reason: 'gist', orders: 'codes' } },
  'complaint.merged_out': { says: 'A case merged into this one was taken out again, with what had come only through it.', data: { case: 'id', caseNo: 'code', watchMoved: 'boolean', units: 'number', items: 'number' } },
  'complaint.parent_set': { says: 'It was put under a parent case, or taken from under it.', data: { parent: 'id|null', parentNo: 'code|null', previous: 'id|null', reason: 'gist' } },
  'complaint.child_set': { says: 'A case was put under this one, or taken from under it.', data: { case: 'id', caseNo: 'code', under: 'boolean' } },
  'complaint.linked': { says: 'It was linked to another case that belongs to the same matter.', data: { link: 'id', other: 'id', otherNo: 'code', kind: 'code', back: 'boolean', reason: 'gist' } },
  'complaint.unlinked': { says: 'A link to another case was removed.', data: { link: 'id', other: 'id', otherNo: 'code', kind: 'code', back: 'boolean', reason: 'gist' } },
  'complaint.duplicate_dismissed': { says: 'A suspected duplicate is another matter; it will not be suggested again.', data: { other: 'id', otherNo: 'code', reason: 'gist?' } },
  'complaint.classified': {
    says: 'Its reason, link, priority or kind were set; the old values stay readable.',
    data: { reason: 'code', previousReason: 'code|null', secondary: 'code|null', previousSecondary: 'code|null', link: 'code|null', previousLink: 'code|null', regulatorClass: 'code|null', priority: 'code', previousPriority: 'code', because: 'list', kind: 'code?', previousKind: 'code?', note: 'gist?' },
  },
  'inquiry.opened': { says: 'The reason began an internal inquiry by itself; from then on only named people open the case.', data: { reason: 'code', owner: 'id|null?' } },
  'inquiry.member_named': { says: 'A person was named who may open the case under inquiry.', data: { user: 'id', name: 'text', reason: 'gist' } },
  'inquiry.member_removed': { says: 'A person may open the case under inquiry no longer; what they owned waits for those who name.', data: { user: 'id', name: 'text', reason: 'gist', owner: 'id|null?' } },
  'inquiry.step_done': { says: 'A step of the inquiry is done, or needs not be done for the reason given.', data: { step: 'code', needed: 'boolean', note: 'gist' } },
  'inquiry.concluded': { says: 'The inquiry came to its result.', data: { result: 'code', text: 'gist' } },
  'security.goods_handed_over': { says: 'Prohibited or seized goods went to an authority, with its document.', data: { handover: 'id', authority: 'gist', documentNo: 'text', handedAt: 'instant' } },
  'complaint.supplemented': { says: 'The record was completed: items found later, facts asked for, and what the customer can\'t give.', data: { sealedHash: 'code', items: 'number', fields: 'codes', notAvailable: 'codes', missing: 'codes', priority: 'code', summary: 'gist?' } },
  'complaint.assigned': { says: 'It was given to a named owner, by a person or by a rule that says why.', data: { owner: 'id', ownerName: 'text', previous: 'id|null', reason: 'gist?', rule: 'text?', because: 'list?' } },
  'complaint.released': { says: 'Its owner left the house and nobody is named: it waits in the pool for the next.', data: { owner: 'id|null', previous: 'id', previousName: 'text' } },
  'complaint.moved': { says: 'Its owner is gone and it falls due before they return: it moved with its three lines.', data: { handover: 'id', owner: 'id', ownerName: 'text', previous: 'id', previousName: 'text', because: 'list', missing: 'codes?', happened: 'object', promised: 'object', wants: 'object' } },
  'complaint.step_undone': { says: 'Whoever took the last step took it back within its seconds; what it had changed is as before.', data: { step: 'code', version: 'number', owner: 'id|null', outcome: 'code|null', offer: 'id?', offersBack: 'codes?' } },
  'complaint.taken': { says: 'Somebody took it as their own.', data: { owner: 'id', because: 'list?' } },
  'complaint.hand_over_offered': { says: 'Its owner offered it to another person in three lines.', data: { handover: 'id', to: 'id', toName: 'text', reason: 'gist', missing: 'codes?', happened: 'object', promised: 'object', wants: 'object' } },
  'complaint.hand_over_answered': { says: 'The hand-over was accepted or declined.', data: { handover: 'id|null', accept: 'boolean', reason: 'gist?' } },
  'complaint.customer_contacted': {
    says: 'The customer was contacted, or tried; unverified contacts of a unit stop no clock.',
    data: { contact: 'id', direction: 'code', channel: 'code', outcome: 'code', purpose: 'code', summary: 'gist', verified: 'boolean', promise: 'gist?', dueAt: 'instant?', evidenceRequest: 'gist?', adverseEffectTold: 'boolean?' },
  },
  'complaint.promise_made': { says: 'Something was promised to the customer by a moment.', data: { promise: 'gist', dueAt: 'instant' } },
  'complaint.promise_kept': { says: 'A promise to the customer was kept.', data: { kept: 'number', note: 'gist', progressOnly: 'boolean?' } },
  'complaint.promise_broken': { says: 'A promise to the customer was not kept, why, and that the customer knows; the promise in its place, if one was made.', data: { broken: 'number', reason: 'gist', promise: 'gist?', dueAt: 'instant?' } },
  'complaint.substantive_reply': { says: 'The first substantive reply: the customer was told how it goes on, by when, and why it takes that long.', data: { contact: 'id', process: 'gist', expectedAt: 'instant', why: 'gist' } },
  'complaint.paused': { says: 'It stands still for a reason the policy grants; the statutory watch runs on.', data: pause },
  'complaint.pause_asked': { says: 'Somebody asked for a pause that takes a second person; until then everything runs.', data: pause },
  'complaint.pause_decided': { says: 'A second person let the pause count from its beginning, or refused it; breaches it explains stay on record.', data: { pause: 'id', askedBy: 'id', approve: 'boolean', reason: 'gist', excused: 'codes' } },
  'complaint.resumed': { says: 'It goes on: a pause ended, or is asked for no more.', data: { note: 'gist?' } },
  'complaint.noted': { says: 'An internal note was added.', data: { note: 'id', text: 'gist' } },
  'complaint.material_added': { says: 'Files or words were added to the case.', data: { files: 'number', note: 'gist?' } },
  'complaint.chased': { says: 'The customer asked again.', data: { times: 'number', channel: 'code', words: 'gist?', repeat: 'id?', as: 'code?', previousKind: 'code?', priority: 'code?' } },
  'complaint.rated': { says: 'The customer rated the handling.', data: { score: 'number', comment: 'gist?' } },
  'complaint.decision_told': {
    says: 'The decision and its reasons were told to the customer: the act that meets the seven-day duty.',
    data: { decision: 'id?', plan: 'id?', outcome: 'code', channel: 'code', toldAt: 'instant', text: 'gist?', reasons: 'gist?', basis: 'gist?', appealRouteTold: 'boolean?', companyLimits: 'gist?', dropped: 'list?' },
  },
  'complaint.confirmed': { says: 'The customer confirmed the execution, or it is recorded why it goes on without.', data: { confirmation: 'id', method: 'code', satisfied: 'boolean|null', reference: 'text?', reason: 'gist?', attempts: 'number?', loggedAttempts: 'number?' } },
  'complaint.closed': { says: 'It was closed with its outcome.', data: { outcome: 'code', summary: 'gist?', thanked: 'boolean?', method: 'code|null', answer: 'gist?', explained: 'gist?', remedy: 'gist?', measures: 'codes?', plan: 'id?', confirmation: 'id?' } },
  'complaint.archived': { says: 'The file is complete.', data: { note: 'gist?' } },
  'complaint.reopened': { says: 'It was reopened on new facts; the statutory watch is untouched.', data: { reason: 'gist', previousOutcome: 'code|null', time: 'number' } },
  'complaint.withdrawal_requested': { says: 'The customer wants to withdraw; nothing ends yet.', data: { withdrawal: 'id?', via: 'code', words: 'gist' } },
  'complaint.withdrawal_verified': { says: 'Headquarters asked the customer whether withdrawing was free.', data: { withdrawal: 'id?', free: 'boolean', method: 'code', harassment: 'boolean' } },
  'consent.given': { says: 'The customer sent it under this text about the use of their data.', data: { text: 'code', locale: 'code' } },
  'process.changed': { says: 'It follows another process template from then on; what was done stays done.', data: { process: 'code', previous: 'code', words: 'object', reason: 'gist' } },
  'process.step_recorded': { says: 'A step of its template that has no act of its own was done.', data: { process: 'code', step: 'code', words: 'object', milestones: 'codes', note: 'gist' } },
  'data_request.opened': { says: 'Somebody asks for a copy, a correction or the deletion of their own data; the answer is due by then.', data: { wants: 'code', dueAt: 'instant' } },
  'data_request.answered': { says: 'The request about one\'s own data was met or refused with its reason.', data: { wants: 'code', result: 'code', reason: 'gist?', cases: 'number?', erased: 'number?', kept: 'number?', until: 'instant?' } },
  'personal_data.erased': { says: 'What the person said and how to reach them was destroyed at their request; the record of what was done stays. The hashes are those of what is left.', data: { request: 'id', files: 'number', evidence: 'codes?', sealedHash: 'code', wordsHash: 'code' } },
  'personal_data.revealed': { says: 'Plain personal data was shown for a reason.', data: { fields: 'codes', reason: 'gist' } },
} as const satisfies Record<string, EventShape>

const organs = {
  'evidence.added': { says: 'Pieces of evidence came into the case, each with the fingerprint of its file.', data: { items: 'list' } },
  'evidence.withdrawn': { says: 'A piece of evidence does not count any more; it stays with the reason.', data: { evidence: 'id', seq: 'number', reason: 'gist' } },
  'evidence.held': { says: 'A piece of evidence, or the whole case, may not be erased until it is released.', data: { hold: 'id', evidence: 'id|null', reason: 'gist' } },
  'evidence.released': { says: 'A hold has ended.', data: { hold: 'id', evidence: 'id|null', reason: 'gist' } },
  'evidence.handed_out': { says: 'An original was given to somebody outside.', data: { evidence: 'id', seq: 'number', to: 'gist', reason: 'gist' } },
  'evidence.requested': { says: 'The complainant was asked for evidence: why, until when, and whether they were told what happens without it.', data: { request: 'id', contact: 'id', what: 'gist', reason: 'gist', dueAt: 'instant', adverseEffectTold: 'boolean', channel: 'code' } },
  'evidence.request_ended': { says: 'What the complainant was asked for has come, or is not needed any more.', data: { request: 'id', result: 'code', via: 'code', files: 'number', words: 'gist?' } },
  'clock.recounted': { says: 'Its clocks were counted anew by a published version or a newer calendar, on demand; it was not touched otherwise.', data: { run: 'id', because: 'code', policy: 'text|null', previousPolicy: 'text|null', calendar: 'text|null' } },
  'order.issued': { says: 'A unit was asked a question.', data: { order: 'id', unit: 'id', unitCode: 'code', unitName: 'text', question: 'gist', wanted: 'codes', dueAt: 'instant', kind: 'code?', staff: 'id?', types: 'codes?', meantFor: 'id?', prefill: 'code?' } },
  'order.accepted': { says: 'The unit took the question on; of a notice: it was received.', data: { order: 'id', unit: 'id' } },
  'order.part_answered': { says: 'The unit answered a part; the question stays open.', data: { order: 'id', unit: 'id', answer: 'code', text: 'gist', files: 'number' } },
  'order.answered': { says: 'The unit answered.', data: { order: 'id', unit: 'id', answer: 'code', text: 'gist', files: 'number', otherUnit: 'code?' } },
  'order.returned': { says: 'The answer went back for more; the clock began again.', data: { order: 'id', unit: 'id', missing: 'gist', time: 'number', dueAt: 'instant', staff: 'id?' } },
  'order.settled': { says: 'The answer was found good; the order is done.', data: { order: 'id', unit: 'id', note: 'gist?' } },
  'order.handed_over': { says: 'The question went to another unit; the former one keeps its part to read.', data: { order: 'id', unit: 'id', to: 'id', next: 'id', nextUnit: 'id', nextUnitName: 'text', reason: 'gist', dueAt: 'instant' } },
  'order.rerouted': { says: 'The unit is out of order: the question went to its province, its clock kept.', data: { order: 'id', unit: 'id', to: 'id', next: 'id', nextUnit: 'id', nextUnitName: 'text', state: 'code', dueAt: 'instant' } },
  'order.cancelled': { says: 'The question was taken back.', data: { order: 'id', unit: 'id', reason: 'gist' } },
  'order.extension_asked': { says: 'More time was asked for a question that is late; a second person decides.', data: { order: 'id', unit: 'id', hours: 'number', reason: 'gist' } },
  'order.extended': { says: 'More time was given, once.', data: { order: 'id', unit: 'id', hours: 'number', reason: 'gist', dueAt: 'instant', second: 'boolean' } },
  'order.extension_refused': { says: 'More time was refused.', data: { order: 'id', unit: 'id', reason: 'gist?' } },
  'order.reminded': { says: 'The unit was reminded.', data: { order: 'id', unit: 'id', times: 'number', staff: 'id?' } },
  'order.notice_given': { says: 'A partner in the custody chain was told of the complaint; only its receipt is asked for.', data: { order: 'id', unit: 'id', unitCode: 'code', unitName: 'text' } },
  'order.acceptance_missed': { says: 'The unit did not take the question on in time.', data: { order: 'id', unit: 'id', dueAt: 'instant' } },
  'order.silent': { says: 'The unit let its time pass without an answer: the fact unit_silent.', data: { order: 'id', unit: 'id', dueAt: 'instant' } },
  'investigation.checked': { says: 'The matter was checked before the investigation: taken on, more evidence needed, out of scope, or mistaken.', data: { check: 'id', result: 'code', basis: 'gist', told: 'gist|null', points: 'list' } },
  'investigation.lead_named': { says: 'Somebody leads the investigation for a department, perhaps with a team.', data: { department: 'code', lead: 'id', leadName: 'text', previous: 'id|null', team: 'boolean', teamReason: 'gist|null', members: 'list', reason: 'gist|null' } },
  'investigation.evidence_planned': { says: 'Items of evidence were planned.', data: { items: 'list' } },
  'investigation.evidence_settled': { says: 'An item of the plan was settled by a person, or opened again.', data: { item: 'id', settled: 'code|null', reason: 'gist|null' } },
  'investigation.recorded': { says: 'Somebody was heard, or something was looked at.', data: { record: 'id', kind: 'code', person: 'code|null', unit: 'id|null', place: 'gist|null', result: 'gist', readBack: 'boolean|null', happenedAt: 'instant', evidence: 'codes' } },
  'investigation.fact_weighed': { says: 'A fact was weighed, with its evidence and what is said against it.', data: { fact: 'id', code: 'code', unit: 'id|null', staffNo: 'text|null', verdict: 'code', text: 'gist', evidence: 'codes', opposing: 'gist|null', opposingSide: 'code|null', heard: 'codes', proposed: 'boolean', before: 'code|null' } },
  'investigation.fact_dropped': { says: 'A fact was taken off the board, or a proposed one refused.', data: { fact: 'id|null', proposal: 'code|null', reason: 'gist' } },
  'investigation.found': {
    says: 'What was found, and whether the company is liable to the customer.',
    data: { finding: 'id', facts: 'gist', cause: 'code', companyLiability: 'code', liabilityBasis: 'gist', demandJudgement: 'code', demandReason: 'gist', commonProblem: 'boolean', files: 'number', replaces: 'id|null', furtherChecking: 'boolean?', causeDetail: 'code?', demands: 'list?', factsFound: 'list?', similar: 'object?' },
  },
  'liability.judged': { says: 'The responsibility was shared among those who bear it.', data: { judgement: 'id', finding: 'id|null', reasoning: 'gist', rule: 'gist|null', replaces: 'id|null', shares: 'list', epoch: 'number?', aboveLimit: 'boolean?', units: 'list?', dueAt: 'instant?' } },
  'liability.statement_asked': { says: 'The units that are to bear a share were asked for their statement.', data: { epoch: 'number', rulesVersion: 'number', aboveLimit: 'boolean', amountMinor: 'minor', units: 'list', dueAt: 'instant', note: 'gist?' } },
  'liability.stated': { says: 'A unit made its statement before the judgement; late is said.', data: { epoch: 'number', unit: 'id', unitName: 'text', text: 'gist', files: 'number', late: 'boolean', complete: 'boolean' } },
  'liability.silence_recorded': { says: 'The window for statements ended; these units said nothing.', data: { epoch: 'number', units: 'list' } },
  'liability.contested': { says: 'A unit contests its share.', data: { epoch: 'number', contest: 'id', judgement: 'id', unit: 'id', unitName: 'text', ground: 'code', text: 'gist', wantedPercent: 'number', files: 'number', dueAt: 'instant' } },
  'liability.reviewed': { says: 'Another judge decided the contests.', data: { epoch: 'number', judgement: 'id', replaces: 'id|null', finding: 'id|null', reasoning: 'gist', contests: 'list', shares: 'list', units: 'list', dueAt: 'instant' } },
  'liability.contests_ended': { says: 'After a review the last window to contest ended; the units may ask for arbitration.', data: { epoch: 'number', judgement: 'id|null', units: 'list', dueAt: 'instant' } },
  'liability.arbitration_asked': { says: 'A unit asked for arbitration against others.', data: { epoch: 'number', arbitration: 'id', judgement: 'id', unit: 'id', unitName: 'text', claim: 'gist', grounds: 'gist', wantedPercent: 'number', against: 'codes', units: 'list', files: 'number', dueAt: 'instant' } },
  'liability.arbitration_answered': { says: 'A unit answered the submission of another.', data: { epoch: 'number', arbitration: 'id', unit: 'id', unitName: 'text', text: 'gist', files: 'number', complete: 'boolean' } },
  'liability.arbitration_unanswered': { says: 'The window for answers ended; these units said nothing.', data: { epoch: 'number', arbitration: 'id', units: 'list', dueAt: 'instant' } },
  'liability.arbitrated': { says: 'The arbitrator decided between the units.', data: { epoch: 'number', arbitration: 'id', judgement: 'id', replaces: 'id|null', finding: 'id|null', outcome: 'code', reasoning: 'gist', frivolous: 'boolean', penaltyMinor: 'minor', shares: 'list', units: 'list' } },
  'liability.reminded': { says: 'A window of the procedure is about to end, or has ended without the step.', data: { epoch: 'number', waits: 'code', units: 'list', dueAt: 'instant' } },
  'liability.final': { says: 'Who bears it is final; what follows from it is settled between the units.', data: { epoch: 'number', judgement: 'id|null', shares: 'list' } },
  'settlement.booked': { says: 'The claims against the units were brought to what they owe; penalties of a fallen judgement were reversed or lapsed. No money moved.', data: { judgement: 'id', entries: 'list', reversed: 'codes', lapsed: 'codes' } },
  'penalty.proposed': { says: 'The rules propose a penalty, or education in its place; a person decides.', data: { penalty: 'id', unit: 'id', rule: 'code', minor: 'minor', education: 'boolean', policy: 'code' } },
  'penalty.decided': { says: 'A person confirmed, lowered or waived a proposed penalty; a confirmed one has its duty.', data: { penalty: 'id', unit: 'id', decision: 'code', proposedMinor: 'minor', minor: 'minor', rule: 'code', reason: 'gist?', duty: 'id?', entries: 'list' } },
  'settlement.disputed': { says: 'A unit disputes a line of its statement.', data: { dispute: 'id', entry: 'id', unit: 'id', reason: 'gist', files: 'number' } },
  'settlement.dispute_answered': { says: 'The disputed line was kept, or corrected in the next statement.', data: { dispute: 'id', entry: 'id', unit: 'id', result: 'code', answer: 'gist', entries: 'list' } },
  'staff_measure.proven': { says: 'Proof of a duty of staff was put to the case; what the duty is stands with the unit and headquarters\' leads only.', data: { measure: 'id', files: 'number' } },
  'liability.lapsed': { says: 'The case was reopened: who bears it is judged anew.', data: { epoch: 'number' } },
  'waybill.refreshed': { says: 'The carrier was asked about its parcel again and told something new; the hash is that of the look that was kept.', data: { number: 'text', state: 'code', scans: 'number', added: 'number', sha256: 'code' } },
  'report.submitted': { says: 'The investigation report was handed in; the hash binds its content as it was then.', data: { report: 'id', number: 'number', to: 'text', sha256: 'code', evidence: 'number', facts: 'number', note: 'gist?' } },
  'plan.drafted': { says: 'A solution plan was drafted and weighed for approval.', data: { plan: 'id', replaces: 'id|null', levels: 'number', totalMinor: 'minor', needsConsent: 'boolean', approvalPolicy: 'code', reasoning: 'gist', basis: 'gist', measures: 'list' } },
  'plan.approval_given': { says: 'A level approved the plan or sent it back.', data: { plan: 'id', level: 'number', levels: 'number', approve: 'boolean', complete: 'boolean', reason: 'gist' } },
  'plan.measure_executed': { says: 'A measure was carried out, or dropped with its reason.', data: { plan: 'id', seq: 'number', kind: 'code', amountMinor: 'minor|null', dropped: 'boolean', evidence: 'gist', files: 'number', left: 'number' } },
  'compensation.paper_issued': { says: 'The compensation paper was issued for printing; how many times so far.', data: { totalMinor: 'minor', times: 'number', measures: 'number' } },
  'offer.made': { says: 'The plan was offered to the customer.', data: { offer: 'id', plan: 'id', round: 'number', amountMinor: 'minor', via: 'code', expiresAt: 'instant', text: 'gist', grounds: 'gist' } },
  'offer.answered': { says: 'The customer accepted, refused or made a counter-offer.', data: { offer: 'id', round: 'number', answer: 'code', via: 'code', words: 'gist?', counterMinor: 'minor?', reference: 'text?', guardianConfirmed: 'boolean?' } },
  'incident.joined': { says: 'It joined an incident that hit many parcels; its clocks, owner and decision stay its own.', data: { incident: 'id', title: 'text', how: 'code', reason: 'gist?' } },
  'incident.left': { says: 'It was taken out of an incident.', data: { incident: 'id', reason: 'gist' } },
  'incident.noticed': { says: 'Its customer was sent the notice of an incident.', data: { incident: 'id', message: 'id', channel: 'code', text: 'gist' } },
  'review.raised': { says: 'A second look was asked for.', data: { review: 'id', kind: 'code', words: 'gist', files: 'number?' } },
  'review.decided': { says: 'The second look upheld the handling, or reopened the case for another person.', data: { review: 'id', kind: 'code', result: 'code', reasons: 'gist', reason: 'gist?', previousOutcome: 'code|null?', time: 'number?', previousOwner: 'id|null?' } },
} as const satisfies Record<string, EventShape>

/**
 * Every event of a case's record. An event whose step moved the case also carries `from` and `to`, one of a bulk run its id as `bulk`; what it did to clocks
 * stands in `clocks`, a list of `{kind, epoch, dueAt?, stoppedAt?, cancelled?}`, empty when it did nothing; to the ledger of pauses in `pauses`, a list of `{pause, to?, state?}`. An event with `owner` says who owns the case from then on.
 * `verify-audit` holds the tables against these values (ADR 033).
 */
export const caseEvents = { ...complaint, ...organs } as const

type Shapes = typeof caseEvents
export type CaseEventType = keyof Shapes
type Value<K extends string> = K extends 'number' | 'minor' ? number : K extends 'boolean' ? boolean : K extends 'codes' ? readonly string[] : K extends 'list' ? readonly unknown[] : K extends 'object' ? Readonly<Record<string, unknown>> : string
type Full<F extends string> = F extends `${infer K}|null` ? Value<K> | null : Value<F>
type Payload<D extends Readonly<Record<string, FieldKind>>> =
  { readonly [N in keyof D as D[N] extends `${string}?` ? never : N]: Full<D[N]> } & { readonly [N in keyof D as D[N] extends `${string}?` ? N : never]?: D[N] extends `${infer F}?` ? Full<F> : never }

/** An event as recorded: its type and its payload. */
export type CaseEvent = { [T in CaseEventType]: { readonly type: T; readonly data: Payload<Shapes[T]['data']> & { readonly from?: string; readonly to?: string; readonly clocks?: readonly unknown[]; readonly pauses?: readonly unknown[]; readonly pinned?: string; readonly bulk?: string } } }[CaseEventType]

const tests: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  id: (v) => typeof v === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(v),
  code: (v) => typeof v === 'string' && /^[\w.@/-]+$/.test(v),
  gist: (v) => typeof v === 'string' && v.length <= 200,
  text: (v) => typeof v === 'string',
  instant: (v) => typeof v === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(v),
  number: (v) => typeof v === 'number',
  minor: (v) => Number.isSafeInteger(v),
  boolean: (v) => typeof v === 'boolean',
  codes: (v) => Array.isArray(v) && v.every((each) => typeof each === 'string'),
  list: (v) => Array.isArray(v),
  object: (v) => typeof v === 'object' && v !== null && !Array.isArray(v),
}

const everywhere: readonly string[] = ['from', 'to', 'clocks', 'pauses', 'pinned', 'bulk']

/** What is wrong with a recorded event, measured by the catalogue; empty when it fits. */
export function eventProblems(type: string, data: Readonly<Record<string, unknown>>): readonly string[] {
  const shape: EventShape | undefined = Object.hasOwn(caseEvents, type) ? caseEvents[type as CaseEventType] : undefined
  if (!shape) return [`${type} is not in the catalogue`]
  const unknown = Object.keys(data).filter((name) => !Object.hasOwn(shape.data, name) && !everywhere.includes(name))
  const wrong = Object.entries(shape.data).filter(([name, kind]) => !fits(kind, data[name]))
  return [...unknown.map((name) => `${type} has an unknown field ${name}`), ...wrong.map(([name, kind]) => `${type}.${name} is no ${kind}`)]
}

function fits(kind: FieldKind, value: unknown): boolean {
  if (value === undefined) return kind.endsWith('?')
  const full = kind.endsWith('?') ? kind.slice(0, -1) : kind
  if (value === null) return full.endsWith('|null')
  const test = tests[full.replace('|null', '') as Kind]
  return test(value)
}
