// People of the company: find, create, change posts, disable and enable, reset a password.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { useSearchParams } from 'react-router'
import type { z } from 'zod'
import { createUser, enableUser, listRoles, listUsers, resetPassword, setUserPosts } from '../../contract/identity.ts'
import type { user } from '../../contract/identity.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import type { Field, Values } from '../kit/form.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useApi, usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { findUnits } from './find.ts'
import { DisableSheet, PersonSheet } from './PersonSheet.tsx'
import { holds, useMe } from './session.ts'

type User = z.output<typeof user>
type Doing = { what: 'create' } | { what: 'posts' | 'enable' | 'reset' | 'disable' | 'show'; who: User }

function firstPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  return [...crypto.getRandomValues(new Uint8Array(14))].map((byte, i) => (i === 4 || i === 9 ? '-' : letters[byte % letters.length])).join('')
}

function postsField(roles: readonly { code: string }[]): Field {
  return {
    kind: 'rows', name: 'posts', words: t('console.people.posts'), add: t('console.people.add_post'), most: 10,
    of: [{ kind: 'select', name: 'roleCode', words: t('console.people.role'), required: true, options: roles.map(({ code }) => ({ value: code, words: label('role', code) })) }, { kind: 'pick', name: 'unitId', words: t('console.people.unit'), required: true, find: findUnits }],
  }
}

const line = (name: string, more: { required?: boolean; hint?: string; max?: number } = {}): Field => ({ kind: 'line', name, words: t(`console.people.${name}`), ...more })

function sheetOf(doing: Exclude<Doing, { what: 'disable' | 'show' }> | { what: 'reset'; who: User }, roles: readonly { code: string }[]): { fields: readonly Field[]; given: Values; send: (body: Record<string, unknown>) => Promise<unknown>; danger: boolean } {
  const reason = line('reason', { required: true, max: 200 })
  switch (doing.what) {
    case 'create': return {
      fields: [line('username', { required: true, hint: t('console.people.username_hint'), max: 40 }), line('name', { required: true, max: 60 }), line('staffNo', { max: 30 }), line('password', { required: true, hint: t('console.people.password_hint') }), postsField(roles)],
      given: { password: firstPassword() }, danger: false, send: (body) => call(createUser, { body: body as never, idempotencyKey: crypto.randomUUID() }),
    }
    case 'posts': return {
      fields: [postsField(roles)], danger: false, given: { posts: doing.who.posts.map((post) => ({ roleCode: post.roleCode, unitId: { value: post.unit.id, words: post.unit.name } })) },
      send: (body) => call(setUserPosts, { params: { id: doing.who.id }, body: body as never }),
    }
    case 'enable': return { fields: [reason], given: {}, danger: false, send: (body) => call(enableUser, { params: { id: doing.who.id }, body: body as never }) }
    default: return { fields: [line('password', { required: true, hint: t('console.people.password_hint') })], given: { password: firstPassword() }, danger: false, send: (body) => call(resetPassword, { params: { id: doing.who.id }, body: body as never }) }
  }
}

function Row({ each, manage, onDo }: { each: User; manage: boolean; onDo: (doing: Doing) => void }) {
  return (
    <tr>
      <td>{manage ? <button type="button" className="text-button" onClick={() => onDo({ what: 'show', who: each })}>{each.name}</button> : <strong>{each.name}</strong>} <span className="hint mono">{[each.username, each.staffNo].filter(Boolean).join(' · ')}</span>{each.status === 'active' ? null : <> <Tag>{t(`console.people.${each.status}`)}</Tag></>}</td>
      <td>{each.posts.map((post) => <p key={post.id}>{label('role', post.roleCode)} <span className="hint">{post.unit.name}</span></p>)}</td>
      <td className="hint">{each.lastSeenAt === null ? t('console.people.never') : <Moment at={each.lastSeenAt} distance />}</td>
      <td>{manage ? (
        <span className="row-acts">
          <button type="button" className="text-button" onClick={() => onDo({ what: 'posts', who: each })}>{t('console.people.do_posts')}</button>
          <button type="button" className="text-button" onClick={() => onDo({ what: 'reset', who: each })}>{t('console.people.do_reset')}</button>
          <button type="button" className="text-button" onClick={() => onDo({ what: each.status === 'active' ? 'disable' : 'enable', who: each })}>{t(each.status === 'active' ? 'console.people.do_disable' : 'console.people.do_enable')}</button>
        </span>
      ) : null}</td>
    </tr>
  )
}

/** Shows the tab. */
export default function People() {
  const [search, setSearch] = useSearchParams()
  const [doing, setDoing] = useState<Doing | undefined>(undefined)
  const me = useMe().data
  const q = search.get('q') ?? ''
  const roleCode = search.get('role') ?? ''
  const unitId = search.get('unitId') ?? ''
  const list = usePages(listUsers, { query: { limit: 50, ...(q === '' ? {} : { q }), ...(roleCode === '' ? {} : { role: roleCode }), ...(unitId === '' ? {} : { unitId }) } }, { keep: true })
  const roles = useApi(listRoles, {}, { staleTime: 600_000 }).data?.items ?? []
  const manage = me !== null && me !== undefined && holds(me, 'identity:manage')
  const set = (name: string, value: string) => setSearch((old) => { const next = new URLSearchParams(old); if (value === '') next.delete(name); else next.set(name, value); return next }, { replace: true })
  const close = () => setDoing(undefined)
  const sheet = doing === undefined || doing.what === 'disable' || doing.what === 'show' ? undefined : sheetOf(doing as Exclude<Doing, { what: 'disable' | 'show' }>, roles)
  return (
    <>
      <PageHead title={t('console.admin.people')}>{manage ? <Button type="primary" onClick={() => setDoing({ what: 'create' })}><Icon name="add" />{t('console.people.do_create')}</Button> : null}</PageHead>
      <div className="bar">
        <input className="input" type="search" aria-label={t('console.people.find')} placeholder={t('console.people.find')} defaultValue={q} maxLength={80} onChange={(event) => set('q', event.target.value.trim())} />
        <select className="input" aria-label={t('console.people.role')} value={roleCode} onChange={(event) => set('role', event.target.value)}><option value="">{t('console.people.any_role')}</option>{roles.map(({ code }) => <option key={code} value={code}>{label('role', code)}</option>)}</select>
        {unitId === '' ? null : <button type="button" className="chip is-on" onClick={() => set('unitId', '')}>{t('console.people.one_unit')} <Icon name="close" size={12} /></button>}
      </div>
      {list.isPending ? <Skeleton /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : (list.items ?? []).length === 0 ? <Empty icon="person" title={t('console.people.none')} hint={t('console.people.none_hint')} {...(q + roleCode + unitId === '' ? {} : { action: <Button onClick={() => setSearch({})}>{t('console.people.all')}</Button> })} /> : (
        <div className="card table-wrap">
          <table className="plain"><thead><tr>{['name', 'posts', 'seen'].map((name) => <th key={name} scope="col">{t(`console.people.${name}`)}</th>)}<th scope="col"><span className="sr">{t('console.people.acts')}</span></th></tr></thead>
            <tbody>{(list.items ?? []).map((each) => <Row key={each.id} each={each} manage={manage} onDo={setDoing} />)}</tbody></table>
        </div>
      )}
      {list.hasNextPage ? <div className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
      {doing?.what === 'show' ? <PersonSheet who={doing.who} onClose={close} /> : doing?.what === 'disable' ? <DisableSheet who={doing.who} onClose={close} /> : null}
      {doing === undefined || sheet === undefined ? null : (
        <Sheet side title={'who' in doing ? `${t(`console.people.do_${doing.what}`)} · ${doing.who.name}` : t('console.people.do_create')} onClose={() => setDoing(undefined)}>
          <ActionForm fields={sheet.fields} given={sheet.given} danger={sheet.danger} submit={t(`console.people.do_${doing.what}`)} consequence={t(`console.people.consequence_${doing.what}`)}
            send={async (body) => { await sheet.send(body); toast(t('console.people.done')); setDoing(undefined); await forget('/api/users') }} />
        </Sheet>
      )}
    </>
  )
}
