// The house behind a practice room: the whole application once more, on a copied database with keys that exist in memory alone, whose jobs reach nobody.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { practiceSeats } from '../contract/training.ts'
import type { App, AppOptions } from './app.ts'
import { foundDemo } from './demo.ts'
import { fileCase } from './demo/case.ts'
import { openHouse } from './demo/house.ts'
import type { House } from './demo/house.ts'
import { gatherPeople } from './demo/people.ts'
import type { People } from './demo/people.ts'
import { stories } from './demo/stories.ts'
import type { Story } from './demo/stories.ts'
import { ensureRoles } from './identity/founding.ts'
import { cookieName, openSession } from './identity/sessions.ts'
import { fillSearchWords } from './identity/search-words.ts'
import { jobNames } from './jobs.ts'
import { createDatabase, readClock } from './platform/database.ts'
import { makePartitions } from './platform/house-jobs.ts'
import { prepareJobs } from './platform/jobs.ts'
import { migrate, schemaHash } from './platform/migrations.ts'
import { copyDatabase, dropDatabase, listDatabases, makeDatabase, oneAtATime, renameDatabase } from './platform/side-databases.ts'
import type { SideDatabase, SideLogins } from './platform/side-databases.ts'
import { gradeRoom } from './training/grades.ts'
import type { PracticeCase } from './training/grades.ts'
import type { PracticeHouse } from './training/rooms.ts'
import { demoNetwork } from './waybills/demo-network.ts'
import { demoNumber } from './waybills/demo-number.ts'
import { demoWaybill } from './waybills/demo-parcel.ts'

const prefix = 'huiyin_practice_'
const templatePrefix = `${prefix}template_`
const lockKey = 4_710_018

/** What runs in a room. Whatever is not named rests: a job or a sweep that comes later reaches nobody from here until somebody has thought about it. */
export const practiceJobs: readonly string[] = ['tell_customer']
export const practiceSweeps: readonly string[] = ['deadlines', 'orders', 'pauses', 'notices', 'data_requests']

type Place = { readonly logins: SideLogins; readonly options: Omit<AppOptions, 'practice'>; readonly buildApp: (options: AppOptions) => Promise<App> }

/** Opens a house for one room. */
export async function openPracticeHouse(place: Place): Promise<PracticeHouse> {
  const { logins, options } = place
  const template = await ensureTemplate(logins)
  const database = await oneAtATime(logins, lockKey, () => copyDatabase(logins, prefix, template))
  // named as its database, so that another process's clean-up sees that somebody holds it
  const dataDir = join(options.dataDir, 'practice', new URL(database.appUrl).pathname.slice(1))
  const destroy = async (): Promise<void> => {
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const keys = { version: 1, fieldKey: randomBytes(32), indexKey: randomBytes(32) }
    const { cases, seats } = await furnish(database, { keys, dataDir, publicUrl: options.publicUrl })
    const app = await place.buildApp({ ...options, databaseUrl: database.appUrl, keys, dataDir, isWorker: false, poolSize: 3 })
    await app.http.ready()
    const { db } = app.database
    const jobs = app.allJobs.filter((job) => practiceJobs.includes(job.name))
    const sweeps = app.sweeps.filter((sweep) => practiceSweeps.includes(sweep.name))
    return {
      seats, cases: cases.length,
      answer: (request, response) => app.http.routing(request, response),
      report: () => gradeRoom(db, cases),
      tick: async () => {
        await app.jobs.drain(jobs)
        for (const sweep of sweeps) await sweep.run()
      },
      close: async () => { await app.close().catch(() => undefined); await destroy() },
    }
  } catch (error) {
    await destroy()
    throw error
  }
}

/** Drops what rooms of ended processes left behind: the data nobody can read any more, and templates of other releases. */
export async function clearPractice(logins: SideLogins, dataDir: string): Promise<void> {
  // not while somebody is making one, which nobody holds yet
  await oneAtATime(logins, lockKey, async () => {
    for (const name of await listDatabases(logins, prefix)) if (name !== templateName()) await dropDatabase(logins, name, false)
    const held = await listDatabases(logins, prefix)
    const folder = join(dataDir, 'practice')
    for (const name of existsSync(folder) ? readdirSync(folder) : []) if (!held.includes(name)) rmSync(join(folder, name), { recursive: true, force: true })
  })
}

const templateName = (): string => `${templatePrefix}${schemaHash()}`

/** The database rooms are copied from: the demo's company and nobody's cases. Made once for a release. */
async function ensureTemplate(logins: SideLogins): Promise<string> {
  const name = templateName()
  await oneAtATime(logins, lockKey, async () => {
    if ((await listDatabases(logins, name)).includes(name)) return
    const raw = `${prefix}making_${randomBytes(4).toString('hex')}`
    const made = await makeDatabase(logins, raw)
    try {
      await migrate(made.ownerUrl, decodeURIComponent(new URL(logins.appUrl).username), () => {})
      await prepareJobs(made.ownerUrl, made.appUrl, jobNames)
      const { db, close } = createDatabase(made.appUrl, { max: 2, name: 'huiyin practice' })
      try {
        await makePartitions({ db })
        await ensureRoles(db)
        await foundDemo(db)
        await fillSearchWords(db)
        await gatherPeople(db)
      } finally {
        await close()
      }
      // whole under its name, or not there: a process killed on the way leaves nothing that looks finished
      await renameDatabase(logins, raw, name)
    } catch (error) {
      await made.drop()
      throw error
    }
  })
  return name
}

type Furnished = { readonly cases: readonly PracticeCase[]; readonly seats: PracticeHouse['seats'] }

async function furnish(database: SideDatabase, to: { readonly keys: AppOptions['keys']; readonly dataDir: string; readonly publicUrl: string }): Promise<Furnished> {
  const house = await openHouse({ appUrl: database.appUrl, ownerUrl: database.ownerUrl, ...to })
  try {
    const people = await gatherPeople(house.db)
    const cases = await fileCases(house, people)
    const seats: PracticeHouse['seats'][number][] = []
    for (const code of practiceSeats) {
      const person = people.who(code)
      const post = await house.db.selectFrom('posts').select('id').where('user_id', '=', person.id).where('ended_at', 'is', null).executeTakeFirstOrThrow()
      const secret = await openSession(house.db, person.id, post.id, 'practice')
      seats.push({ code, userId: person.id, name: person.name, cookie: `${cookieName(to.publicUrl)}=${secret}` })
    }
    return { cases, seats }
  } finally {
    await house.close()
  }
}

/** Minutes ago each story came in: some press already, one has just rung. */
const ages = [95, 70, 55, 40, 32, 24, 15, 9, 4, 1]

async function fileCases(house: House, people: People): Promise<readonly PracticeCase[]> {
  const now = await readClock(house.db)
  const made: PracticeCase[] = []
  for (const [i, minutes] of ages.entries()) {
    const story = stories[i % stories.length]
    if (!story) continue
    await house.setClock(now - minutes * 60_000)
    const c = await fileStory(house, people, story, i)
    made.push({ id: c.id, complaintNo: c.no, reason: story.reason, does: story.does, pays: story.pays !== null })
  }
  await house.setClock(null)
  return made
}

function fileStory(house: House, people: People, story: Story, n: number): ReturnType<typeof fileCase> {
  const parcel = parcelOf(story, n)
  const values: Readonly<Record<string, string>> = { goods: parcel?.goods.name ?? '包裹', place: parcel?.scans.at(-1)?.city ?? '', days: String(3 + (n % 4)), yuan: String(60 + n * 25) }
  const words = (story.says[n % story.says.length] ?? '').replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  const { name, phone } = parcel?.parties.consignee ?? { name: '练习客户', phone: '19900000000' }
  return fileCase(house, people.who('caller'), {
    channel: 'phone', verbatim: words, readBack: true, complainant: { name, phone, role: 'consignee' }, demand: { kinds: [...story.wishes] },
    ...(parcel === null ? {} : { items: [{ type: 'waybill', number: parcel.number }] }),
  })
}

function parcelOf(story: Story, n: number): ReturnType<typeof demoWaybill> {
  const network = demoNetwork()
  for (let serial = 70_000_000 + n * 100; serial < 70_000_100 + n * 100; serial++) {
    const parcel = demoWaybill(network, demoNumber(story.scenario, serial, 1), Date.now())
    if (parcel) return parcel
  }
  return null
}
