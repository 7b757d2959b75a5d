// Part B over HTTP: the same large data set behind a real server, asked as an agent and as an outlet; generated once per schema and size.
import { join } from 'node:path'
import { complaintNumber } from '../src/domain/complaints/number.ts'
import { searchTokens } from '../src/domain/customers/tokens.ts'
import { phoneIndex } from '../src/server/customers/indexes.ts'
import { readKeys } from '../src/server/platform/keys.ts'
import { freePort, postgresOf, startServer } from '../test/server-process.ts'
import { madeComplaintNo, madeNumber } from './data.ts'
import { openSession, prepareData, run } from './prepared.ts'
import type { ReadRow } from './reads.ts'

export type Recall = { readonly words: string; readonly there: number; readonly found: number; readonly pages: number }
export type HttpReadReport = { readonly complaints: number; readonly rows: readonly ReadRow[]; readonly recall: readonly Recall[] }
type Options = { readonly cache: string; readonly complaints: number; readonly times: number; readonly say: (line: string) => void }
type Sample = { readonly no: string; readonly number: string; readonly phone: string }

const sampled = 200
const phoneOf = (i: number): string => `139${String(10_000_000 + i * 31)}`
const validNo = (i: number): string => complaintNumber('2026-01-05', String(i).padStart(10, '0'))

/** What a p95 may be by the question, in ms (issue Floor); at 100,000 all aims are those of a lookup. */
const aimOf = (name: string): number => (name.includes('search') ? 100 : name.includes('lookup') ? 30 : 50)
const savedFilters = { status: 'investigating,planning', reason: 'delay', priority: 'p1,p2' }

/** Starts a server on the data set and times each question, one at a time as one person asks, `times` times with other values; then counts what searches find. */
export async function measureHttpReads(options: Options): Promise<HttpReadReport> {
  const dataDir = await prepareData(options)
  const server = await startServer({ dataDir, port: await freePort(), flags: ['--no-worker'], demo: false })
  try {
    const { ownerUrl } = postgresOf(dataDir)
    const samples = await makeFindable(ownerUrl, dataDir, options.complaints)
    const planted = await plantWords(ownerUrl)
    const agent = await openSession(ownerUrl, 'a1', 'agent', 'HQ')
    const outlet = await openSession(ownerUrl, 'a2', 'outlet_manager', 'W37')
    const inOutlet = await casesOfOutlet(ownerUrl, 'W37')
    const ask = (cookie: string, path: (i: number) => string) => async (i: number): Promise<number> => {
      const answer = await fetch(server.url + path(i), { headers: { cookie } })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`${path(i)}: ${answer.status} ${text.slice(0, 200)}`)
      return (JSON.parse(text) as { items?: unknown[] }).items?.length ?? 1
    }
    const saved = await fetch(`${server.url}/api/views`, { method: 'POST', headers: { cookie: agent, 'content-type': 'application/json' }, body: JSON.stringify({ level: 'own', name: `bench ${Date.now()}`, filters: savedFilters }) })
    if (saved.status !== 201) throw new Error(`No saved view: ${saved.status} ${await saved.text()}`)
    const sample = (i: number): Sample => samples[i % samples.length] as Sample
    const questions: Record<string, (i: number) => Promise<number>> = {
      'agent: queue': ask(agent, () => '/api/complaints'), 'agent: queue, mine': ask(agent, () => '/api/complaints?view=mine'), 'agent: counters': ask(agent, () => '/api/complaint-counts'),
      'agent: saved view': ask(agent, () => `/api/complaints?${new URLSearchParams(savedFilters)}`), 'agent: counters of saved views': ask(agent, () => '/api/view-counts'), 'agent: queue, unowned': ask(agent, () => '/api/complaints?view=unowned'), 'agent: queue, newest': ask(agent, () => '/api/complaints?sort=newest'),
      'agent: case page': ask(agent, (i) => `/api/complaints/${sample(i).no}`), 'agent: lookup by number': ask(agent, (i) => `/api/lookups?q=${sample(i).no}`), 'agent: lookup by waybill': ask(agent, (i) => `/api/lookups?q=${sample(i).number}`),
      'agent: lookup by phone': ask(agent, (i) => `/api/lookups?q=${sample(i).phone}`), 'agent: search two characters': ask(agent, (i) => `/api/complaints?q=${encodeURIComponent(['碎了', '生鲜', '余杭', '道歉'][i % 4] ?? '')}`),
      'agent: search a phrase': ask(agent, (i) => `/api/complaints?q=${encodeURIComponent(['杯子碎了', '一直停在转运中心', '给个说法', '送给老人的药'][i % 4] ?? '')}`), 'agent: search rare words': ask(agent, () => `/api/complaints?q=${encodeURIComponent(planted[0]?.words ?? '')}`),
      'outlet: queue': ask(outlet, () => '/api/complaints'), 'outlet: counters': ask(outlet, () => '/api/complaint-counts'), 'outlet: case page': ask(outlet, (i) => `/api/complaints/${inOutlet[i % inOutlet.length]?.id}`),
      'outlet: lookup by waybill': ask(outlet, (i) => `/api/lookups?q=${inOutlet[i % inOutlet.length]?.number}`),
    }
    const rows: ReadRow[] = []
    for (const [name, question] of Object.entries(questions)) rows.push(await timeQuestion(name, question, options.times, aimOf(name)))
    const recall = await Promise.all(planted.map(({ words, there }) => countFound(server.url, agent, words, there)))
    return { complaints: options.complaints, rows, recall }
  } finally {
    await server.end('SIGTERM')
  }
}

/** Asks a question many times after a warm-up; `question` gives how many rows came back, `aimMs` is what its p95 is held to. */
export async function timeQuestion(name: string, question: (i: number) => Promise<number>, times: number, aimMs: number): Promise<ReadRow> {
  let rows = 0
  for (let i = 0; i < Math.min(30, times); i++) rows = Math.max(rows, await question(i))
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    await question(i)
    took.push(performance.now() - began)
  }
  took.sort((a, b) => a - b)
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN
  return { name, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), rows, aimMs, walked: [] }
}

const plants: readonly { readonly words: string; readonly every: number }[] = [{ words: '青瓷荷叶碗', every: 40 }, { words: '紫砂', every: 7 }]

/** Writes words that stand nowhere else into some of 2,000 cases all over the years, and tells in how many they stand; an agent's post sees all of them. */
async function plantWords(ownerUrl: string): Promise<{ words: string; there: number }[]> {
  const told: { words: string; there: number }[] = []
  for (const { words, every } of plants) {
    const tokens = searchTokens(words)
    await run(ownerUrl, `update complaints c set verbatim_masked = c.verbatim_masked || $1, search = c.search || array_to_tsvector($2::text[])
      where c.id in (select complaint_id from complaint_numbers where complaint_no in (select '2601' || lpad((2 + k * (select count(*) / 2000 from complaints))::text, 12, '0') || '0' from generate_series(0, 1999) k where k % ${every} = 3)) and position($3 in c.verbatim_masked) = 0`, [`，${words}`, tokens, words])
    const there = await run<{ n: string }>(ownerUrl, `select count(*) as n from complaints where position($1 in verbatim_masked) > 0`, [words])
    told.push({ words, there: Number(there[0]?.n) })
  }
  return told
}

/** Reads a search to its last page. */
async function countFound(url: string, cookie: string, words: string, there: number): Promise<Recall> {
  let found = 0
  let pages = 0
  for (let cursor: string | null = ''; cursor !== null && pages < 100; pages++) {
    const answer = await fetch(`${url}/api/complaints?limit=100&q=${encodeURIComponent(words)}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`, { headers: { cookie } })
    const page = await answer.json() as { items: unknown[]; nextCursor: string | null }
    found += page.items.length
    cursor = page.nextCursor
  }
  return { words, there, found, pages }
}

/** Gives some cases a number with a true check digit and a phone's true blind index, so that they are found as typed. */
async function makeFindable(ownerUrl: string, dataDir: string, complaints: number): Promise<Sample[]> {
  const keys = readKeys(join(dataDir, 'keys.json'))
  const samples = Array.from({ length: sampled }, (_x, k) => ({ i: 1 + (k * 7919) % complaints, no: validNo(k), phone: phoneOf(k) }))
  const rows = samples.map((s) => ({ old: madeComplaintNo(s.i), no: s.no, phone: phoneIndex(keys, s.phone)?.toString('hex') }))
  await run(ownerUrl, `with s as (select * from json_to_recordset($1::json) as t (old text, no text, phone text)), n as (update complaint_numbers c set complaint_no = s.no from s where c.complaint_no = s.old)
    update complaints c set complaint_no = s.no, phone_index = decode(s.phone, 'hex') from s where c.id = (select complaint_id from complaint_numbers where complaint_no = s.old)`, [JSON.stringify(rows)])
  return samples.map((s) => ({ no: s.no, phone: s.phone, number: madeNumber(s.i) }))
}

async function casesOfOutlet(ownerUrl: string, code: string): Promise<{ id: string; number: string }[]> {
  return run<{ id: string; number: string }>(ownerUrl, `select p.complaint_id as id, i.number from parties p join org_units o on o.id = p.outlet_id join complaint_items i on i.complaint_id = p.complaint_id join complaints c on c.id = p.complaint_id
    where o.code = $1 and not 'restricted' = any(c.flags) limit 50`, [code])
}
