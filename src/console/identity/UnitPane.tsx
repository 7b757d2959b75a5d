// One unit beside the tree: where it stands, what hangs on it, and what may be done to it, each act with its consequence.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { Link } from 'react-router'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { getUnitDetail, moveUnit, previewMove, renameUnit, setUnitStatus } from '../../contract/administration.ts'
import { createUnit } from '../../contract/identity.ts'
import { unitKinds } from '../../domain/identity/unit-kinds.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import type { Option } from '../kit/form.ts'
import { Moment } from '../kit/Moment.tsx'
import { PickField } from '../kit/PickField.tsx'
import { sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { findUnits } from './find.ts'

type Unit = ReplyOf<typeof getUnitDetail>
type Doing = 'rename' | 'create' | 'suspended' | 'closed' | 'active' | 'move'

const many = (n: number, cap: number): string => (n >= cap ? `${cap}+` : String(n))

async function changed(words: string): Promise<void> {
  toast(words)
  await forget('/api/unit')
}

function Preview({ unit, parentId }: { unit: Unit; parentId: string }) {
  const found = useApi(previewMove, { params: { id: unit.id }, query: { parentId } }, { staleTime: 0 })
  if (found.isPending) return <Skeleton rows={1} />
  if (found.isError) return <ErrorState error={found.error} />
  const { refused, units, people, openCases, cap, from, to } = found.data
  if (refused !== null) return <p className="field-error" role="alert">{sayProblem({ status: 409, code: refused.code, params: refused.params })}</p>
  return (
    <div className="consequence" role="status">
      <p><strong>{t('console.tree.moves', { units, cases: many(openCases, cap), people })}</strong></p>
      <p>{t('console.tree.from_to', { from: from?.name ?? '', to: to.name })}</p><p>{t('console.tree.moves_hint')}</p>
    </div>
  )
}

function MoveSheet({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const [parent, setParent] = useState<Option | undefined>(undefined)
  return (
    <Sheet side title={`${t('console.tree.do_move')} · ${unit.name}`} onClose={onClose}>
      <div className="fields">
        <div className="field"><label className="field-label" htmlFor="move-to">{t('console.tree.new_parent')}</label><PickField id="move-to" autoFocus find={findUnits} value={parent} onChange={setParent} /></div>
        {parent === undefined ? <p className="hint">{t('console.tree.choose_parent')}</p> : (
          <>
            <Preview key={parent.value} unit={unit} parentId={parent.value} />
            <ActionForm key={`form-${parent.value}`} submit={t('console.tree.do_move')} fields={[{ kind: 'line', name: 'reason', words: t('console.people.reason'), required: true, max: 200, wide: true }]}
              send={async (body) => { await call(moveUnit, { params: { id: unit.id }, body: { parentId: parent.value, reason: String(body['reason']) } }); onClose(); await changed(t('console.tree.moving')) }} />
          </>
        )}
      </div>
    </Sheet>
  )
}

function ActSheet({ doing, unit, onClose }: { doing: Exclude<Doing, 'move'>; unit: Unit; onClose: () => void }) {
  const title = t(`console.tree.do_${doing}`)
  const done = async () => { onClose(); await changed(t('console.people.done')) }
  const name = { kind: 'line', name: 'name', words: t('console.units.name'), required: true, max: 60, wide: true } as const
  const city = { kind: 'line', name: 'city', words: t('console.units.city'), max: 40, wide: true } as const
  return (
    <Sheet side title={`${title} · ${unit.name}`} onClose={onClose}>
      {doing === 'rename' ? <ActionForm submit={title} fields={[name, city]} given={{ name: unit.name, city: unit.city ?? '' }} send={async (body) => { await call(renameUnit, { params: { id: unit.id }, body: { name: String(body['name']), city: (body['city'] as string | undefined) ?? null } }); await done() }} />
        : doing === 'create' ? (
          <ActionForm submit={title} fields={[{ kind: 'line', name: 'code', words: t('console.units.code'), hint: t('console.units.code_hint'), required: true, max: 20 }, { kind: 'select', name: 'kind', words: t('console.units.kind'), required: true, options: unitKinds.map((kind) => ({ value: kind, words: label('unitKind', kind) })) }, name, city]}
            send={async (body) => { await call(createUnit, { body: { ...body, parentId: unit.id } as never, idempotencyKey: crypto.randomUUID() }); await done() }} />
        ) : (
          <ActionForm submit={title} danger={doing === 'closed'} consequence={t(`console.tree.consequence_${doing}`)} fields={[{ kind: 'line', name: 'reason', words: t('console.people.reason'), required: true, max: 200, wide: true }]}
            send={async (body) => { await call(setUnitStatus, { params: { id: unit.id }, body: { status: doing, reason: String(body['reason']) } }); await done() }} />
        )}
    </Sheet>
  )
}

function Moves({ moves }: { moves: Unit['moves'] }) {
  if (moves.length === 0) return null
  return (
    <>
      <h3>{t('console.tree.history')}</h3>
      <ul className="plain-list">{moves.map((move) => (
        <li key={move.id}><p>{t('console.tree.from_to', { from: move.from, to: move.to })} <Tag tone={move.state === 'done' ? 'good' : 'info'}>{t(`console.tree.${move.state}`)}</Tag></p>
          <p className="hint"><Moment at={move.at} /> · {move.by} · {move.reason} · {t('console.tree.moved', { units: move.units, cases: move.casesMoved })}</p></li>
      ))}</ul>
    </>
  )
}

/** Shows the unit; `manage` offers the acts. */
export function UnitPane({ id, manage, onChoose }: { id: string; manage: boolean; onChoose: (id: string) => void }) {
  const [doing, setDoing] = useState<Doing | undefined>(undefined)
  // A move is followed until its cases have come along.
  const found = useApi(getUnitDetail, { params: { id } }, { keep: true, refetchInterval: 5000 })
  if (found.isPending) return <Skeleton />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const unit = found.data
  const isRoot = unit.kind === 'headquarters'
  const acts: readonly Doing[] = [...(unit.status === 'closed' ? [] : ['create', 'rename'] as const), ...(isRoot ? [] : ['move'] as const), ...(isRoot ? [] : (['active', 'suspended', 'closed'] as const).filter((status) => status !== unit.status))]
  return (
    <section className="card unit-pane" aria-label={unit.name}>
      <p className="hint unit-path">{unit.path.map((above) => <span key={above.id}><button type="button" className="text-button" onClick={() => onChoose(above.id)}>{above.name}</button> › </span>)}</p>
      <h2>{unit.name} <span className="hint mono">{unit.code}</span></h2>
      <p>{unit.status === 'active' ? null : <Tag icon="pause">{t(`console.units.${unit.status}`)}</Tag>} <span className="hint">{label('unitKind', unit.kind)}{unit.city === null ? '' : ` · ${unit.city}`}</span></p>
      <dl className="facts">
        <dt>{t('console.tree.children')}</dt><dd className="num">{unit.children}</dd>
        <dt>{t('console.admin.people')}</dt><dd><Link className="num" to={`/admin/people?unitId=${unit.id}`}>{unit.people}</Link></dd>
        <dt>{t('console.person.cases')}</dt><dd className="num">{unit.openCases === 0 ? 0 : <Link to={`/queue?view=open&org=${unit.id}`}>{many(unit.openCases, unit.cap)}</Link>}</dd>
      </dl>
      {manage ? <div className="chips">{acts.map((act) => <Button key={act} size="small" danger={act === 'closed'} onClick={() => setDoing(act)}>{t(`console.tree.do_${act}`)}</Button>)}</div> : null}
      <Moves moves={unit.moves} />
      {doing === 'move' ? <MoveSheet unit={unit} onClose={() => setDoing(undefined)} /> : doing === undefined ? null : <ActSheet doing={doing} unit={unit} onClose={() => setDoing(undefined)} />}
    </section>
  )
}
