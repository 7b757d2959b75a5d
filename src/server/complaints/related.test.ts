// Cases that belong together: parent and children, links both ways, suspected duplicates that are none; seen only by who may see both.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Relations } from '../../contract/relations.ts'
import { caseUntil, fileCase, lastEvent, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { recordBreaks } from '../../../test/whole.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const of = async (c: TestCase, who: Cast = 'agent') => (await (await world.as(who)).get<Relations>(`/api/complaints/${c.id}/relations`)).body
const restrict = (c: TestCase) => sql`update complaints set flags = array_append(flags, 'restricted') where id = ${c.id}`.execute(world.db)

describe('parent and children', () => {
  test('one level deep; refusals say which way', async () => {
    const [parent, child, third] = [await fileCase(world), await fileCase(world), await fileCase(world)]
    await child.refused('judge', 'parent', { parentId: parent.id, reason: 'x' }, 403, 'permission.missing')
    await child.refused('agent', 'parent', { parentId: child.id, reason: 'x' }, 409, 'relation.no_other_case')
    await child.refused('agent', 'parent', { parentId: null, reason: 'x' }, 409, 'relation.no_parent')
    await child.does('agent', 'parent', { parentId: parent.complaintNo, reason: '同一辆车翻了' })
    expect(await lastEvent(child)).toMatchObject({ type: 'complaint.parent_set', data: { parent: parent.id, parentNo: parent.complaintNo, previous: null } })
    expect(await lastEvent(parent)).toMatchObject({ type: 'complaint.child_set', data: { case: child.id, under: true } })
    await child.refused('agent', 'parent', { parentId: third.id, reason: 'x' }, 409, 'relation.has_parent')
    await third.refused('agent', 'parent', { parentId: child.id, reason: 'x' }, 409, 'relation.parent_is_child')
    await parent.refused('agent', 'parent', { parentId: third.id, reason: 'x' }, 409, 'relation.has_children')
    await parent.refused('agent', 'merging', { into: third.id, reason: 'x' }, 409, 'merge.has_children')
    const closed = await caseUntil(world, 'closed')
    await closed.does('agent', 'parent', { parentId: parent.id, reason: '事后发现是同一事故' })
    const seen = await of(parent)
    expect(seen.children.map((c) => [c.id, c.status, c.nextDue !== null])).toEqual([[child.id, 'received', true], [closed.id, 'closed', false]])
    expect((await of(child)).parent).toMatchObject({ id: parent.id })
    await child.does('agent', 'parent', { parentId: null, reason: '不是这辆车' })
    expect([(await of(parent)).children.length, (await of(child)).parent]).toEqual([1, null])
  })
  test('each keeps its own clocks: closing the parent closes no child', async () => {
    const [parent, child] = [await caseUntil(world, 'confirmed'), await fileCase(world)]
    await child.does('agent', 'parent', { parentId: parent.id, reason: '同一事故' })
    const clocks = await child.clocks()
    await parent.does('agent', 'closing', { summary: '已赔偿' })
    expect([await child.status(), await child.clocks()]).toEqual(['received', clocks])
  })
  test('a restricted case is counted and listed only for who may see it', async () => {
    const [parent, child] = [await fileCase(world), await fileCase(world)]
    await restrict(child)
    await child.refused('lead', 'parent', { parentId: parent.id, reason: 'x' }, 409, 'relation.restricted')
    await sql`update complaints set flags = '{}' where id = ${child.id}`.execute(world.db)
    await child.does('lead', 'parent', { parentId: parent.id, reason: '同一事故' })
    await restrict(child)
    const counts = async (who: Cast) => (await (await world.as(who)).get<{ items: { id: string; relations?: { children: number } }[] }>('/api/complaints?view=open&sort=newest&limit=100')).body.items.find((i) => i.id === parent.id)?.relations?.children
    expect([(await of(parent, 'lead')).children.length, (await of(parent, 'inspector')).children.length]).toEqual([1, 0])
    expect([await counts('lead'), await counts('inspector')]).toEqual([1, undefined])
  })
})

describe('links', () => {
  test('seen from both ends, once of a kind, removed from either', async () => {
    const [a, b] = [await fileCase(world), await fileCase(world)]
    await a.refused('agent', 'link', { otherId: a.id, kind: 'related', reason: 'x' }, 409, 'relation.no_other_case')
    const made = await a.does('agent', 'link', { otherId: b.id, kind: 'follow_up', reason: '上次没处理完' })
    await b.refused('agent', 'link', { otherId: a.id, kind: 'follow_up', reason: 'x' }, 409, 'relation.linked_already')
    await b.does('agent', 'link', { otherId: a.id, kind: 'related', reason: '同一收件人' })
    expect((await of(a)).links.map((l) => [l.kind, l.back, l.other.id])).toEqual([['related', true, b.id], ['follow_up', false, b.id]])
    expect((await of(b)).links.map((l) => [l.kind, l.back])).toEqual([['related', false], ['follow_up', true]])
    await b.does('agent2', 'link-removal', { linkId: made.made, reason: '弄错了' })
    expect(await lastEvent(a)).toMatchObject({ type: 'complaint.unlinked', data: { other: b.id, back: false } })
    expect(await lastEvent(b)).toMatchObject({ type: 'complaint.unlinked', data: { other: a.id, back: true } })
    await a.refused('agent', 'link-removal', { linkId: made.made, reason: 'x' }, 409, 'relation.no_link')
    expect((await of(a)).links).toHaveLength(1)
    await recordFits(a)
    await recordFits(b)
  })
  test('a restricted case is not named in the record of an ordinary one', async () => {
    const [ordinary, hidden, alike] = [await fileCase(world), await fileCase(world), await fileCase(world)]
    for (const c of [hidden, alike]) await restrict(c)
    await ordinary.refused('lead', 'link', { otherId: hidden.id, kind: 'related', reason: '就是他' }, 409, 'relation.restricted')
    await hidden.refused('lead', 'link', { otherId: ordinary.id, kind: 'related', reason: '就是他' }, 409, 'relation.restricted')
    await hidden.does('lead', 'link', { otherId: alike.id, kind: 'related', reason: '同一人' })
    expect([(await of(ordinary, 'lead')).links.length, (await of(hidden, 'lead')).links.length]).toEqual([0, 1])
    await sql`insert into duplicates (complaint_id, other_id, because) values (${ordinary.id}, ${hidden.id}, '["phone"]') on conflict do nothing`.execute(world.db)
    await ordinary.does('lead', 'duplicate-dismissal', { otherId: hidden.id, reason: '那件说的是他' })
    expect([JSON.stringify(await ordinary.events()).includes('那件说的是他'), JSON.stringify(await hidden.events()).includes('那件说的是他')]).toEqual([false, true])
  })
  test('a link to a case one may not see is neither made nor shown', async () => {
    const [a, b] = [await fileCase(world), await fileCase(world)]
    await a.does('lead', 'link', { otherId: b.id, kind: 'related', reason: 'x' })
    await restrict(b)
    expect([(await of(a, 'lead')).links.length, (await of(a, 'inspector')).links.length]).toEqual([1, 0])
    const machine = await world.machine(['complaint:merge', 'complaint:read'])
    const blind = await machine.post<{ code: string }>(`/api/complaints/${a.id}/link`, { version: await a.version(), otherId: b.id, kind: 'follow_up', reason: 'x' }, { key: 'blind-link' })
    expect([blind.status, blind.body.code]).toEqual([409, 'relation.no_other_case'])
  })
})

describe('suspected duplicates', () => {
  test('dismissed once they are gone from both cases and stay gone; the flag goes with the last', async () => {
    const alike = (phone: string) => fileCase(world, { items: [{ type: 'waybill', number: 'HY4440001110' }], complainant: { phone } })
    const [first, second] = [await alike('13900000001'), await alike('13900000002')]
    const flags = async (c: TestCase) => (await world.db.selectFrom('complaints').select('flags').where('id', '=', c.id).executeTakeFirstOrThrow()).flags
    expect([(await of(first)).suggestions.map((s) => s.other.id), (await of(second)).suggestions.map((s) => [s.other.id, s.because.code])]).toEqual([[second.id], [[first.id, 'same_item']]])
    expect(await flags(second)).toContain('possible_duplicate')
    await second.does('agent', 'duplicate-dismissal', { otherId: first.id, reason: '两次寄的不同东西' })
    expect([(await of(first)).suggestions, (await of(second)).suggestions, (await flags(second)).includes('possible_duplicate')]).toEqual([[], [], false])
    await first.refused('agent', 'duplicate-dismissal', { otherId: second.id }, 409, 'relation.not_suspected')
    expect((await (await world.as('agent')).get<{ duplicates: unknown[] }>(`/api/complaints/${second.id}`)).body.duplicates).toEqual([])
    const third = await alike('13900000003')
    expect((await of(third)).suggestions).toHaveLength(2)
    await third.does('agent', 'merging', { into: first.id, reason: '同一件' })
    expect([(await of(third)).suggestions, (await of(first)).suggestions]).toEqual([[], []])
  })
})

test('a unit sees a case by itself', async () => {
  const [a, b] = [await caseUntil(world, 'investigating'), await fileCase(world)]
  await a.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '签收是谁？', hours: 24 })
  await a.does('agent', 'link', { otherId: b.id, kind: 'related', reason: 'x' })
  expect(await of(a, 'outlet')).toEqual({ mergedInto: null, merged: [], parent: null, children: [], links: [], suggestions: [], repeats: [] })
})

test('the record is whole', async () => {
  expect(await recordBreaks(world)).toEqual([])
})
