// The units of the organisation: find, browse below a unit, create.
import { useState } from 'react'
import { Button } from 'antd'
import { useSearchParams } from 'react-router'
import { createUnit, listUnits } from '../../contract/identity.ts'
import { unitKinds } from '../../domain/identity/unit-kinds.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Icon } from '../kit/Icon.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { findUnits } from './find.ts'
import { holds, useMe } from './session.ts'

const filterNames = ['q', 'kind', 'parentId'] as const

/** Shows the tab. */
export default function Units() {
  const [search, setSearch] = useSearchParams()
  const [creating, setCreating] = useState(false)
  const me = useMe().data
  const query = Object.fromEntries(filterNames.flatMap((name) => { const value = search.get(name); return value === null || value === '' ? [] : [[name, value]] }))
  const list = usePages(listUnits, { query: { limit: 50, ...query } }, { keep: true })
  const set = (name: string, value: string) => setSearch((old) => { const next = new URLSearchParams(old); if (value === '') next.delete(name); else next.set(name, value); return next }, { replace: name === 'q' })
  const items = list.items ?? []
  return (
    <>
      <div className="bar">
        <input className="input" type="search" aria-label={t('console.units.find')} placeholder={t('console.units.find')} defaultValue={search.get('q') ?? ''} maxLength={80} onChange={(event) => set('q', event.target.value.trim())} />
        <select className="input" aria-label={t('console.units.kind')} value={search.get('kind') ?? ''} onChange={(event) => set('kind', event.target.value)}><option value="">{t('console.filter.any')}</option>{unitKinds.map((kind) => <option key={kind} value={kind}>{label('unitKind', kind)}</option>)}</select>
        {search.get('parentId') === null ? null : <button type="button" className="chip is-on" onClick={() => set('parentId', '')}>{t('console.units.below')} <Icon name="close" size={12} /></button>}
        <span className="spring" />
        {me !== null && me !== undefined && holds(me, 'identity:manage') ? <Button type="primary" onClick={() => setCreating(true)}><Icon name="add" />{t('console.units.create')}</Button> : null}
      </div>
      {list.isPending ? <Skeleton /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : items.length === 0 ? <Empty icon="outlet" title={t('console.units.none')} /> : (
        <div className="card table-wrap">
          <table className="plain"><thead><tr>{['name', 'kind', 'city', 'status'].map((name) => <th key={name} scope="col">{t(`console.units.${name}`)}</th>)}<th scope="col"><span className="sr">{t('console.people.acts')}</span></th></tr></thead>
            <tbody>{items.map((each) => (
              <tr key={each.id}><td><strong>{each.name}</strong> <span className="hint mono">{each.code}</span></td><td>{label('unitKind', each.kind)}</td><td>{each.city}</td>
                <td><Tag tone={each.status === 'active' ? 'good' : 'overdue'}>{t(`console.units.${each.status}`)}</Tag></td>
                <td><button type="button" className="text-button" onClick={() => set('parentId', each.id)}>{t('console.units.show_below')}</button></td></tr>
            ))}</tbody></table>
        </div>
      )}
      {list.hasNextPage ? <div className="queue-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
      {creating ? (
        <Sheet side title={t('console.units.create')} onClose={() => setCreating(false)}>
          <ActionForm submit={t('console.units.create')} fields={[
            { kind: 'line', name: 'code', words: t('console.units.code'), hint: t('console.units.code_hint'), required: true, max: 20 }, { kind: 'line', name: 'name', words: t('console.units.name'), required: true, max: 60 },
            { kind: 'select', name: 'kind', words: t('console.units.kind'), required: true, options: unitKinds.map((kind) => ({ value: kind, words: label('unitKind', kind) })) }, { kind: 'pick', name: 'parentId', words: t('console.units.parent'), required: true, find: findUnits }, { kind: 'line', name: 'city', words: t('console.units.city'), max: 40 },
          ]} send={async (body) => { await call(createUnit, { body: body as never, idempotencyKey: crypto.randomUUID() }); toast(t('console.units.created')); setCreating(false); await forget('/api/units') }} />
        </Sheet>
      ) : null}
    </>
  )
}
