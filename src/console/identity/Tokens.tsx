// API tokens of machines: create with few permissions, copy the secret once, revoke at once.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { createToken, listTokens, revokeToken } from '../../contract/identity.ts'
import { isPermission, permissions, personsOnly } from '../../domain/identity/permissions.ts'
import { call } from '../kit/api.ts'
import { serverNow } from '../kit/clock.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { permissionWords } from './Roles.tsx'

const dayMs = 86_400_000

function Create({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [days, setDays] = useState('90')
  const act = useAct(createToken, { onDone: () => void forget('/api/api-tokens') })
  const secret = act.data?.token
  return (
    <Sheet side title={t('console.tokens.create')} onClose={onClose}>
      {secret === undefined ? (
        <form className="fields" onSubmit={(event) => { event.preventDefault(); act.mutate({ body: { name: name.trim(), permissions: chosen.filter(isPermission), ...(days === '' ? {} : { expiresAt: new Date(serverNow() + Number(days) * dayMs).toISOString() }) } }) }}>
          <div className="field"><label className="field-label" htmlFor="token-name">{t('console.tokens.name')}</label><input id="token-name" className="input" autoFocus required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} /></div>
          <div className="field"><label className="field-label" htmlFor="token-days">{t('console.tokens.expires')}</label><select id="token-days" className="input" value={days} onChange={(event) => setDays(event.target.value)}>{['30', '90', '365', ''].map((each) => <option key={each} value={each}>{each === '' ? t('console.tokens.never') : t('console.tokens.days', { n: each })}</option>)}</select></div>
          <div className="field" role="group" aria-label={t('console.tokens.permissions')}><span className="field-label">{t('console.tokens.permissions')}</span>
            <div className="chips">{permissions.filter((each) => !personsOnly.includes(each)).map((each) => <button key={each} type="button" className="chip" aria-pressed={chosen.includes(each)} title={each} onClick={() => setChosen(chosen.includes(each) ? chosen.filter((one) => one !== each) : [...chosen, each])}>{permissionWords(each)}</button>)}</div></div>
          {act.isError ? <p className="field-error" role="alert">{sayProblem(problemOf(act.error))}</p> : null}
          <div className="form-foot"><Button type="primary" htmlType="submit" loading={act.isPending} disabled={name.trim() === '' || chosen.length === 0}>{t('console.tokens.create')}</Button></div>
        </form>
      ) : (
        <div className="fields"><p className="notice is-soon"><Icon name="lock" size={14} /><span>{t('console.tokens.once')}</span></p><p className="secret">{secret}</p>
          <div className="form-foot"><Button type="primary" onClick={() => void navigator.clipboard.writeText(secret).then(() => toast(t('console.case.copied')))}>{t('console.tokens.copy')}</Button><Button onClick={onClose}>{t('console.app.close')}</Button></div></div>
      )}
    </Sheet>
  )
}

/** Shows the tab. */
export default function Tokens() {
  const [creating, setCreating] = useState(false)
  const found = useApi(listTokens, {})
  const revoke = (id: string) => void call(revokeToken, { params: { id } }).then(() => { toast(t('console.tokens.revoked_now')); void forget('/api/api-tokens') }, (error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))
  if (found.isPending) return <Skeleton />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  return (
    <>
      <PageHead title={t('console.admin.tokens')} hint={t('console.tokens.hint')}><Button type="primary" onClick={() => setCreating(true)}><Icon name="add" />{t('console.tokens.create')}</Button></PageHead>
      {found.data.items.length === 0 ? <Empty icon="link" title={t('console.tokens.none')} hint={t('console.tokens.none_hint')} /> : (
        <div className="card table-wrap"><table className="plain"><thead><tr>{['name', 'permissions', 'created', 'used', 'expires'].map((each) => <th key={each} scope="col">{t(`console.tokens.${each}`)}</th>)}<th scope="col"><span className="sr">{t('console.people.acts')}</span></th></tr></thead>
          <tbody>{found.data.items.map((token) => (
            <tr key={token.id}><td><strong>{token.name}</strong></td><td className="hint">{token.permissions.map(permissionWords).join(t('console.app.list_comma'))}</td><td><Moment at={token.createdAt} /></td><td>{token.lastUsedAt === null ? <span className="hint">{t('console.people.never')}</span> : <Moment at={token.lastUsedAt} distance />}</td><td>{token.expiresAt === null ? <span className="hint">{t('console.tokens.never')}</span> : Date.parse(token.expiresAt) < serverNow() ? <Tag>{t('console.tokens.expired')}</Tag> : <Moment at={token.expiresAt} distance />}</td>
              <td>{token.revokedAt === null ? <button type="button" className="text-button" onClick={() => revoke(token.id)}>{t('console.tokens.revoke')}</button> : <Tag>{t('console.tokens.revoked')}</Tag>}</td></tr>
          ))}</tbody></table></div>
      )}
      {creating ? <Create onClose={() => setCreating(false)} /> : null}
    </>
  )
}
