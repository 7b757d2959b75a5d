// What the tables of a case must hold by its record: the events of one chain replayed, row by row and field by field (ADR 033).
import { transitions } from '../../domain/complaints/lifecycle.ts'
import { statuses } from '../../domain/complaints/vocabulary.ts'
import { replayEvidence } from './replay-evidence.ts'
import { replayIncidents } from './replay-incidents.ts'
import { replayInquiries } from './replay-inquiries.ts'
import { replayLiability } from './replay-liability.ts'
import { replayOrders } from './replay-orders.ts'
import { bool, flag, gists, instant, list, put, rowOf, rowsOf, text, told, when } from './replay-rows.ts'
import type { Data, RecordedEvent, Replay, Told, ToldRow } from './replay-rows.ts'

/** Nothing is known of a case before its first event. */
export function startReplay(): Replay {
  return { head: new Map(), rows: new Map(), unnamed: new Map(), clocksTold: false, handedTo: null }
}

const steps: ReadonlySet<string> = new Set(transitions.map((t) => t.event))

/** Takes the next event into what is known. A field the event doesn't hold (older records) stays unknown and is compared with nothing. */
export function replay(r: Replay, e: RecordedEvent): void {
  const by = told({ by_id: e.actor.id, by_name: e.actor.name })
  if (e.type === 'complaint.received') begin(r, e)
  else replayClocks(r, e)
  replayHead(r, e)
  replayOrgans[e.type]?.(r, e, by)
  replayLiability[e.type]?.(r, e, by)
  replayEvidence(r, e)
  replayIncidents(r, e)
  replayInquiries(r, e)
  replayOrders(r, e)
  for (const p of list(e.data['pauses'])) put(rowsOf(r, 'clock_pauses').get(String(p['pause'])), { ...told({ state: p['state'] }), ...(p['to'] === undefined ? {} : { to_at: instant(p['to']) }) })
}

function begin(r: Replay, { data }: RecordedEvent): void {
  if (!Array.isArray(data['clocks'])) return
  r.head.set('status', 'received').set('outcome', null).set('decided_at', null).set('merged_into', null).set('parent_id', text(data['parent'] ?? null)).set('process', null)
  put(r.head, told({ policy_version: data['policy'] }))
  r.clocksTold = true
  for (const c of data['clocks'] as Data[]) rowOf(r, 'clocks', `${String(c['kind'])} 1`, { due_at: instant(c['dueAt']), stopped_at: null, cancelled: 'f', ...told({ policy_version: data['policy'] }) })
}

function replayClocks(r: Replay, e: RecordedEvent): void {
  const { clocks } = e.data
  // settling on the spot tells its decision beside the closing, which holds what became of the clocks
  if (!Array.isArray(clocks)) { if (steps.has(e.type) && e.data['outcome'] !== 'on_spot' || e.data['earlierWatch'] === true) r.clocksTold = false; return }
  for (const c of clocks as Data[]) {
    const key = `${String(c['kind'])} ${String(c['epoch'])}`
    const row = rowsOf(r, 'clocks').get(key) ?? rowOf(r, 'clocks', key, { stopped_at: null, cancelled: 'f', ...told({ policy_version: r.head.get('policy_version') }) })
    if (c['dueAt'] !== undefined) row.set('due_at', instant(c['dueAt']))
    if (c['stoppedAt'] !== undefined) row.set('stopped_at', instant(c['stoppedAt'])).set('cancelled', bool(c['cancelled'])).set('stop_event', c['stoppedAt'] === null ? null : e.type)
  }
}

function replayHead(r: Replay, { type, at, data }: RecordedEvent): void {
  const { head } = r
  replayPins(r, type, data)
  if (isStatus(data['from']) && isStatus(data['to'])) head.set('status', data['to'])
  if (data['owner'] !== undefined) head.set('owner_id', text(data['owner']))
  if (type === 'complaint.hand_over_offered') r.handedTo = text(data['to'])
  if (type === 'complaint.hand_over_answered' && data['accept'] === true && r.handedTo !== null) head.set('owner_id', r.handedTo)
  if (type === 'complaint.closed' || type === 'complaint.rejected' || type === 'complaint.step_undone') head.set('outcome', text(data['outcome']))
  if (type === 'complaint.withdrawal_verified' && data['free'] === true) head.set('outcome', 'withdrawn')
  if (type === 'complaint.merged') head.set('outcome', 'duplicate').set('merged_into', text(data['into']))
  if (type === 'complaint.unmerged') head.set('outcome', null).set('decided_at', null).set('merged_into', null)
  if (type === 'process.changed') head.set('process', text(data['process']))
  if (type === 'complaint.parent_set') head.set('parent_id', text(data['parent']))
  // duplicates of earlier versions were rejected, and made merges by the migration
  if (type === 'complaint.rejected' && data['outcome'] === 'duplicate') head.delete('merged_into')
  if (type === 'complaint.decision_told' || type === 'complaint.rejected') head.set('decided_at', data['toldAt'] === undefined ? String(at) : instant(data['toldAt']))
  if (type === 'review.decided' && data['result'] === 'reopened') head.set('owner_id', null)
  if (type === 'complaint.reopened' || (type === 'review.decided' && data['result'] === 'reopened')) {
    head.set('outcome', null).set('decided_at', null)
    supersede(r, at, 'superseded')
  }
}

/** What a case is pinned to: its first step tells the process, its filing and every recount the policy. A step of an older record says nothing of the process it pinned. */
function replayPins({ head, rows }: Replay, type: string, data: Data): void {
  if (type === 'clock.recounted') {
    head.set('policy_version', text(data['policy']))
    for (const c of list(data['clocks'])) {
      const row = rows.get('clocks')?.get(`${String(c['kind'])} ${String(c['epoch'])}`)
      if (c['policy'] === undefined) row?.delete('policy_version')
      else put(row, told({ policy_version: c['policy'] }))
    }
  } else if (data['pinned'] !== undefined) head.set('process', text(data['pinned']))
  else if (type !== 'complaint.received' && Array.isArray(data['clocks']) && head.get('process') === null) head.delete('process')
}

const replayOrgans: Readonly<Record<string, (r: Replay, e: RecordedEvent, by: Readonly<Record<string, Told>>) => void>> = {
  'investigation.found': (r, { at, data: d }, by) => {
    rowOf(r, 'findings', d['finding'], { ...by, at: String(at), ...told({ cause_code: d['cause'], cause_detail: d['causeDetail'] ?? null, company_liability: d['companyLiability'], demand_judgement: d['demandJudgement'] }), ...flag('common_problem', d['commonProblem']), ...gists({ facts: d['facts'], liability_basis: d['liabilityBasis'], demand_reason: d['demandReason'] }) })
    for (const [i, f] of list(d['factsFound']).entries()) rowOf(r, 'finding_facts', `${String(d['finding'])} ${i + 1}`, { ...told({ code: f['code'], unit_id: f['unit'], staff_no: f['staffNo'], verdict: f['verdict'], evidence_ids: `{${(f['evidence'] as string[]).join(',')}}` }), ...gists({ text: f['text'], opposing: f['opposing'] ?? null }) })
  },
  'plan.drafted': (r, { at, actor, data: d }) => {
    supersede(r, at, 'expired')
    rowOf(r, 'plans', d['plan'], { at: String(at), state: d['levels'] === 0 ? 'approved' : 'approving', ...told({ maker_id: actor.id, maker_name: actor.name, approval_levels: d['levels'] }), ...flag('needs_consent', d['needsConsent']), ...gists({ reasoning: d['reasoning'], basis: d['basis'] }) })
    for (const m of list(d['measures'])) rowOf(r, 'plan_measures', `${String(d['plan'])} ${String(m['seq'])}`, { state: 'open', executed_by: null, executed_at: null, ...told({ kind: m['kind'], amount_minor: m['amountMinor'], payee_sealed: m['payeeHash'] }), ...when('due_at', m['dueAt']), ...gists({ description: m['description'] }) })
  },
  'plan.approval_given': (r, { at, data: d }, by) => {
    const plan = rowsOf(r, 'plans').get(String(d['plan']))
    const maker = plan?.get('maker_id')
    rowOf(r, 'approvals', `${String(d['plan'])} ${String(d['level'])}`, { ...by, at: String(at), ...flag('approve', d['approve']), ...(typeof maker === 'string' ? { maker_id: maker } : {}), ...gists({ reason: d['reason'] }) })
    if (d['complete'] === true || d['approve'] === false) plan?.set('state', d['complete'] === true ? 'approved' : 'sent_back')
  },
  'plan.measure_executed': (r, e) => end(r, e, e.data['seq'], e.data['dropped'] === true ? 'dropped' : 'done', e.data['evidence']),
  'offer.made': (r, { at, actor, data: d }) => {
    for (const row of rowsOf(r, 'offers').values()) endOffer(row, at, 'expired')
    rowOf(r, 'offers', d['offer'], { state: 'open', made_at: String(at), answered_at: null, answered_via: null, counter_minor: null, guardian_confirmed: null, ...told({ made_by: actor.id, plan_id: d['plan'], round: d['round'], amount_minor: d['amountMinor'], via: d['via'] }), ...when('expires_at', d['expiresAt']), ...gists({ text: d['text'], grounds: d['grounds'] }) })
  },
  'offer.answered': (r, { at, data: d }) => {
    const state = { accept: 'accepted', refuse: 'refused', counter: 'countered' }[String(d['answer'])]
    if (state === undefined) return
    put(rowsOf(r, 'offers').get(String(d['offer'])), { state, answered_at: String(at), ...told({ answered_via: d['via'], counter_minor: d['counterMinor'] ?? null, answer_reference: d['reference'] ?? null }), guardian_confirmed: d['guardianConfirmed'] === undefined ? null : bool(d['guardianConfirmed']), ...gists({ answer_words: d['words'] ?? null }) })
  },
  'complaint.step_undone': (r, { data: d }) => {
    put(rowsOf(r, 'offers').get(String(d['offer'])), { state: 'superseded' })
    for (const id of (d['offersBack'] as readonly unknown[] | undefined) ?? []) put(rowsOf(r, 'offers').get(String(id)), { state: 'open' })
  },
  'complaint.decision_told': (r, e, by) => { decision(r, e, by); for (const seq of (e.data['dropped'] as readonly unknown[] | undefined) ?? []) end(r, e, seq, 'dropped', undefined) },
  'complaint.rejected': (r, e, by) => {
    decision(r, e, by)
    if (e.data['outcome'] === 'duplicate') rowOf(r, 'merges', undefined, {})
  },
  'complaint.merged': (r, { at, actor, data: d }) => {
    rowOf(r, 'merges', d['merge'], { at: String(at), undone_at: null, ...told({ into_id: d['into'], by_name: actor.name }), ...gists({ reason: d['reason'] }) })
  },
  'complaint.unmerged': (r, { at, actor, data: d }) => put(rowsOf(r, 'merges').get(String(d['merge'])), { undone_at: String(at), ...told({ undone_by_name: actor.name }), ...gists({ undone_reason: d['reason'] }) }),
  // both cases tell of a link; it is kept with the one it starts from
  'complaint.linked': (r, { at, actor, data: d }) => {
    if (d['back'] === false) rowOf(r, 'links', d['link'], { at: String(at), removed_at: null, ...told({ other_id: d['other'], kind: d['kind'], by_name: actor.name }), ...gists({ reason: d['reason'] }) })
  },
  'complaint.unlinked': (r, { at, data: d }) => put(rowsOf(r, 'links').get(String(d['link'])), { removed_at: String(at) }),
  'data_request.opened': (r, { at, data: d }) => {
    rowOf(r, 'data_requests', 'request', { state: 'open', result: null, answered_at: null, opened_at: String(at), ...told({ wants: d['wants'] }), ...when('due_at', d['dueAt']) })
  },
  'data_request.answered': (r, { at, actor, data: d }) => {
    put(rowsOf(r, 'data_requests').get('request'), { state: 'answered', answered_at: String(at), ...told({ result: d['result'], answered_by_name: actor.name }), ...gists({ reason: d['reason'] ?? null }) })
  },
  'complaint.confirmed': (r, { at, actor, data: d }, by) => {
    rowOf(r, 'confirmations', d['confirmation'], { ...by, at: String(at), ...(actor.kind === 'customer' ? { by_id: null } : {}), ...told({ method: d['method'], reference: d['reference'] ?? null }), satisfied: d['satisfied'] === null ? null : bool(d['satisfied']), ...gists({ reason: d['reason'] ?? null }) })
  },
  'complaint.closed': onSpot,
  'complaint.paused': paused,
  'complaint.pause_asked': paused,
  'complaint.pause_decided': (r, { at, actor, data: d }) => {
    put(rowsOf(r, 'clock_pauses').get(String(d['pause'])), { decided_at: String(at), ...told({ decided_by: actor.id, decided_by_name: actor.name }), ...gists({ decision_reason: d['reason'] }) })
  },
  'complaint.withdrawal_requested': (r, { at, actor, data: d }) => {
    rowOf(r, 'withdrawals', d['withdrawal'], { state: 'requested', requested_at: String(at), requested_by: actor.kind === 'user' ? text(actor.id) : null, verified_by: null, verified_at: null, method: null, ...told({ via: d['via'] }), ...gists({ words: d['words'] }) })
  },
  'complaint.withdrawal_verified': (r, { at, actor, data: d }) => {
    put(rowsOf(r, 'withdrawals').get(String(d['withdrawal'])), { state: d['free'] === true ? 'verified' : 'refused', verified_at: String(at), ...told({ verified_by: actor.id, method: d['method'] }), ...flag('harassment', d['harassment']) })
  },
  'personal_data.erased': (r) => {
    for (const row of [...rowsOf(r, 'withdrawals').values(), ...rowsOf(r, 'reviews').values()]) row.set('words', '')
    for (const row of rowsOf(r, 'offers').values()) row.set('answer_words', null)
    for (const row of rowsOf(r, 'plan_measures').values()) row.set('payee_sealed', null)
  },
  'review.raised': (r, { at, actor, data: d }) => {
    rowOf(r, 'reviews', d['review'], { state: 'open', raised_at: String(at), handler_id: null, decided_at: null, ...told({ kind: d['kind'], raised_by: actor.kind === 'customer' ? 'customer' : actor.name }), ...gists({ words: d['words'] }) })
  },
  'review.decided': (r, { at, actor, data: d }) => {
    put(rowsOf(r, 'reviews').get(String(d['review'])), { decided_at: String(at), ...told({ state: d['result'], handler_id: actor.id, handler_name: actor.name }), ...gists({ reasons: d['reasons'] }) })
  },
}

function decision(r: Replay, { at, type, data: d }: RecordedEvent, by: Readonly<Record<string, Told>>): void {
  rowOf(r, 'decisions', d['decision'], { ...by, recorded_at: String(at), ...told({ outcome: d['outcome'], channel: d['channel'], appeal_route_told: d['appealRouteTold'] === undefined ? undefined : bool(d['appealRouteTold']) }), ...when('told_at', d['toldAt']), ...gists(type === 'complaint.rejected' ? { reasons: d['reason'] } : { text: d['text'], reasons: d['reasons'], basis: d['basis'], company_limits: d['companyLimits'] }) })
}

/** An entry of the ledger of pauses; what became of it is told by `pauses` of this and later events. */
function paused(r: Replay, { at, data: d }: RecordedEvent, by: Readonly<Record<string, Told>>): void {
  rowOf(r, 'clock_pauses', d['pause'], { ...by, entered_at: String(at), to_at: null, decided_by: null, decided_at: null, ...told({ code: d['code'], kinds: Array.isArray(d['kinds']) ? `{${d['kinds'].join(',')}}` : undefined }), ...flag('late', d['late']), ...when('from_at', d['from']), ...when('until_at', d['until']), ...when('cap_at', d['capAt']), ...gists({ reason: d['reason'], evidence: d['evidence'] ?? null }) })
}

/** Settled on the spot: plan, measures and confirmation are told by the closing. */
function onSpot(r: Replay, { at, actor, data: d }: RecordedEvent, by: Readonly<Record<string, Told>>): void {
  if (d['outcome'] !== 'on_spot' || !Array.isArray(d['measures'])) return
  rowOf(r, 'plans', d['plan'], { at: String(at), state: 'approved', approval_levels: '0', needs_consent: 'f', ...told({ maker_id: actor.id, maker_name: actor.name }) })
  rowOf(r, 'confirmations', d['confirmation'], { ...by, at: String(at), satisfied: 't', ...told({ method: d['method'] }) })
  for (const [i, kind] of d['measures'].entries()) {
    rowOf(r, 'plan_measures', d['plan'] === undefined ? undefined : `${String(d['plan'])} ${i + 1}`, { state: 'done', amount_minor: null, executed_at: String(at), ...told({ kind, executed_by: actor.id, executed_by_name: actor.name }) })
  }
}

function end(r: Replay, { at, actor, data }: RecordedEvent, seq: unknown, state: string, evidence: unknown): void {
  put(rowsOf(r, 'plan_measures').get(`${String(data['plan'])} ${String(seq)}`), { state, executed_at: String(at), ...told({ executed_by: actor.id, executed_by_name: actor.name }), ...gists({ evidence }) })
}

function supersede(r: Replay, at: number, late: 'expired' | 'superseded'): void {
  for (const row of rowsOf(r, 'plans').values()) row.set('state', 'superseded')
  for (const row of rowsOf(r, 'offers').values()) endOffer(row, at, late)
}

function endOffer(row: ToldRow, at: number, late: string): void {
  if (row.get('state') === 'open') row.set('state', Number(row.get('expires_at')) < at ? late : 'superseded')
}

const isStatus = (value: unknown): value is string => (statuses as readonly unknown[]).includes(value)
