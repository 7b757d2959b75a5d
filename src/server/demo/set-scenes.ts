// Sets the demo's scenes at the start: always relative to now, anew when the last ones have gone stale, a little ordinary business around them the first time.
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { PgBoss } from 'pg-boss'
import * as wire from '../../contract/complaints.ts'
import { answerOrder } from '../../contract/investigation.ts'
import { isBeforeDecision } from '../../domain/complaints/vocabulary.ts'
import type { Status } from '../../domain/complaints/vocabulary.ts'
import { beginImport, uploadImport } from '../complaints/imports.ts'
import { planShifts } from '../identity/duty-store.ts'
import { lookInThread } from '../import-threads.ts'
import { createDatabase, readClock } from '../platform/database.ts'
import type { Exchange } from '../platform/context.ts'
import { write } from '../platform/write.ts'
import { demoNetwork } from '../waybills/demo-network.ts'
import { demoHistory } from '../waybills/demo-parcel.ts'
import { recordStretches } from '../waybills/hop-times.ts'
import { playBusiness } from './business.ts'
import { does, look } from './case.ts'
import type { PlayedCase } from './case.ts'
import { keepMarks, readMarks } from './guide.ts'
import type { SceneMark, SceneMarks } from './guide.ts'
import { openHouse } from './house.ts'
import type { House, HouseOptions } from './house.ts'
import { hour } from './script.ts'
import { gatherPeople } from './people.ts'
import type { People } from './people.ts'
import { makeRoom, play } from './play.ts'
import type { PlayClock } from './play.ts'
import { scenes } from './scenes.ts'
import { isAlone, passOver } from './seed.ts'

/** Scenes older than this are set anew at the next start. */
const freshMs = 3 * hour

/** Sets them when there are none or they are stale, unless another process works on the database: the clock is moved. */
export async function setScenes(on: HouseOptions, say: (line: string) => void): Promise<void> {
  if (!await isAlone(on.ownerUrl)) return
  const { db, close } = createDatabase(on.appUrl, { max: 1 })
  const [marks, until] = await Promise.all([readMarks(db), readClock(db)])
  if (marks && until - marks.setAt < freshMs) return close()
  say(marks ? 'Setting the demo\'s scenes anew …' : 'Setting the demo\'s scenes …')
  // the cast's parcels lead up to now, the others to when the demo was founded
  await sql`update settings set value = value || ${JSON.stringify({ castAt: until })}::jsonb where name = 'demo'`.execute(db)
  await close()
  const house = await openHouse(on)
  try {
    const people = await gatherPeople(house.db)
    await recordStretches(house.db, demoHistory(demoNetwork(), until), until)
    if (marks) await clearAway(house, people, marks)
    else await surround(house, people, until)
    await playScenes(house, people, until, say)
    await plan(house, people, until)
    if (!marks) {
      await bringImport(house, people)
      await failJob(on.appUrl)
    }
  } finally {
    await house.close()
  }
}

/** Some days of ordinary business, unless much more was played before. */
async function surround(house: House, people: People, until: number): Promise<void> {
  const isPlayed = (await sql`select 1 from complaints limit 1`.execute(house.db)).rows.length > 0
  if (isPlayed) return
  await playBusiness(house, people, { days: 3, complaints: 60, seed: 11, until })
  await passOver(house.db)
}

async function playScenes(house: House, people: People, until: number, say: (line: string) => void): Promise<void> {
  const clock: PlayClock = { at: until }
  const marked: Record<string, SceneMark> = {}
  const anchorAt = (await sql<{ at: number }>`select (value ->> 'anchorAt')::float8 as at from settings where name = 'demo'`.execute(house.db)).rows[0]?.at ?? until
  const stage = { house, people, network: demoNetwork(), anchorAt, now: () => clock.at, until, mark: (key: string, { id, no }: PlayedCase, secret?: string) => { marked[key] = { id, no, ...(secret === undefined ? {} : { secret }) } } }
  await makeRoom(house, until - 100 * hour)
  await answerOld(house, people)
  const { refused } = await play(house, clock, scenes.map((scene) => ({ at: byDay(until, typeof scene.hoursAgo === 'number' ? scene.hoursAgo : scene.hoursAgo(until)), script: scene.play(stage), exact: true })), until)
  for (const [code, times] of Object.entries(refused)) say(`A scene could not be set to its end: ${code}${times > 1 ? `, ${times} times` : ''}.`)
  await keepMarks(house.db, { setAt: until, scenes: marked })
}

/** Nobody rings at five in the morning: what begins most of a day ago begins between nine and five. */
function byDay(until: number, hoursAgo: number): number {
  const at = until - hoursAgo * hour
  const local = ((at + zone) % (24 * hour)) / hour
  return hoursAgo < 20 || (local >= 9 && local <= 17) ? at : local < 9 ? at + (9 - local) * hour : at - (local - 17) * hour
}

/** The outlet of the scenes has its seven questions to answer and no others. */
async function answerOld(house: House, people: People): Promise<void> {
  const outlet = people.who('outlet')
  const open = await sql<{ id: string }>`select id from orders where outlet_id = ${outlet.unitId} and state = 'open'`.execute(house.db)
  for (const { id } of open.rows) await house.act(outlet, answerOrder, { id }, { answer: 'true', text: '情况属实，已安排补送并致歉。' })
  await house.runJobs()
}

/** What is left of the scenes before is withdrawn, so that nobody's desk fills with them. */
async function clearAway(house: House, people: People, { scenes: old }: SceneMarks): Promise<void> {
  for (const mark of Object.values(old)) {
    const c: PlayedCase = { ...mark, version: 1, status: 'received' }
    await look(house, c)
    const open = await sql`select 1 from withdrawals where complaint_id = ${c.id} and state = 'requested'`.execute(house.db)
    if (!isBeforeDecision(c.status as Status)) continue
    if (open.rows.length === 0) await does(house, c, people.who('liaison'), wire.requestWithdrawal, { via: 'phone', words: '件已经收到，不用再处理了。' })
    await does(house, c, people.who('lead'), wire.verifyWithdrawal, { free: true, method: 'call', reference: '演示场景重新布置' })
  }
  await house.runJobs()
}

const zone = 8 * hour
const codes = ['early', 'middle', 'late', 'night'] as const

/** Shifts for three days: half of the floor and the demo's own agents are on duty now, whenever now is. */
async function plan(house: House, people: People, until: number): Promise<void> {
  const days = [-1, 0, 1, 2].map((n) => new Date(until + zone + n * 24 * hour).toISOString().slice(0, 10))
  const local = new Date(until + zone).getUTCHours()
  const now = codes[local < 7 ? 3 : local < 11 ? 0 : local < 15 ? 1 : local < 23 ? 2 : 3] ?? 'early'
  const own = ['agent', 'agent2', 'lead', 'investigator'].map((username) => people.who(username).id)
  const rest = [...people.agents, ...people.investigators].map((a) => a.id).filter((id) => !own.includes(id))
  const groups = codes.map((code, i) => ({ code, ids: [...(code === now ? own : []), ...rest.filter((_, k) => (k % 2 === 0 ? code === now : k % 4 === 1 ? i === 0 && now !== 'early' : i === 2 && now !== 'late'))] }))
  await write(house.contextOf(people.who('lead')), async (t) => {
    for (const { code, ids } of groups) if (ids.length > 0) await planShifts(t, ids, days, code)
  })
}

/** A platform's file with three lines that can't be filed; the worker runs it as any other. */
async function bringImport(house: House, people: People): Promise<void> {
  const goods = ['连衣裙', '手机壳', '保鲜盒', '图书', '化妆品', '儿童玩具', '四件套']
  const lines = Array.from({ length: 21 }, (_, i) => `平台,${goods[i % 7]}${i % 2 === 0 ? '五天没更新，平台催处理。' : '外箱破了，要求赔偿。'},${i === 4 ? '12' : `19900055${String(i).padStart(3, '0')}`},顾客${i + 1},PT2026${String(100_000 + i)},${i === 9 ? '很多' : i % 2 === 0 ? '' : 30 + i}`)
  lines.splice(12, 0, '平台,,19900055999,顾客,PT2026199999,')
  const ctx = house.contextOf(people.who('lead'))
  const bytes = Buffer.from(`\uFEFF渠道,投诉内容,手机号,姓名,订单号,索赔金额\n${lines.join('\n')}\n`)
  const file = { file: Object.assign(Readable.from([bytes]), { truncated: false }), filename: '平台转办-大促.csv' }
  const run = await uploadImport(house.deps, lookInThread, ctx, true, { request: { file: async () => file } } as unknown as Exchange)
  await beginImport(house.deps, ctx, run.id, { mapping: { channel: 0, verbatim: 1, phone: 2, name: 3, orderNo: 4, demandAmount: 5 }, defaults: {} })
}

/** A message to a customer whose job has failed for good, to be run again by one click. */
async function failJob(url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, schema: 'pgboss', max: 1, migrate: false, createSchema: false, supervise: false, schedule: false })
  boss.on('error', () => {})
  await boss.start()
  try {
    const owed = await boss.getDb().executeSql(`select id from messages where state = 'sent' order by at desc limit 1`)
    const id = (owed.rows[0] as { id: string } | undefined)?.id
    if (id === undefined) return
    const job = await boss.send('send_message', { id }, { retryLimit: 0 })
    const [taken] = await boss.fetch('send_message', { batchSize: 1 })
    if (job && taken) await boss.fail('send_message', taken.id, { trouble: 'unavailable' })
  } finally {
    await boss.stop({ graceful: false })
  }
}
