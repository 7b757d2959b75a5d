// What the tables of responsibility must hold by the record: judgements of every instance, statements, contests, arbitrations, and the penalties and disputes that follow.
import { bool, flag, gists, list, put, rowOf, rowsOf, told } from './replay-rows.ts'
import type { Data, RecordedEvent, Replay, Told } from './replay-rows.ts'

type By = Readonly<Record<string, Told>>

/** Takes an event of responsibility into what is known. */
export const replayLiability: Readonly<Record<string, (r: Replay, e: RecordedEvent, by: By) => void>> = {
  'liability.statement_asked': (r, { at, data: d }) => {
    for (const u of list(d['units'])) rowOf(r, 'liability_units', `${String(d['epoch'])} ${String(u['unit'])}`, { statement: 'asked', asked_at: String(at), stated_at: null, stated_by: null, ...told({ answering_unit_id: u['answering'], percent: u['percent'] ?? 0 }) })
  },
  'liability.stated': (r, { at, actor, data: d }) => put(rowsOf(r, 'liability_units').get(`${String(d['epoch'])} ${String(d['unit'])}`), { statement: 'given', stated_at: String(at), ...told({ stated_by: actor.id, stated_by_name: actor.name }), ...gists({ text: d['text'] }) }),
  'liability.silence_recorded': (r, { data: d }) => {
    for (const u of list(d['units'])) put(rowsOf(r, 'liability_units').get(`${String(d['epoch'])} ${String(u['unit'])}`), { statement: 'silent' })
  },
  'penalty.proposed': (r, { at, data: d }) => {
    rowOf(r, 'penalties', d['penalty'], { state: 'proposed', reversed_at: null, decided_at: null, decided_by: null, education: bool(d['education']), ...told({ unit_id: d['unit'], rule: d['rule'], proposed_minor: d['minor'], amount_minor: d['minor'], policy_version: d['policy'] }), ...(rowsOf(r, 'penalties').get(String(d['penalty']))?.has('proposed_at') ? {} : { proposed_at: String(at) }) })
  },
  'penalty.decided': (r, { at, actor, data: d }) => put(rowsOf(r, 'penalties').get(String(d['penalty'])), { state: d['decision'] === 'confirm' ? 'confirmed' : 'waived', decided_at: String(at), ...told({ amount_minor: d['minor'], decided_by: actor.id, decided_by_name: actor.name }), ...gists({ decision_reason: d['reason'] ?? null }) }),
  'settlement.booked': (r, { at, data: d }) => {
    for (const [key, state] of [['reversed', 'reversed'], ['lapsed', 'lapsed']] as const) for (const id of Array.isArray(d[key]) ? d[key] : []) put(rowsOf(r, 'penalties').get(String(id)), { state, reversed_at: String(at) })
  },
  'settlement.disputed': (r, { at, actor, data: d }) => {
    rowOf(r, 'settlement_disputes', d['dispute'], { state: 'open', raised_at: String(at), answered_at: null, answered_by: null, ...told({ entry_id: d['entry'], unit_id: d['unit'], raised_by: actor.id, raised_by_name: actor.name }), ...gists({ reason: d['reason'] }) })
  },
  'settlement.dispute_answered': (r, { at, actor, data: d }) => put(rowsOf(r, 'settlement_disputes').get(String(d['dispute'])), { answered_at: String(at), ...told({ state: d['result'], answered_by: actor.id, answered_by_name: actor.name }), ...gists({ answer: d['answer'] }) }),
  'liability.judged': (r, e, by) => judged(r, e, by, 'judgement', e.data['reasoning']),
  'liability.contested': (r, { at, data: d }, by) => {
    rowOf(r, 'liability_contests', d['contest'], { ...by, at: String(at), outcome: null, decided_at: null, ...told({ epoch: d['epoch'], judgement_id: d['judgement'], unit_id: d['unit'], ground: d['ground'], wanted_percent: d['wantedPercent'] }), ...gists({ text: d['text'] }) })
  },
  'liability.reviewed': (r, e, by) => {
    judged(r, e, by, 'review', e.data['reasoning'])
    for (const c of list(e.data['contests'])) put(rowsOf(r, 'liability_contests').get(String(c['contest'])), { decided_at: String(e.at), ...told({ outcome: c['outcome'] }) })
  },
  'liability.arbitration_asked': (r, { at, data: d }, by) => {
    rowOf(r, 'arbitrations', d['arbitration'], { ...by, at: String(at), outcome: null, frivolous: null, penalty_minor: '0', decided_by: null, decided_at: null, ...told({ epoch: d['epoch'], judgement_id: d['judgement'], unit_id: d['unit'], wanted_percent: d['wantedPercent'] }), ...gists({ claim: d['claim'], grounds: d['grounds'] }) })
    for (const u of list(d['units'])) rowOf(r, 'arbitration_answers', `${String(d['arbitration'])} ${String(u['unit'])}`, { state: 'asked', by_id: null, at: null, ...told({ answering_unit_id: u['answering'] }) })
  },
  'liability.arbitration_answered': (r, { at, data: d }, by) => put(rowsOf(r, 'arbitration_answers').get(`${String(d['arbitration'])} ${String(d['unit'])}`), { ...by, state: 'given', at: String(at), ...gists({ text: d['text'] }) }),
  'liability.arbitration_unanswered': (r, { data: d }) => {
    for (const u of list(d['units'])) put(rowsOf(r, 'arbitration_answers').get(`${String(d['arbitration'])} ${String(u['unit'])}`), { state: 'silent' })
  },
  'liability.arbitrated': (r, e, by) => {
    const { at, actor, data: d } = e
    judged(r, e, by, 'arbitration', d['reasoning'])
    put(rowsOf(r, 'arbitrations').get(String(d['arbitration'])), { decided_at: String(at), frivolous: bool(d['frivolous']), ...told({ outcome: d['outcome'], penalty_minor: d['penaltyMinor'], decided_by: actor.id, decided_by_name: actor.name }) })
  },
}

/** A judgement of any instance takes the place of the one before, with its shares. */
function judged(r: Replay, { at, data: d }: RecordedEvent, by: By, stage: string, reasoning: unknown): void {
  for (const row of rowsOf(r, 'judgements').values()) if (row.get('superseded_at') === null) row.set('superseded_at', String(at))
  const finder = rowsOf(r, 'findings').get(String(d['finding']))?.get('by_id')
  rowOf(r, 'judgements', d['judgement'], { ...by, at: String(at), superseded_at: null, stage, ...told({ epoch: d['epoch'] }), ...flag('above_limit', d['aboveLimit']), ...(typeof finder === 'string' ? { finding_by: finder } : {}), ...gists({ reasoning, rule: d['rule'] }) })
  for (const [i, s] of list(d['shares']).entries()) rowOf(r, 'judgement_shares', `${String(d['judgement'])} ${i + 1}`, shareOf(s))
}

function shareOf(s: Data): Readonly<Record<string, Told>> {
  return { ...told({ bearer: s['bearer'], unit_id: s['unit'], staff_no: s['staffNo'], percent: s['percent'] }), ...gists({ basis: s['basis'], ...(s['staffNote'] === undefined ? {} : { staff_note: s['staffNote'] }) }) }
}
