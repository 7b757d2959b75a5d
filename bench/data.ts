// A large data set made by the database itself in seconds: units, people, complaints with parcels, clocks, parties and a true hash chain. Same size, same rows.
import pg from 'pg'
import { searchTokens } from '../src/domain/customers/tokens.ts'

/** How many of each the data set holds, and ids to ask for by their number. */
export type DataSet = { readonly complaints: number; readonly provinces: number; readonly outlets: number; readonly agents: number; readonly seconds: number }

export const provinces = 31
const hubsEach = 10
const outletsEach = 30
export const outlets = provinces * hubsEach * outletsEach
/** Who owns cases; and everybody who may sign in, as many as may be simulated. */
export const agents = 200
export const people = 2000
const days = 180

/** The id of a generated row, as the database made it: `unit` by code, `user` by username. */
export const madeId = (kind: 'unit' | 'user', name: string): string => made(`'${kind}:${name}'`)
/** A UUID of version 4 from the hash of an SQL text. */
const made = (text: string): string => `overlay(overlay(md5(${text}) placing '4' from 13) placing '8' from 17)::uuid`
/** The waybill number of the i-th complaint, and its phone's stand-in for a blind index. */
export const madeNumber = (i: number): string => `HY${String(70_000_000_000 + i * 7).slice(0, 11)}`
export const madePhoneIndex = (i: number): string => `substr(sha256('phone:${i % 50_000}'::bytea), 1, 16)`
export const madeComplaintNo = (i: number): string => `2601${String(i).padStart(12, '0')}0`

const openings = ['我的快递三天没有更新', '显示签收但是没收到', '外箱压扁里面的杯子碎了', '派送员态度很差还骂人', '驿站不送货上门', '少了一件衣服', '到付金额收多了', '一直停在转运中心', '寄错了地方要退回', '手机屏幕裂了']
const endings = ['请尽快处理', '要求赔偿二百元', '等着用很着急', '已经打过两次电话', '希望道歉', '不处理就申诉', '是送给老人的药', '里面是生鲜大闸蟹', '客服一直推脱', '请给个说法']
const scenes = ['武昌', '岳麓', '余杭', '昆山', '宝安', '白云', '雁塔', '纳溪']

/** Fills an empty migrated database (the owner's address) with `n` complaints received over the last half year, a tenth of them open. */
export async function generateComplaints(ownerUrl: string, n: number): Promise<DataSet> {
  const started = performance.now()
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(`set synchronous_commit = off; set work_mem = '128MB'; select ensure_partitions((now() - interval '${days + 31} days')::date, (now() + interval '1 month')::date)`)
    await client.query('begin')
    await makeUnits(client)
    await makePeople(client)
    await makeTexts(client)
    await makeCases(client, n)
    await client.query('commit')
    await client.query('analyze')
  } finally {
    await client.end()
  }
  return { complaints: n, provinces, outlets, agents, seconds: (performance.now() - started) / 1000 }
}

async function makeUnits(client: pg.Client): Promise<void> {
  await client.query(`insert into org_units (id, code, name, kind) values (${made(`'unit:HQ'`)}, 'HQ', '总部', 'headquarters')`)
  await client.query(`insert into org_units (id, code, name, kind, parent_id, province_id) select ${made(`'unit:P' || p`)}, 'P' || p, '省区' || p, 'province', ${made(`'unit:HQ'`)}, ${made(`'unit:P' || p`)} from generate_series(1, ${provinces}) p`)
  await client.query(`insert into org_units (id, code, name, kind, parent_id, province_id, hub_id) select ${made(`'unit:H' || h`)}, 'H' || h, '转运中心' || h, 'hub', ${made(`'unit:P' || p`)}, ${made(`'unit:P' || p`)}, ${made(`'unit:H' || h`)}
    from generate_series(1, ${provinces * hubsEach}) h, lateral (select 1 + (h - 1) / ${hubsEach} as p) x`)
  await client.query(`insert into org_units (id, code, name, kind, parent_id, province_id, hub_id, outlet_id) select ${made(`'unit:W' || w`)}, 'W' || w, '网点' || w, 'outlet', ${made(`'unit:H' || h`)}, ${made(`'unit:P' || 1 + (h - 1) / ${hubsEach}`)}, ${made(`'unit:H' || h`)}, ${made(`'unit:W' || w`)}
    from generate_series(1, ${outlets}) w, lateral (select 1 + (w - 1) / ${outletsEach} as h) x`)
}

async function makePeople(client: pg.Client): Promise<void> {
  await client.query(`insert into users (id, username, name, password_hash) select ${made(`'user:a' || a`)}, 'a' || a, '坐席' || a, '' from generate_series(1, ${people}) a`)
}

/** The texts and their search tokens; a case takes one by its number, so that words are as frequent as in life. */
async function makeTexts(client: pg.Client): Promise<void> {
  const rows = openings.flatMap((o) => endings.flatMap((e) => scenes.map((s) => `${s}${o}，${e}`))).map((text, id) => ({ id, text, tokens: searchTokens(text) }))
  await client.query(`create temp table texts on commit drop as select id, text, array_to_tsvector(tokens) as vector from json_to_recordset($1::json) as t (id integer, text text, tokens text[])`, [JSON.stringify(rows)])
  await client.query('alter table texts add primary key (id)')
  await client.query('analyze texts')
}

async function makeCases(client: pg.Client, n: number): Promise<void> {
  // h1…h3: the case's own dice, from the hash of its number
  await client.query(`create temp table made on commit drop as
    select i, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(d, 1, 3) || '8' || substr(d, 4, 15))::uuid as id, '2601' || lpad(i::text, 12, '0') || '0' as no, at, 'HY' || (70000000000 + i * 7) as number, h1, h2, h3,
      i > ${n} * 0.93 or h1 % 100 < 3 as open, 1 + h2 % ${outlets} as origin, 1 + (h3 * 7 + i) % ${outlets} as destination, 1 + h1 % ${agents} as agent,
      date_trunc('milliseconds', now()) + interval '1 second' * (h3 % 518400 - 86400) as due
    from (select i, date_trunc('milliseconds', now()) - interval '${days} days' * (1 - i::float8 / ${n}) as at, md5('case:' || i) as d, ('x' || substr(md5('one:' || i), 1, 6))::bit(24)::int as h1, ('x' || substr(md5('two:' || i), 1, 6))::bit(24)::int as h2, ('x' || substr(md5('three:' || i), 1, 6))::bit(24)::int as h3
      from generate_series(1, ${n}) i) g`)
  await client.query(`create temp table chained on commit drop as select m.id, m.at, b1.body as body1, h1.hash as hash1, b2.body as body2, sha256(h1.hash || int8send(2) || convert_to(b2.body, 'UTF8')) as hash2 from made m,
    lateral (select format('{"actor":{"id":"u","kind":"user","name":"u"},"at":"%s","data":{"complaintNo":"%s"},"stream":"%s","type":"complaint.received"}', to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), m.no, m.id) as body) b1,
    lateral (select sha256(decode(repeat('00', 32), 'hex') || int8send(1) || convert_to(b1.body, 'UTF8')) as hash) h1,
    lateral (select format('{"actor":{"id":"u","kind":"user","name":"u"},"at":"%s","data":{},"stream":"%s","type":"complaint.accepted"}', to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), m.id) as body) b2`)
  await client.query(`insert into complaints (id, complaint_no, kind, channel, status, reason_code, link, priority, severity, impact, mood, keyword, summary, verbatim_masked, name_masked, phone_masked, complainant_role, sealed, phone_index, flags, received_at, recorded_at, received_by,
      owner_id, next_due_at, next_due_kind, closed_at, item_number, search, chain_seq, chain_hash)
    select m.id, m.no, 'complaint', (array['phone','web','app','wechat','outlet'])[1 + m.h3 % 5], case when m.open then (array['received','accepted','investigating','planning','approving','negotiating','decided','executing','confirming'])[1 + m.h2 % 9] else (array['closed','closed','closed','closed','archived','rejected','withdrawn'])[1 + m.h2 % 7] end,
      (array['delay','delay.transit_stuck','false_signoff','damage','loss','attitude','charge','locker_station'])[1 + m.h1 % 8], 'delivery', 1 + m.h3 % 4, 2, 1, 1, left(t.text, 12), t.text, t.text, '王＊＊', '137******78', 'consignee', '\\x00', substr(sha256(('phone:' || m.i % 50000)::bytea), 1, 16),
      case when m.h1 % 50 = 0 then array['restricted'] when m.h1 % 20 = 1 then array['chaser'] else '{}' end, m.at, m.at, ${made(`'user:a' || m.agent`)},
      case when m.open and m.h2 % 10 = 0 then null else ${made(`'user:a' || m.agent`)} end, case when m.open then m.due end, case when m.open then 'decision' end, case when not m.open then m.at + interval '2 days' end, m.number,
      t.vector || array_to_tsvector(array(select distinct lower(substr(m.number, k, l)) from generate_series(1, length(m.number) - 1) k, generate_series(2, 3) l where k + l <= length(m.number) + 1)), 2, c.hash2
    from made m join chained c using (id) join texts t on t.id = m.h1 % 800 order by m.i`)
  await client.query(`insert into complaint_numbers select no, id from made`)
  await client.query(`insert into complaint_items (complaint_id, seq, type, number, number_index) select id, 1, 'waybill', number, number from made order by i`)
  await client.query(`insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at) select m.id, u.id, p.role, u.province_id, u.hub_id, u.outlet_id, m.at
    from made m, lateral (values ('origin', ${made(`'unit:W' || m.origin`)}), ('destination', ${made(`'unit:W' || m.destination`)}), ('hub', ${made(`'unit:H' || 1 + (m.destination - 1) / ${outletsEach}`)})) p (role, unit_id) join org_units u on u.id = p.unit_id order by m.i`)
  await client.query('update parties p set ended = true from made m where m.id = p.complaint_id and not m.open')
  // an open case's decision is what is due next, as its row says; the watch comes after it
  await client.query(`insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, statutory, policy_version, calendar_version, stopped_at, stop_event) select m.id, k.kind, 1, m.at, k.due, k.due, k.kind = 'statutory_watch', 'p', 'c', case when not k.runs then m.at + interval '2 days' end, case when not k.runs then 'complaint.closed' end
    from made m, lateral (values ('first_contact', m.at + interval '1 day', false), ('decision', case when m.open then m.due else m.at + interval '5 days' end, m.open), ('statutory_watch', case when m.open then greatest(m.at + interval '7 days', m.due) else m.at + interval '7 days' end, m.open)) k (kind, due, runs) order by m.i`)
  await client.query(`insert into events (stream_id, seq, at, stream_kind, type, actor_id, body, hash) select c.id, e.seq, c.at, 'complaint', e.type, 'u', e.body, e.hash from chained c, lateral (values (1, 'complaint.received', c.body1, c.hash1), (2, 'complaint.accepted', c.body2, c.hash2)) e (seq, type, body, hash) order by c.at`)
}
