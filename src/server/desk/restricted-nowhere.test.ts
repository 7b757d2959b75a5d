// Proves that no list, count or log of the house names a restricted case to a person of headquarters who may not open it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endpoints } from '../../contract/endpoints.ts'
import { complaintNumber, showComplaintNumber } from '../../domain/complaints/number.ts'
import { caseUntil, fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
let secret: TestCase
const person = { name: '鑫小明', phone: '13600700011' }

beforeAll(async () => {
  world = await startWorld()
  secret = await caseUntil(world, 'investigating', { reasonCode: 'personal_safety.sexual_harassment', verbatim: '派件员言语骚扰', complainant: person, items: [{ type: 'waybill', number: 'HY7234567891' }] })
  await secret.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '当班是谁？', hours: 24 })
  await secret.does('investigator', 'finding', { facts: '言语不当', causeCode: 'human_error', companyLiability: 'liable', liabilityBasis: '内部规定', demandJudgement: 'justified', demandReason: '有录音' })
  await world.settle()
})
afterAll(() => world.stop())

test.each(['admin', 'account', 'caller', 'analyst'] as const)('%s finds it in nothing that lists without being asked for one thing', async (who) => {
  const client = await world.as(who)
  expect((await client.get(`/api/complaints/${secret.id}`)).status).toBe(404)
  const walked: string[] = []
  for (const { path } of endpoints.filter((e) => e.method === 'GET' && e.media === 'json' && !e.path.includes(':') && e.path.startsWith('/api/'))) {
    const answer = await client.get(path)
    if (answer.status !== 200) continue
    walked.push(path)
    for (const word of [secret.id, secret.complaintNo, showComplaintNumber(secret.complaintNo), '鑫', 'HY7234567891']) expect([path, answer.text.includes(word)]).toEqual([path, false])
  }
  expect(walked.length).toBeGreaterThan(4)
})

test.each(['admin', 'account', 'caller'] as const)('%s who asks by number, parcel or phone is told as of what was never there', async (who) => {
  const client = await world.as(who)
  const alike = async (path: (word: string) => string, mine: string, never: string): Promise<void> => {
    const [one, other] = [await client.get(path(mine)), await client.get(path(never))]
    expect([path(mine), one.status, one.text.replaceAll(mine, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')]).toEqual([path(mine), other.status, other.text.replaceAll(never, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')])
  }
  for (const path of [(q: string) => `/api/lookups?q=${q}`, (q: string) => `/api/complaints?q=${q}`, (q: string) => `/api/messages?case=${q}`, (q: string) => `/api/complaints/${q}`]) await alike(path, secret.complaintNo, complaintNumber('2026-11-22', '9999999999'))
  for (const path of [(q: string) => `/api/lookups?q=${q}`, (q: string) => `/api/complaints?q=${q}`]) {
    await alike(path, 'HY7234567891', 'HY7234567890')
    await alike(path, person.phone, '13600700099')
  }
})

test('what a person of the desk sees of an ordinary case counts it nowhere', async () => {
  const plain = await fileCase(world, { complainant: person, items: [{ type: 'waybill', number: 'HY7234567891' }] })
  const client = await world.as('caller')
  for (const path of ['', '/investigation', '/similar-cases', '/waybill-360', '/report', '/explanation']) {
    const answer = await client.get(`/api/complaints/${plain.id}${path}`)
    for (const word of [secret.id, secret.complaintNo, showComplaintNumber(secret.complaintNo)]) expect([path, answer.text.includes(word)]).toEqual([path, false])
  }
})
