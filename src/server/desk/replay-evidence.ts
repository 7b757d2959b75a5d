// What the record tells of evidence, its holds and what the complainant was asked for (ADR 072).
import { bool, gists, list, put, rowOf, rowsOf, told, when } from './replay-rows.ts'
import type { RecordedEvent, Replay } from './replay-rows.ts'

/** Steps of earlier releases told only how many files came with them. */
const counted: ReadonlySet<string> = new Set(['complaint.received', 'complaint.material_added', 'order.answered', 'order.part_answered', 'investigation.found', 'plan.measure_executed', 'review.raised', 'complaint.paused', 'complaint.pause_asked'])

/** Takes what an event says of evidence into what is known. */
export function replayEvidence(r: Replay, e: RecordedEvent): void {
  if (counted.has(e.type) && typeof e.data['files'] === 'number') unnamed(r, e.data['files'])
  tells[e.type]?.(r, e)
}

const unnamed = (r: Replay, files: number): void => { r.unnamed.set('evidence', (r.unnamed.get('evidence') ?? 0) + files) }

const tells: Readonly<Record<string, (r: Replay, e: RecordedEvent) => void>> = {
  'evidence.added': (r, { at, actor, data }) => {
    for (const d of list(data['items'])) {
      rowOf(r, 'evidence', d['evidence'], {
        added_at: String(at), state: 'kept', state_at: null, state_reason: null, ...told({ seq: d['seq'], type: d['type'], side: d['side'], unit_id: d['unit'] ?? null, origin: d['origin'], attachment_id: d['attachment'] ?? null, sha256: d['sha256'] ?? null, added_by: actor.id, added_by_name: actor.name }), ...gists({ text: d['text'] ?? null }),
      })
      // named here: not one of those only counted
      if (d['attachment'] !== undefined) unnamed(r, -1)
    }
  },
  'evidence.withdrawn': (r, { at, actor, data: d }) => put(rowsOf(r, 'evidence').get(String(d['evidence'])), { state: 'withdrawn', state_at: String(at), ...told({ state_by_name: actor.name }), ...gists({ state_reason: d['reason'] }) }),
  'evidence.held': (r, { at, actor, data: d }) => {
    rowOf(r, 'evidence_holds', d['hold'], { at: String(at), released_by: null, released_by_name: null, released_at: null, release_reason: null, ...told({ evidence_id: d['evidence'] ?? null, by_id: actor.id, by_name: actor.name }), ...gists({ reason: d['reason'] }) })
  },
  'evidence.released': (r, { at, actor, data: d }) => put(rowsOf(r, 'evidence_holds').get(String(d['hold'])), { released_at: String(at), ...told({ released_by: actor.id, released_by_name: actor.name }), ...gists({ release_reason: d['reason'] }) }),
  'evidence.requested': (r, { at, actor, data: d }) => {
    rowOf(r, 'evidence_requests', d['request'], { asked_at: String(at), state: 'asked', ended_via: null, ended_at: null, words: null, adverse_effect_told: bool(d['adverseEffectTold']), ...told({ channel: d['channel'], asked_by_name: actor.name }), ...when('due_at', d['dueAt']), ...gists({ what: d['what'], reason: d['reason'] }) })
  },
  // how a contact of earlier releases told it
  'complaint.customer_contacted': (r, { data: d }) => { if (d['evidenceRequest'] !== undefined) rowOf(r, 'evidence_requests', undefined, {}) },
  'evidence.request_ended': (r, { at, data: d }) => put(rowsOf(r, 'evidence_requests').get(String(d['request'])), { ended_at: String(at), ...told({ state: d['result'], ended_via: d['via'] }), ...gists({ words: d['words'] ?? null }) }),
  'personal_data.erased': (r, { at, actor, data: d }) => {
    for (const id of (d['evidence'] as readonly unknown[] | undefined) ?? []) put(rowsOf(r, 'evidence').get(String(id)), { state: 'erased', attachment_id: null, text: null, state_at: String(at), state_reason: null, ...told({ state_by_name: actor.name }) })
    for (const row of rowsOf(r, 'evidence_requests').values()) row.set('words', null)
  },
}
