// verify-audit and policy: a version changed, added or taken away behind the record's back shows.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import type { PolicyVersion } from '../../contract/policy.ts'
import { describeBreak, verifyRecord } from './verify.ts'

let world: World
let owner: pg.Client
beforeAll(async () => {
  world = await startWorld()
  owner = new pg.Client({ connectionString: world.databaseUrls.super })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await world.stop()
})

test('a published version is held against its publication', async () => {
  const analyst = await world.as('analyst')
  const v = (await analyst.post<PolicyVersion>('/api/policy/documents/callback/versions', { basedOn: 1, reason: '少打扰' })).body
  const body = v.body as { survey: Record<string, unknown> }
  const saved = (await analyst.put<PolicyVersion>('/api/policy/documents/callback/versions/2', { edition: 1, basedOn: 1, reason: '少打扰', text: JSON.stringify({ ...body, survey: { ...body.survey, percent: 5 } }) })).body
  expect((await (await world.as('liaison')).post('/api/policy/documents/callback/versions/2/publication', { edition: saved.edition })).status).toBe(200)
  const faults = async () => (await verifyRecord(world.databaseUrls.app)).breaks.map(describeBreak)
  expect(await faults()).toEqual([])
  await owner.query('alter table policy_versions disable trigger user')
  for (const [change, undo] of [[`body = replace(body::text, '"percent":5', '"percent":9')::json`, `body = replace(body::text, '"percent":9', '"percent":5')::json`], [`exceptions = '[{"path":"rules"}]'`, `exceptions = '[]'`], [`published_by = (select id from users where username = 'lead')`, `published_by = (select id from users where username = 'liaison')`], [`author_name = 'x' || author_name`, `author_name = substr(author_name, 2)`], [`state = 'withdrawn', withdrawn_by = author_id, withdrawn_at = app_now()`, `state = 'published'`]]) {
    await owner.query(`update policy_versions set ${change} where kind = 'callback'`)
    expect(await faults()).toEqual([expect.stringContaining('policy_versions callback@2')])
    await owner.query(`update policy_versions set ${undo} where kind = 'callback'`)
    expect(await faults()).toEqual([])
  }
  await owner.query(`insert into policy_versions (kind, version, state, body, body_hash, based_on, reason, author_id, author_name, author_ids, valid_from, published_by, published_by_name, published_at)
    select kind, 3, state, body, body_hash, 2, reason, author_id, author_name, author_ids, valid_from, published_by, published_by_name, published_at from policy_versions where kind = 'callback'`)
  expect(await faults()).toEqual([expect.stringContaining('policy_versions callback@3')])
})
