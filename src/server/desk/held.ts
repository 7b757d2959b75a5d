// What the tables of a case do hold, read beside its record in the order of the cases, and where the two disagree (ADR 033).
import type pg from 'pg'
import { rowsInBatches } from './batches.ts'
import type { Replay, Told, ToldRow } from './replay-rows.ts'

type Table = { readonly key: string; readonly plain: readonly string[]; readonly instants: readonly string[]; readonly texts?: readonly string[] }

/** An instant as epoch milliseconds, in SQL. */
export const millis = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`

/** The events of the streams of one kind, found by their heads: the whole record is read once and not once more for each kind. */
export const eventsOf = (kind: string): string => `(select e.* from stream_heads h cross join lateral (select * from events where stream_id = h.stream_id offset 0) e where h.stream_kind = '${kind}' and e.stream_kind = h.stream_kind)`

/** What was held against the record: a line per row that differs, and how many rows older events tell too little of to be held. */
export type HeldRows = { readonly breaks: readonly { readonly streamId: string; readonly detail: string }[]; readonly notHeld: number }

/** The tables whose rows the record tells. Texts are compared as far as the record keeps them (200 characters). */
export const organTables = {
  findings: { key: 'id', plain: ['cause_code', 'cause_detail', 'company_liability', 'demand_judgement', 'common_problem', 'by_id', 'by_name'], instants: ['at'], texts: ['facts', 'liability_basis', 'demand_reason'] },
  finding_facts: { key: `finding_id || ' ' || seq`, plain: ['code', 'unit_id', 'staff_no', 'verdict', 'evidence_ids'], instants: [], texts: ['text', 'opposing'] },
  judgements: { key: 'id', plain: ['by_id', 'by_name', 'finding_by', 'stage', 'epoch', 'above_limit'], instants: ['at', 'superseded_at'], texts: ['reasoning', 'rule'] },
  judgement_shares: { key: `judgement_id || ' ' || seq`, plain: ['bearer', 'unit_id', 'staff_no', 'percent'], instants: [], texts: ['basis', 'staff_note'] },
  liability_units: { key: `epoch || ' ' || unit_id`, plain: ['answering_unit_id', 'percent', 'statement', 'stated_by', 'stated_by_name'], instants: ['asked_at', 'stated_at'], texts: ['text'] },
  liability_contests: { key: 'id', plain: ['epoch', 'judgement_id', 'unit_id', 'ground', 'wanted_percent', 'by_id', 'by_name', 'outcome'], instants: ['at', 'decided_at'], texts: ['text'] },
  arbitrations: { key: 'id', plain: ['epoch', 'judgement_id', 'unit_id', 'wanted_percent', 'by_id', 'by_name', 'outcome', 'frivolous', 'penalty_minor', 'decided_by', 'decided_by_name'], instants: ['at', 'decided_at'], texts: ['claim', 'grounds'] },
  arbitration_answers: { key: `arbitration_id || ' ' || unit_id`, plain: ['answering_unit_id', 'state', 'by_id', 'by_name'], instants: ['at'], texts: ['text'] },
  penalties: { key: 'id', plain: ['unit_id', 'rule', 'education', 'proposed_minor', 'amount_minor', 'policy_version', 'state', 'decided_by', 'decided_by_name'], instants: ['proposed_at', 'decided_at', 'reversed_at'], texts: ['decision_reason'] },
  settlement_disputes: { key: 'id', plain: ['entry_id', 'unit_id', 'state', 'raised_by', 'raised_by_name', 'answered_by', 'answered_by_name'], instants: ['raised_at', 'answered_at'], texts: ['reason', 'answer'] },
  plans: { key: 'id', plain: ['state', 'needs_consent', 'approval_levels', 'maker_id', 'maker_name'], instants: ['at'], texts: ['reasoning', 'basis'] },
  plan_measures: { key: `plan_id || ' ' || seq`, plain: ['kind', 'amount_minor', 'payee_sealed', 'state', 'executed_by', 'executed_by_name'], instants: ['due_at', 'executed_at'], texts: ['description', 'evidence'] },
  approvals: { key: `plan_id || ' ' || level`, plain: ['approve', 'maker_id', 'by_id', 'by_name'], instants: ['at'], texts: ['reason'] },
  offers: { key: 'id', plain: ['plan_id', 'round', 'amount_minor', 'via', 'state', 'made_by', 'answered_via', 'answer_reference', 'counter_minor', 'guardian_confirmed'], instants: ['made_at', 'expires_at', 'answered_at'], texts: ['text', 'grounds', 'answer_words'] },
  decisions: { key: 'id', plain: ['outcome', 'channel', 'by_id', 'by_name', 'appeal_route_told'], instants: ['told_at', 'recorded_at'], texts: ['text', 'reasons', 'basis', 'company_limits'] },
  confirmations: { key: 'id', plain: ['method', 'satisfied', 'reference', 'by_id', 'by_name'], instants: ['at'], texts: ['reason'] },
  clocks: { key: `kind || ' ' || epoch`, plain: ['stop_event', 'cancelled', 'policy_version'], instants: ['due_at', 'stopped_at'] },
  clock_pauses: { key: 'id', plain: ['code', 'state', 'kinds', 'late', 'by_id', 'by_name', 'decided_by', 'decided_by_name'], instants: ['from_at', 'until_at', 'to_at', 'cap_at', 'entered_at', 'decided_at'], texts: ['reason', 'evidence', 'decision_reason'] },
  withdrawals: { key: 'id', plain: ['via', 'requested_by', 'state', 'verified_by', 'method', 'harassment'], instants: ['requested_at', 'verified_at'], texts: ['words'] },
  merges: { key: 'id', plain: ['into_id', 'by_name', 'undone_by_name'], instants: ['at', 'undone_at'], texts: ['reason', 'undone_reason'] },
  links: { key: 'id', plain: ['other_id', 'kind', 'by_name'], instants: ['at', 'removed_at'], texts: ['reason'] },
  // a case is one request at most
  data_requests: { key: `'request'`, plain: ['wants', 'state', 'result', 'answered_by_name'], instants: ['opened_at', 'due_at', 'answered_at'], texts: ['reason'] },
  evidence: { key: 'id', plain: ['seq', 'type', 'side', 'unit_id', 'attachment_id', 'sha256', 'origin', 'state', 'state_by_name', 'added_by', 'added_by_name'], instants: ['added_at', 'state_at'], texts: ['text', 'state_reason'] },
  evidence_holds: { key: 'id', plain: ['evidence_id', 'by_id', 'by_name', 'released_by', 'released_by_name'], instants: ['at', 'released_at'], texts: ['reason', 'release_reason'] },
  evidence_requests: { key: 'id', plain: ['channel', 'adverse_effect_told', 'asked_by_name', 'state', 'ended_via'], instants: ['asked_at', 'due_at', 'ended_at'], texts: ['what', 'reason', 'words'] },
  orders: {
    key: 'id', plain: ['unit_id', 'kind', 'staff_id', 'state', 'answer', 'answered_by', 'answered_by_name', 'other_unit_code', 'accepted_by_name', 'returned', 'settled_by_name', 'ended_as', 'ended_by_name', 'former_id', 'successor_id'],
    instants: ['asked_at', 'due_at', 'answered_at', 'accepted_at', 'settled_at', 'ended_at'], texts: ['question', 'answer_text', 'missing', 'end_reason'],
  },
  inquiry_members: { key: `user_id || ' ' || ${millis('named_at')}`, plain: ['user_name', 'named_by', 'named_by_name', 'removed_by', 'removed_by_name'], instants: ['removed_at'], texts: ['reason', 'removed_reason'] },
  incident_cases: { key: 'incident_id', plain: ['state', 'how', 'by_name'], instants: ['at'], texts: ['reason'] },
  reviews: { key: 'id', plain: ['kind', 'raised_by', 'state', 'handler_id', 'handler_name'], instants: ['raised_at', 'decided_at'], texts: ['words', 'reasons'] },
} as const satisfies Record<string, Table>
export type OrganTable = keyof typeof organTables
type Row = (string | null)[]
type Reader = { readonly table: OrganTable; readonly columns: readonly string[]; readonly batches: AsyncGenerator<Row[], undefined>; rows: Row[]; at: number }

const names = Object.keys(organTables) as OrganTable[]

/** Reads the tables side by side. `take` must be called with rising ids; it gives what disagrees with the replay of that case, as "table.field (key)". */
export type Held = { readonly take: (id: string, replay: Replay | null) => Promise<readonly string[]> }

/** Opens the cursors inside the client's transaction. */
export async function openHeld(client: pg.Client): Promise<Held> {
  const readers: Reader[] = []
  for (const table of names) readers.push(await openReader(client, table))
  return {
    take: async (id, replay) => {
      const found: string[] = []
      for (const reader of readers) {
        const head = reader.rows[reader.at]
        if (head === undefined || head[0]! > id) { if (replay) missing(reader.table, replay.rows.get(reader.table), found, replay) } else await takeTable(reader, id, replay, found)
      }
      return found
    },
  }
}

async function openReader(client: pg.Client, table: OrganTable): Promise<Reader> {
  const { key, plain, instants, texts = [] } = organTables[table] as Table
  const shown = [...plain.map((c) => (c === 'payee_sealed' ? `encode(sha256(${c}), 'hex')` : c === 'sha256' ? `encode(${c}, 'hex')` : c)), ...instants.map(millis), ...texts.map((c) => `left(${c}, 201)`)]
  const batches = rowsInBatches<Row>(client, `held_${table}`, `select complaint_id, (${key})::text, ${shown.join(', ')} from ${table} order by complaint_id`)
  const reader: Reader = { table, columns: [...plain, ...instants, ...texts], batches, rows: [], at: 0 }
  await refill(reader)
  return reader
}

async function refill(reader: Reader): Promise<void> {
  reader.rows = (await reader.batches.next()).value ?? []
  reader.at = 0
}

async function takeTable(reader: Reader, id: string, replay: Replay | null, found: string[]): Promise<void> {
  const expected = replay?.rows.get(reader.table)
  let unnamed = replay?.unnamed.get(reader.table) ?? 0
  for (let row = reader.rows[reader.at]; row !== undefined && row[0]! <= id; row = reader.rows[reader.at]) {
    reader.at += 1
    if (replay && row[0] === id) {
      const told = expected?.get(row[1]!)
      expected?.delete(row[1]!)
      if (told) compare(reader, row, told, replay, found)
      else if (unnamed > 0) unnamed -= 1
      else if (knows(reader.table, replay)) found.push(`${reader.table} (${row[1]}) is told by no event`)
    } else if (row[0] !== id) found.push(`${reader.table} (${row[1]}) belongs to no recorded case: ${row[0]}`)
    if (reader.at >= reader.rows.length) await refill(reader)
  }
  if (replay) missing(reader.table, expected, found, replay)
}

function compare(reader: Reader, row: Row, told: ToldRow, replay: Replay, found: string[]): void {
  if (!knows(reader.table, replay)) return
  for (const [name, value] of told) {
    const held = row[reader.columns.indexOf(name) + 2]
    if (held !== undefined && !same(value, held)) found.push(`${reader.table}.${name} (${row[1]})`)
  }
}

function missing(table: OrganTable, expected: Map<string, ToldRow> | undefined, found: string[], replay: Replay): void {
  if (expected && knows(table, replay)) for (const key of expected.keys()) found.push(`${table} (${key}) is gone`)
}

/** Clocks of a case are compared only when every step of it told of them; of a case without its first event nothing is known. */
function knows(table: OrganTable, replay: Replay): boolean {
  return table === 'clocks' ? replay.clocksTold : replay.head.has('status')
}

/** Whether a field holds what was told. */
export function same(told: Told, held: string | null): boolean {
  if (told === null || typeof told === 'string') return told === held
  if (held === null) return false
  return told.gist.length === 200 && told.gist.endsWith('…') ? held.slice(0, 199) === told.gist.slice(0, 199) : held === told.gist
}
