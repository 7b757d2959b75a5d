// The practice room: a house of its own behind one's own chair, from which nothing gets out and into which nothing gets.
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PracticeReport, PracticeState } from '../../contract/training.ts'
import { jobNames } from '../jobs.ts'
import { clearPractice, practiceJobs, practiceSweeps } from '../practice-room.ts'
import type { Client } from '../../../test/client.ts'
import { fileCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
let agent: Client
let lead: Client
beforeAll(async () => {
  world = await startWorld({ practice: true })
  ;[agent, lead] = await Promise.all([world.as('agent'), world.as('lead')])
})
afterAll(() => world.stop())

type Page = { items: { id: string; complaintNo: string; version: number; keyword: string }[] }
const count = async (table: string): Promise<number> => (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(world.db)).rows[0]?.n ?? -1
const tables = ['complaints', 'events', 'messages', 'outbox', 'notifications', 'idempotency_keys', 'sessions', 'contacts', 'users']
const there = async (): Promise<Record<string, number>> => Object.fromEntries(await Promise.all(tables.map(async (t) => [t, await count(t)])))
const rooms = async (): Promise<number> => {
  const client = new pg.Client({ connectionString: world.databaseUrls.super })
  await client.connect()
  const found = await client.query(`select datname from pg_database where datname like 'huiyin\\_practice\\_%' and datname not like '%template%'`)
  await client.end()
  return found.rows.length
}

test('who works on no cases has none; machines have none; without one there is nothing behind the door', async () => {
  expect((await (await world.as('outlet')).post('/api/practice')).status).toBe(403)
  const machine = await world.machine(['complaint:take'])
  expect((await machine.post<{ code: string }>('/api/practice')).body.code).toBe('practice.persons_only')
  expect((await agent.get<PracticeState>('/api/practice')).body).toEqual({ off: null, room: null })
  const none = await agent.get<{ code: string }>('/practice/api/complaints')
  expect([none.status, none.body.code]).toEqual([410, 'practice.over'])
  expect((await world.stranger().get('/practice/api/complaints')).status).toBe(401)
})

test('a room is a house of its own: cases to work on, none of the real ones, and no trace of them there', { timeout: 90_000 }, async () => {
  const real = await fileCase(world)
  await world.settle()
  const before = await there()
  const opened = await agent.post<PracticeState>('/api/practice')
  expect([opened.status, opened.body.room?.seat, opened.body.room?.cases]).toEqual([201, 'agent', 10])
  expect((await agent.post<PracticeState>('/api/practice')).body.room?.openedAt).toBe(opened.body.room?.openedAt)

  const queue = (await agent.get<Page>('/practice/api/complaints?limit=100')).body.items
  expect(queue).toHaveLength(10)
  expect((await agent.get(`/practice/api/complaints/${real.id}`)).status).toBe(404)
  const made = queue[0]!
  expect((await agent.get(`/api/complaints/${made.id}`)).status).toBe(404)
  expect((await agent.get<Page>(`/api/complaints?q=${made.complaintNo}`)).body.items).toEqual([])
  expect((await agent.get<Page>('/api/complaints?limit=100')).body.items.map((c) => c.id)).not.toContain(made.id)

  // a whole first step, with the same keys the real desk has
  const classified = await agent.post<{ version: number }>(`/practice/api/complaints/${made.id}/classification`, { version: made.version, reasonCode: 'delay.transit_stuck' })
  expect(classified.status, classified.text).toBe(200)
  const accepted = await agent.post<{ version: number }>(`/practice/api/complaints/${made.id}/acceptance`, { version: classified.body.version, identityChecked: true })
  expect(accepted.status, accepted.text).toBe(200)
  const taken = await agent.post<{ version: number }>(`/practice/api/complaints/${made.id}/take`, { version: accepted.body.version })
  expect(taken.status, taken.text).toBe(200)
  const spoken = await agent.post(`/practice/api/complaints/${made.id}/contact`, { version: taken.body.version, direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'first_contact', summary: '非常抱歉让您久等，今天18点前给您回电。' })
  expect(spoken.status, spoken.text).toBe(200)
  const report = (await agent.get<PracticeReport>('/api/practice/report')).body
  const lessons = report.cases.find((c) => c.id === made.id)?.lessons
  expect(report.touched).toBe(1)
  expect(lessons?.find((l) => l.code === 'speech')?.because).toBe('speech.good')
  await world.settle()
  expect(await there()).toEqual(before)
})

test('another person’s room is another house, and their chair is not mine', { timeout: 60_000 }, async () => {
  const opened = await lead.post<PracticeState>('/api/practice')
  expect(opened.status, opened.text).toBe(201)
  const [mine, theirs] = await Promise.all([agent, lead].map(async (who) => (await who.get<Page>('/practice/api/complaints?limit=100')).body.items.map((c) => c.id)))
  expect(mine!.filter((id) => theirs!.includes(id))).toEqual([])
  const sat = await agent.put<PracticeState>('/api/practice/seat', { seat: 'judge' })
  expect(sat.body.room?.seat).toBe('judge')
  expect((await agent.get<{ roleCode: string }>('/practice/api/session')).body.roleCode).toBe('judge')
  expect((await lead.get<{ roleCode: string }>('/practice/api/session')).body.roleCode).toBe('agent')
  expect((await agent.get<{ roleCode: string }>('/api/session')).body.roleCode).toBe('agent')
})

test('it has no passwords, sessions, imports, machines or rooms of its own, and says nothing to the browser’s cookies', async () => {
  for (const [method, path] of [['del', '/practice/api/session'], ['post', '/practice/api/session'], ['post', '/practice/api/session/password'], ['get', '/practice/api/sessions'], ['post', '/practice/api/imports'], ['post', '/practice/api/practice'], ['get', '/practice/api/api-tokens'], ['del', '/practice/api/%73ession']] as const) {
    const answer = method === 'get' ? await agent.get<{ code: string }>(path) : method === 'del' ? await agent.del<{ code: string }>(path) : await agent.post<{ code: string }>(path, {})
    expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'practice.not_here'])
  }
  const answer = await agent.get('/practice/api/session')
  expect(answer.headers.getSetCookie()).toEqual([])
})

test('what reaches somebody outside never runs in it', () => {
  expect(practiceJobs.filter((name) => /send|pay|import|webhook|export/.test(name))).toEqual([])
  expect(practiceJobs.every((name) => jobNames.includes(name))).toBe(true)
  const sweeps = world.app.sweeps.map((s) => s.name)
  expect(practiceSweeps.filter((name) => !sweeps.includes(name))).toEqual([])
})

test('another process that starts clears away what nobody holds, and leaves this one its rooms and their files', { timeout: 60_000 }, async () => {
  const dataDir = join(world.app.deps.filesDir, '..')
  const folders = () => readdirSync(join(dataDir, 'practice'))
  const [before, held] = [await rooms(), folders()]
  mkdirSync(join(dataDir, 'practice', 'huiyin_practice_gone'))
  await clearPractice({ adminUrl: world.databaseUrls.super, ownerUrl: world.databaseUrls.owner, appUrl: world.databaseUrls.app }, dataDir)
  expect([await rooms(), folders()]).toEqual([before, held])
  expect(held).toHaveLength(2)
})

test('when it ends nothing is left of it', { timeout: 60_000 }, async () => {
  const before = await rooms()
  expect((await agent.del('/api/practice')).status).toBe(200)
  expect((await agent.get<{ code: string }>('/practice/api/complaints')).body.code).toBe('practice.over')
  expect(await rooms()).toBe(before - 1)
  expect((await lead.get('/practice/api/complaints')).status).toBe(200)
})
