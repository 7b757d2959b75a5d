// A hundred thousand open clocks counted anew, and half a year played under a draft, by the real server beside a floor that asks for queues and cases.
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Recompute, Simulation } from '../src/contract/policy-runs.ts'
import { shippedDocument } from '../src/server/policy/documents.ts'
import { limitsDocument } from '../src/server/policy-documents.ts'
import { freePort, postgresOf, residentMb, startServer } from '../test/server-process.ts'
import { cpuMs } from './cpu.ts'
import { madeComplaintNo } from './data.ts'
import { openSession, prepareData, run } from './prepared.ts'

export type Felt = { readonly p50Ms: number; readonly p95Ms: number; readonly maxMs: number; readonly requests: number; readonly errors: number }
export type RecomputeReport = {
  readonly complaints: number; readonly openClocks: number; readonly openCases: number
  readonly previewSeconds: number; readonly moveSeconds: number; readonly movedCases: number; readonly movedClocks: number; readonly cpuMsPerCase: number
  readonly simulatedCases: number; readonly simulationSeconds: number; readonly peakMb: number
  readonly floor: { readonly alone: Felt; readonly preview: Felt; readonly moving: Felt; readonly simulating: Felt }
}
type Options = { readonly cache: string; readonly complaints: number; readonly openCases: number; readonly seconds: number; readonly say: (line: string) => void }

/** Requests a second of the floor beside it. */
const floorPerSecond = 20

/** Starts server and worker as `npm start` does, on a data set of its own that is thrown away. */
export async function measureRecompute(options: Options): Promise<RecomputeReport> {
  const { say } = options
  const cache = join(options.cache, 'recompute')
  rmSync(cache, { recursive: true, force: true })
  const dataDir = await prepareData({ cache, complaints: options.complaints, say })
  const server = await startServer({ dataDir, port: await freePort(), demo: false })
  try {
    const { ownerUrl } = postgresOf(dataDir)
    const openClocks = await openCases(ownerUrl, options.openCases)
    await putDrafts(ownerUrl)
    const [agent, liaison] = [await openSession(ownerUrl, 'a1', 'agent', 'HQ'), await openSession(ownerUrl, 'a2', 'liaison', 'HQ')]
    await settled(ownerUrl, say)
    const api = async <T>(path: string, body?: unknown): Promise<T> => {
      const answer = await fetch(server.url + path, { headers: { cookie: liaison, 'content-type': 'application/json' }, ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }) })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return await answer.json() as T
    }
    let peakMb = 0
    const weigh = setInterval(() => { peakMb = Math.max(peakMb, residentMb(server.pid)) }, 100)
    const floor = floorOf(server.url, agent, options.complaints)
    say(`The floor alone for ${options.seconds} s …`)
    await floor(() => sleep(5000))
    const alone = await floor(() => sleep(options.seconds * 1000))
    say('Playing half a year under a draft …')
    const simulation = await api<Simulation>('/api/policy/simulations', { document: 'sla', version: 3, days: 180 })
    const simulating = await timed(floor, () => until(async () => (await api<Simulation>(`/api/policy/simulations/${simulation.id}`)).state !== 'running'))
    const played = await api<Simulation>(`/api/policy/simulations/${simulation.id}`)
    say('Looking through the open clocks, then moving them …')
    const laid = await api<Recompute>('/api/policy/recomputes', { scope: { kind: 'policy', document: 'sla', version: 2 } })
    const previewing = await timed(floor, () => until(async () => (await api<Recompute>(`/api/policy/recomputes/${laid.id}`)).state !== 'previewing'))
    const cpuBefore = cpuMs(server.pid)
    await api(`/api/policy/recomputes/${laid.id}/start`, {})
    const moving = await timed(floor, () => until(async () => (await api<Recompute>(`/api/policy/recomputes/${laid.id}`)).state !== 'running'))
    const done = await api<Recompute>(`/api/policy/recomputes/${laid.id}`)
    clearInterval(weigh)
    if (done.state !== 'done' || played.state !== 'done') throw new Error(`The runs ended as ${done.state} ${done.failure ?? ''} and ${played.state} ${played.failure ?? ''}.`)
    return {
      complaints: options.complaints, openClocks, openCases: done.total, previewSeconds: previewing.seconds, moveSeconds: moving.seconds, movedCases: done.moved, movedClocks: done.counts['clocks_moved'] ?? 0, cpuMsPerCase: (cpuMs(server.pid) - cpuBefore) / done.total,
      simulatedCases: played.looked, simulationSeconds: simulating.seconds, peakMb, floor: { alone, preview: previewing.felt, moving: moving.felt, simulating: simulating.felt },
    }
  } finally {
    await server.end('SIGTERM')
    rmSync(cache, { recursive: true, force: true })
  }
}

/** Gives the newest cases open clocks as intake would have counted them; how many clocks run then. */
async function openCases(ownerUrl: string, n: number): Promise<number> {
  const at = `(date_trunc('day', c.received_at at time zone 'Asia/Shanghai') + make_interval(days => case k.kind when 'decision' then 6 else 8 end)) at time zone 'Asia/Shanghai'`
  await run(ownerUrl, `with chosen as (select id from complaints order by received_at desc limit ${n}), opened as (update complaints c set status = case when is_open_status(c.status) then c.status else 'investigating' end, closed_at = null from chosen where c.id = chosen.id)
    update clocks k set stopped_at = case when k.complaint_id in (select id from chosen) then null else c.received_at + interval '2 days' end, stop_event = case when k.complaint_id in (select id from chosen) then null else 'complaint.closed' end, policy_version = 'statutory_7d@1',
      due_at = case k.kind when 'first_contact' then c.received_at + interval '24 hours' else ${at} end, strict_due_at = case k.kind when 'first_contact' then c.received_at + interval '24 hours' else ${at} end, rolled_due_at = case k.kind when 'statutory_watch' then ${at} end
    from complaints c where c.id = k.complaint_id`)
  await run(ownerUrl, `update complaints set policy_version = 'statutory_7d@1'`)
  await run(ownerUrl, 'vacuum analyze complaints, clocks')
  return Number((await run<{ n: string }>(ownerUrl, 'select count(*) as n from clocks where stopped_at is null'))[0]?.n)
}

/** Version 2 in force with shorter limits for every open clock but the law's, version 3 a draft with working days. */
async function putDrafts(ownerUrl: string): Promise<void> {
  const body = (first: unknown, decision: unknown): string => {
    const b = structuredClone(shippedDocument(limitsDocument).body) as unknown as { rules: Record<string, { committed: unknown }> }
    b.rules['first_contact']!.committed = first
    b.rules['decision']!.committed = decision
    return JSON.stringify(b)
  }
  const put = (version: number, state: string, text: string): Promise<unknown> => run(ownerUrl, `insert into policy_versions (kind, version, state, body, body_hash, based_on, reason, author_id, author_name, author_ids, valid_from, published_by, published_by_name, published_at)
    select 'sla', $1, $2, $3::json, $4, 1, 'bench', a.id, a.name, array[a.id], p.at, p.id, p.name, p.at from users a left join (select id, name, app_now() as at from users where username = 'a4' and $2 = 'published') p on true where a.username = 'a3'`, [version, state, text, createHash('sha256').update(text).digest('hex')])
  await put(2, 'published', body({ value: 20, unit: 'hour' }, { value: 4, unit: 'calendar_day' }))
  await put(3, 'draft', body({ value: 8, unit: 'working_hour' }, { value: 7, unit: 'workday' }))
}

/** The sweep of steps has looked at all clocks that were just made, so that it isn't measured here. */
async function settled(ownerUrl: string, say: (line: string) => void): Promise<void> {
  say('Waiting until the sweeps have met the new clocks …')
  for (let left = 600; left > 0; left--) {
    if (Number((await run<{ n: string }>(ownerUrl, 'select count(*) as n from (select from clock_news limit 100) n'))[0]?.n) === 0) return
    await sleep(1000)
  }
  throw new Error('The sweeps did not come to an end with the new clocks.')
}

type Floor = (during: () => Promise<unknown>) => Promise<Felt>

/** Asks for the queue and for cases at a steady pace as long as something lasts. */
function floorOf(url: string, cookie: string, complaints: number): Floor {
  let i = 0
  return async (during) => {
    const took: number[] = []
    let errors = 0
    let over = false
    const open = new Set<Promise<void>>()
    const ask = async (path: string): Promise<void> => {
      const began = performance.now()
      const answer = await fetch(url + path, { headers: { cookie } }).catch(() => null)
      await answer?.arrayBuffer()
      if (answer?.ok === true) took.push(performance.now() - began)
      else errors += 1
    }
    const asking = (async () => {
      for (; !over; i++) {
        const one: Promise<void> = ask(i % 3 === 0 ? '/api/complaints' : `/api/complaints/${madeComplaintNo(1 + (i * 7919) % complaints)}`).finally(() => open.delete(one))
        open.add(one)
        await sleep(1000 / floorPerSecond)
      }
    })()
    await during().finally(() => { over = true })
    await asking
    await Promise.all(open)
    took.sort((a, b) => a - b)
    const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN
    return { p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1), requests: took.length, errors }
  }
}

async function timed(floor: Floor, during: () => Promise<void>): Promise<{ seconds: number; felt: Felt }> {
  const began = performance.now()
  let seconds = 0
  const felt = await floor(async () => { await during(); seconds = (performance.now() - began) / 1000 })
  return { seconds, felt }
}

async function until(isOver: () => Promise<boolean>): Promise<void> {
  for (let left = 1200; left > 0; left--) {
    if (await isOver()) return
    await sleep(500)
  }
  throw new Error('The run did not end within ten minutes.')
}
