// The guided card: per role, which steps it shows and where each leads, from the scenes that were set last.
import { sql } from 'kysely'
import * as wire from '../../contract/demo.ts'
import type { DemoGuide } from '../../contract/demo.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import type { Platform } from '../platform/platform.ts'

/** A scene's case as the guide leads to it; `secret` opens it on the portal. */
export type SceneMark = { readonly id: string; readonly no: string; readonly secret?: string }
export type SceneMarks = { readonly setAt: number; readonly scenes: Readonly<Record<string, SceneMark>> }

type Step = { readonly code: string; readonly scene?: string; readonly to?: string }
const of = (code: string, scene = code): Step => ({ code, scene })
const at = (code: string, to: string): Step => ({ code, to })
const customer: Step = { code: 'customer', scene: 'offer', to: '/p/follow/:secret' }

/** What each role meets; a step whose scene isn't set is left out. */
const steps: Readonly<Record<string, readonly Step[]>> = {
  agent: [of('wang'), at('dialect', '/intake'), of('handover'), of('offer'), customer],
  lead: [of('over_age'), of('approval'), at('pause', '/pauses'), of('merged'), at('pool', '/queue?view=unowned'), at('floor', '/floor'), at('storm', '/incidents'), at('imports', '/imports')],
  liaison: [of('objection'), of('withdrawal'), of('merged'), at('data_requests', '/data-requests')],
  province_manager: [of('signoff'), at('below', '/queue?view=open')],
  investigator: [of('weather'), of('evidence', 'judge'), of('stuck', 'wang'), at('sheet', '/handover')],
  judge: [{ code: 'judge', scene: 'judge', to: '/liability/to_judge/:id' }, { code: 'contested', scene: 'contested', to: '/liability/contested/:id' }, of('judged_next', 'approval_second'), of('audit')],
  arbitrator: [of('objection'), of('judge'), of('audit')],
  inspector: [of('audit'), at('verify', '')],
  claims_officer: [of('approval'), of('payment'), of('offer')],
  finance: [of('approval_second'), of('payment_late'), of('payment')],
  caller: [of('confirming'), of('withdrawal')],
  account_manager: [at('intake', '/intake'), at('batch', '/batch-cases/new'), at('imports', '/imports')],
  trainer: [of('audit'), of('wang')],
  analyst: [of('audit'), at('verify', '')],
  outlet_manager: [at('outlet', '/outlet'), at('photo', '/outlet'), at('own_share', '/judgements'), at('register', '/outlet/register')],
  hub_manager: [at('hub', '/outlet'), at('own_share', '/judgements?show=all'), at('register', '/outlet/register')],
  station_keeper: [at('station', '/outlet'), at('register', '/outlet/register')],
  courier: [at('outlet', '/outlet'), at('register', '/outlet/register')],
  partner: [at('partner', '/outlet')],
  admin: [at('failed_job', '/admin/jobs'), at('surge', '/admin/surge'), at('codes', '/admin/messages'), at('scan', '/p/complain?number=HY2700900000004'), at('verify', '')],
}

/** The route of `contract/demo.ts`. */
export function demoRoutes(p: Pick<Platform, 'demo'>): Route[] {
  return [route(wire.getDemoGuide, (ctx) => readGuide(p, ctx))]
}

async function readGuide(p: Pick<Platform, 'demo'>, { db, actor }: Ctx): Promise<DemoGuide> {
  const marks = p.demo && actor.kind === 'user' ? await readMarks(db) : null
  if (!marks) return { setAt: null, steps: [] }
  const shown = (steps[actor.roleCode ?? ''] ?? []).flatMap((step) => {
    const mark = step.scene === undefined ? undefined : marks.scenes[step.scene]
    if (step.scene !== undefined && !mark) return []
    const to = (step.to ?? `/queue/${mark?.id ?? ''}?view=open`).replace(':secret', mark?.secret ?? '').replace(':id', mark?.id ?? '')
    return [{ code: step.code, to: to === '' ? null : to, complaintNo: mark?.no ?? null }]
  })
  return { setAt: new Date(marks.setAt).toISOString(), steps: shown }
}

/** The scenes set last, null before any was. */
export async function readMarks(db: Db): Promise<SceneMarks | null> {
  const found = await sql<{ value: SceneMarks }>`select value from settings where name = 'demo_scenes'`.execute(db)
  return found.rows[0]?.value ?? null
}

/** Keeps where the scenes are. */
export async function keepMarks(db: Db, marks: SceneMarks): Promise<void> {
  await sql`insert into settings (name, value) values ('demo_scenes', ${JSON.stringify(marks)}::jsonb) on conflict (name) do update set value = excluded.value, updated_at = app_now()`.execute(db)
}
