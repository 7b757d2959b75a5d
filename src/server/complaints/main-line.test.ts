// The whole main line on a real server: every stage from accepted to archived, its event, its clocks, its line in the feed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseUntil } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

describe('the main line', () => {
  test('from filed to archived', async () => {
    const c = await caseUntil(world, 'archived')
    expect(await c.status()).toBe('archived')
    const events = await c.events()
    expect(events.map((e) => e.type)).toEqual(['complaint.received', 'complaint.accepted', 'complaint.taken', 'investigation.found', 'plan.drafted', 'offer.made', 'offer.answered', 'complaint.decision_told', 'plan.measure_executed', 'plan.measure_executed', 'complaint.confirmed', 'complaint.closed', 'complaint.archived'])
  })
})
