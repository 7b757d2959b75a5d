// A complaint for tests, filed and led on by the demo cast over HTTP through the real gates; every act takes the version it saw.
import { expect } from 'vitest'
import { sql } from 'kysely'
import { eventProblems } from '../src/domain/complaints/events.ts'
import type { Head } from '../src/contract/complaints.ts'
import type { Answer } from './client.ts'
import type { Cast, World } from './world.ts'

export type Recorded = { readonly seq: number; readonly type: string; readonly data: Record<string, unknown>; readonly actor: { kind: string; id: string; name: string } }
export type ClockNow = { readonly kind: string; readonly epoch: number; readonly due_at: number; readonly opened_at: number; readonly stopped_at: number | null; readonly cancelled: boolean; readonly stop_event: string | null }

export type TestCase = {
  readonly id: string
  readonly complaintNo: string
  /** Sends an act as one of the cast, with the version in force unless `body.version` says another. */
  readonly act: (who: Cast, noun: string, body?: Record<string, unknown>) => Promise<Answer<Head & { code?: string; params?: Record<string, unknown> }>>
  /** The same, and it must succeed. */
  readonly does: (who: Cast, noun: string, body?: Record<string, unknown>) => Promise<Head>
  /** The same, and it must be refused with this status and code. */
  readonly refused: (who: Cast, noun: string, body: Record<string, unknown>, status: number, code: string) => Promise<Record<string, unknown>>
  readonly version: () => Promise<number>
  readonly status: () => Promise<string>
  readonly events: () => Promise<Recorded[]>
  readonly clocks: (kind?: string) => Promise<ClockNow[]>
  readonly outbox: () => Promise<{ type: string; version: number }[]>
}

/** Files a complaint as `agent`; `more` changes what is said. */
export async function fileCase(world: World, more: Record<string, unknown> = {}): Promise<TestCase> {
  const filed = await (await world.as('agent')).post<{ id: string; complaintNo: string }>('/api/complaints', {
    channel: 'phone', reasonCode: 'damage', verbatim: '箱子被压扁，里面的杯子碎了两只', items: [{ type: 'waybill', number: 'HY1234567890' }], complainant: { name: '王小明', phone: '13712345678' }, demand: { kinds: ['compensation'], amount: { minor: 12_000 } }, ...more,
  })
  if (filed.status !== 201) throw new Error(`not filed: ${filed.text}`)
  return caseOf(world, filed.body.id, filed.body.complaintNo)
}

/** A case that is there already. */
export function caseOf(world: World, id: string, complaintNo: string): TestCase {
  const row = async (): Promise<{ version: number; status: string }> => world.db.selectFrom('complaints').select(['version', 'status']).where('id', '=', id).executeTakeFirstOrThrow()
  const version = async (): Promise<number> => (await row()).version
  const act: TestCase['act'] = async (who, noun, body = {}) => (await world.as(who)).post(`/api/complaints/${id}/${noun}`, { version: await version(), ...body })
  return {
    id, complaintNo, act, version, status: async () => (await row()).status,
    does: async (who, noun, body) => {
      const answer = await act(who, noun, body)
      if (answer.status !== 200) throw new Error(`${who} ${noun}: ${answer.text}`)
      return answer.body
    },
    refused: async (who, noun, body, status, code) => {
      const before = await version()
      const answer = await act(who, noun, body)
      expect([answer.status, answer.body.code], `${who} ${noun}`).toEqual([status, code])
      expect(await version()).toBe(before)
      return answer.body.params ?? {}
    },
    events: async () => {
      const found = await sql<{ seq: number; type: string; body: string }>`select seq, type, body from events where stream_id = ${id} order by seq`.execute(world.db)
      return found.rows.map((e) => ({ seq: e.seq, type: e.type, ...(JSON.parse(e.body) as Pick<Recorded, 'data' | 'actor'>) }))
    },
    clocks: async (kind) => {
      const found = await sql<ClockNow>`select kind, epoch, due_at, opened_at, stopped_at, cancelled, stop_event from clocks where complaint_id = ${id} order by kind, epoch`.execute(world.db)
      return found.rows.filter((c) => kind === undefined || c.kind === kind)
    },
    outbox: async () => (await sql<{ type: string; version: number }>`select type, version from outbox where complaint_id = ${id} order by tx, id`.execute(world.db)).rows,
  }
}

export const finding = { facts: '内件破损，外箱受压', causeCode: 'transit_handling', companyLiability: 'liable', liabilityBasis: '快递暂行条例第二十七条', demandJudgement: 'justified', demandReason: '签收时当场指出' } as const
export const moneyPlan = { measures: [{ kind: 'compensation', description: '赔偿两只杯子', amount: { minor: 12_000 } }, { kind: 'apology', description: '电话道歉' }], reasoning: '破损由运输造成', basis: '快递服务标准' } as const
export const offerText = { text: '赔偿 120 元并致歉', grounds: '运输中受压', via: 'sms' } as const
export const agreed = { outcome: 'agreed', text: '同意赔偿 120 元', reasons: '运输中受压', basis: '快递服务标准', notice: { channel: 'sms' } } as const
export const notAgreed = { outcome: 'not_agreed', text: '无法赔偿 500 元', reasons: '超出实际损失', basis: '民法典', notice: { channel: 'sms' }, appealRouteTold: true, companyLimits: '最多赔偿实际损失 120 元' } as const

const road: Readonly<Record<string, (c: TestCase) => Promise<unknown>>> = {
  accepted: (c) => c.does('agent', 'acceptance'),
  investigating: (c) => c.does('agent', 'take'),
  planning: (c) => c.does('investigator', 'finding', finding),
  negotiating: (c) => c.does('agent', 'plan', moneyPlan),
  offered: (c) => c.does('agent', 'offer', offerText),
  answered: (c) => c.does('agent', 'answer', { answer: 'accept', via: 'phone', reference: 'REC-1' }),
  decided: (c) => c.does('agent', 'decision', agreed),
  executing: (c) => c.does('agent', 'execution', { seq: 2, evidence: '已电话道歉' }),
  confirming: (c) => c.does('finance', 'execution', { seq: 1, evidence: '转账流水 20261122001' }),
  confirmed: (c) => c.does('agent', 'confirmation', { method: 'oral_recorded', satisfied: true, reference: 'REC-2' }),
  closed: (c) => c.does('agent', 'closing', { summary: '已赔偿并道歉' }),
  archived: (c) => c.does('lead', 'archiving'),
}

/** Files a case and leads it along the main line up to and including `until` (a status, or `offered`, `answered`, `confirmed`). */
export async function caseUntil(world: World, until: string, more: Record<string, unknown> = {}): Promise<TestCase> {
  const c = await fileCase(world, more)
  if (until === 'received') return c
  for (const [name, go] of Object.entries(road)) {
    await go(c)
    if (name === until) return c
  }
  throw new Error(`no such stage: ${until}`)
}

/** Every line of the case's record must fit the catalogue of events. */
export async function recordFits(c: TestCase): Promise<void> {
  const problems = (await c.events()).flatMap((e) => eventProblems(e.type, e.data))
  expect(problems).toEqual([])
}

/** The last line of the record and of the feed after an act: its type, who, and what it says. */
export async function lastEvent(c: TestCase): Promise<Recorded> {
  const event = (await c.events()).at(-1)
  const fed = (await c.outbox()).at(-1)
  if (!event) throw new Error('no event')
  expect(fed).toEqual({ type: event.type, version: await c.version() })
  expect(eventProblems(event.type, event.data)).toEqual([])
  return event
}
