// Canaries: names, phones, tokens and passwords that pass through the running server must never turn up in its output, its logs or the clear of its database.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from './server-process.ts'
import { createClient } from './client.ts'
import type { Client } from './client.ts'

const canary = { name: '司徒金丝雀', phone: '19987654321', email: 'canary.bird@example.org', room: '鸟巢苑7栋1907室', idNumber: '110101199003074418', password: 'canary-Passw0rd-77' }
let dataDir: string
let server: ChildProcess
let output = ''
let url: string
let agent: Client

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'huiyin-canary-'))
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  server = spawn(process.execPath, [resolve(import.meta.dirname, '../src/server/main.ts'), '--no-scenes'], { env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, HOST: '127.0.0.1' }, stdio: ['ignore', 'pipe', 'pipe'] })
  server.stdout?.on('data', (d: Buffer) => { output += d.toString() })
  server.stderr?.on('data', (d: Buffer) => { output += d.toString() })
  for (let i = 0; i < 300 && !output.includes('ready http'); i++) await new Promise((done) => setTimeout(done, 100))
  agent = createClient(url)
  await agent.post('/api/session', { username: 'agent', password: 'huiyin-demo' })
}, 60_000)

afterAll(async () => {
  server.kill('SIGTERM')
  await new Promise((done) => { server.once('exit', done) })
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    try {
      return statSync(path).isDirectory() ? filesBelow(path) : [path]
    } catch {
      return [] // a file of the database that went away meanwhile
    }
  })
}

test('what passed through is nowhere in the output, the logs and the files of the database', async () => {
  const said = { channel: 'phone', verbatim: `我是${canary.name}，电话 ${canary.phone}，身份证${canary.idNumber}，住${canary.room}，快件丢了`, complainant: { name: canary.name, phone: canary.phone, email: canary.email }, place: canary.room }
  const filed = await agent.post<{ id: string; complaintNo: string }>('/api/complaints', said)
  expect(filed.status, filed.text).toBe(201)
  const revealed = await agent.post<{ fields: Record<string, string> }>(`/api/complaints/${filed.body.id}/reveal`, { fields: ['name', 'phone', 'email'], reason: '回电' })
  expect(revealed.body.fields).toEqual({ name: canary.name, phone: canary.phone, email: canary.email })
  await agent.get(`/api/lookups?q=${canary.phone}`)
  await agent.post('/api/session', { username: canary.phone, password: canary.password })
  await agent.post('/api/complaints', { ...said, reasonCode: 'no_such.reason' })
  await agent.post('/api/complaints', { ...said, zzz: canary.phone })
  await agent.post(`/p/api/codes`, { phone: canary.phone })
  await agent.post(`/api/complaints/${filed.body.id}/contact`, { version: 2, direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'first_contact', summary: `已打 ${canary.phone}` })
  const admin = createClient(url)
  await admin.post('/api/session', { username: 'admin', password: 'huiyin-demo' })
  const token = await admin.post<{ token: string }>('/api/api-tokens', { name: 'canary', permissions: ['complaint:create'] })
  await createClient(url, token.body.token).post('/api/complaints', { ...said, channel: 'api' })
  await new Promise((done) => setTimeout(done, 1500))

  const session = [...agent.cookies.values()][0] ?? 'no session'
  const secrets = { ...canary, token: token.body.token, session }
  for (const [what, secret] of Object.entries(secrets)) expect([what, output.includes(secret)]).toEqual([what, false])
  const files = filesBelow(dataDir).filter((f) => !f.endsWith('keys.json'))
  expect(files.length).toBeGreaterThan(100)
  for (const file of files) {
    const bytes = readFileSync(file)
    for (const [what, secret] of Object.entries(secrets)) {
      // a name inside free words can't be told from other words; it must not be anywhere the log writes
      if (what === 'name' && !file.endsWith('.log')) continue
      expect([what, file, bytes.includes(Buffer.from(secret))]).toEqual([what, file, false])
    }
  }
}, 60_000)
