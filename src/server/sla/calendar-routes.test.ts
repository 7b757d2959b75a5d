// Calendars over the wire: days and reach for everybody, imports by two people, layers of units, every version resolvable forever.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type * as wire from '../../contract/sla.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

type Days = ReplyOf<typeof wire.getCalendarDays> & { code?: string; fields?: unknown }
const days = async (who: Cast, from: string, to: string, version = 'in_force') => (await world.as(who)).get<Days>(`/api/calendars/${encodeURIComponent(version)}/days?from=${from}&to=${to}`)

describe('days', () => {
  test('everybody signed in reads them, with hours as instants and the notice behind a holiday', async () => {
    const answer = await days('courier', '2026-09-30', '2026-10-10')
    expect(answer.status).toBe(200)
    expect(answer.body.items.map((d) => [d.on.slice(5), d.kind])).toEqual([['09-30', 'workday'], ['10-01', 'holiday'], ['10-02', 'holiday'], ['10-03', 'holiday'], ['10-04', 'holiday'], ['10-05', 'holiday'], ['10-06', 'holiday'], ['10-07', 'holiday'], ['10-08', 'workday'], ['10-09', 'workday'], ['10-10', 'make_up_day']])
    expect(answer.body.items[0]).toEqual({ on: '2026-09-30', kind: 'workday', covered: true, name: null, notice: null, worked: [{ from: '2026-09-30T01:00:00.000Z', to: '2026-09-30T04:00:00.000Z' }, { from: '2026-09-30T05:00:00.000Z', to: '2026-09-30T10:00:00.000Z' }] })
    expect(answer.body.items[1]).toMatchObject({ name: 'national_day', notice: '国办发明电〔2025〕7号', worked: [] })
    expect(answer.body.notices).toEqual([{ number: '国办发明电〔2025〕7号', title: '国务院办公厅关于2026年部分节假日安排的通知' }])
  })

  test('days no notice covers say so; a span turned round, too long, or of a version that never was is refused', async () => {
    expect((await days('agent', '2026-12-31', '2027-01-01')).body.items.map((d) => d.covered)).toEqual([true, false])
    expect((await days('agent', '2026-02-02', '2026-02-01')).body.fields).toEqual([{ path: 'query.to', code: 'past' }])
    expect((await days('agent', '2026-01-01', '2027-02-05')).body.fields).toEqual([{ path: 'query.to', code: 'too_far' }])
    expect((await days('agent', '2026-02-01', '2026-02-02', 'cn.9@1999-01-01')).status).toBe(404)
    expect((await days('agent', '2026-02-01', '2026-02-02', 'cn.1@2025-11-04')).body.version).toBe('cn.1@2025-11-04')
  })
})
