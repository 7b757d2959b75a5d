// An act on many in which one case breaks: the incident's page says so in figures and words, and one press does what is left.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileCase } from '../case.ts'
import { desk, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { signIn } from './staff.ts'

let stage: Stage
let owner: pg.Client

beforeAll(async () => {
  stage = await openStage()
  owner = new pg.Client({ connectionString: stage.world.databaseUrls.owner })
  await owner.connect()
})
afterAll(async () => {
  await owner?.end()
  await stage?.stop()
})

test('the page tells how many broke and why it stopped; going on does them', async () => {
  const { world } = stage
  const cases = []
  for (let i = 0; i < 3; i++) cases.push(await fileCase(world, { reasonCode: 'delay.transit_stuck', items: [{ type: 'waybill', number: `HY7600000${i}00` }], respondent: { orgCode: world.users.outlet.unit.code } }))
  await owner.query(`create or replace function poisoned() returns trigger language plpgsql as $$ begin if new.complaint_id = '${cases[1]!.id}' then raise exception 'no way'; end if; return new; end $$;
    create or replace trigger poisoned before insert on incident_cases for each row execute function poisoned()`)
  const made = await (await world.as('lead')).post<{ id: string }>('/api/incidents', { title: '封路', what: '高速封路', unitId: world.users.outlet.unit.id, link: 'transit', rule: { from: new Date(await world.now() - 3_600_000).toISOString(), reasons: ['delay'], units: [world.users.outlet.unit.id] } })
  expect(made.status, made.text).toBe(201)
  await world.settle()
  const lead = await stage.open({ size: desk })
  await signIn(lead, 'lead')
  await lead.goto(`/incidents/${made.body.id}`)
  await sees(lead, '1 件出错')
  await sees(lead, '系统出错，没有办成')
  await shoot(lead, 'mass-failed-desk')
  await lead.setViewportSize(phone)
  expect(await lead.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')).toBe(false)
  await lead.emulateMedia({ colorScheme: 'dark' })
  await shoot(lead, 'mass-failed-phone')
  await owner.query('drop trigger poisoned on incident_cases')
  await lead.getByRole('button', { name: '我来继续' }).click()
  await world.settle()
  await lead.locator('.run-line[data-state="done"]').waitFor()
  await sees(lead, '3 / 3 件')
})
