// Roles against permissions: who may try what, changed one tick at a time with its consequence said.
import { Fragment, useState } from 'react'
import { Button } from '../kit/Button.tsx'
import type { z } from 'zod'
import { listRoles, updateRole } from '../../contract/identity.ts'
import type { role } from '../../contract/identity.ts'
import { isPermission, permissions } from '../../domain/identity/permissions.ts'
import { roleWarnings } from '../../domain/identity/role-warnings.ts'
import { Icon } from '../kit/Icon.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { holds, useMe } from './session.ts'

type Role = z.output<typeof role>

const nouns = [...new Set(permissions.map((permission) => permission.split(':')[0] ?? ''))]

/** "办理 · 受理" from `complaint:accept`: words of the code, else the code. */
export function permissionWords(permission: string): string {
  return label('permission', permission.replace(':', '_'))
}

function Cell({ role: each, permission, editing, onToggle }: { role: Role; permission: string; editing: boolean; onToggle: () => void }) {
  const on = each.permissions.includes(permission)
  if (editing) return <td><input type="checkbox" checked={on} aria-label={`${label('role', each.code)} ${permissionWords(permission)}`} onChange={onToggle} /></td>
  return <td>{on ? <><Icon name="check" size={14} /><span className="sr">{t('console.roles.yes')}</span></> : <span className="sr">{t('console.roles.no')}</span>}</td>
}

/** What saving would change, and what a careful house would think twice about. */
function Diff({ before, after }: { before: readonly string[]; after: readonly string[] }) {
  const added = after.filter((each) => !before.includes(each))
  const removed = before.filter((each) => !after.includes(each))
  const warnings = roleWarnings(new Set(before), new Set(after))
  if (added.length + removed.length === 0) return <p className="hint diff">{t('console.roles.no_change')}</p>
  return (
    <div className="diff" role="status">
      {added.length === 0 ? null : <p><Tag tone="good" icon="add">{t('console.roles.added')}</Tag> {added.map(permissionWords).join(t('console.app.list_comma'))}</p>}
      {removed.length === 0 ? null : <p><Tag tone="overdue" icon="close">{t('console.roles.removed')}</Tag> {removed.map(permissionWords).join(t('console.app.list_comma'))}</p>}
      {warnings.map((warning) => <p key={warning.code} className="notice is-soon"><Icon name="alarm" size={14} /><span>{t(`console.roles.warning.${warning.code}`)} <span className="hint">{warning.permissions.map(permissionWords).join(' + ')}</span></span></p>)}
    </div>
  )
}

/** Shows the tab. */
export default function Roles() {
  const found = useApi(listRoles, {})
  const me = useMe().data
  const [edited, setEdited] = useState<Role | undefined>(undefined)
  const save = useAct(updateRole, { onDone: (saved) => { toast(t('console.roles.saved', { role: label('role', saved.code) })); setEdited(undefined); void forget('/api/roles') } })
  if (found.isPending) return <Skeleton />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const manage = me !== null && me !== undefined && holds(me, 'identity:manage')
  const roles = found.data.items.map((each) => (each.code === edited?.code ? edited : each))
  const toggle = (permission: string) => setEdited((old) => (old === undefined ? old : { ...old, permissions: old.permissions.includes(permission) ? old.permissions.filter((each) => each !== permission) : [...old.permissions, permission] }))
  return (
    <>
      <PageHead title={edited === undefined ? t('console.admin.roles') : label('role', edited.code)} hint={t(edited === undefined ? 'console.roles.hint' : 'console.roles.consequence')}>
        {edited === undefined ? null : (
          <>
            <Button type="text" onClick={() => setEdited(undefined)}>{t('console.form.cancel')}</Button>
            <Button type="primary" loading={save.isPending} onClick={() => save.mutate({ params: { code: edited.code }, body: { permissions: edited.permissions.filter(isPermission) } })}>{t('console.roles.save')}</Button>
          </>
        )}
      </PageHead>
      {edited === undefined ? null : <Diff before={found.data.items.find((each) => each.code === edited.code)?.permissions ?? []} after={edited.permissions} />}
      {save.isError ? <p className="field-error" role="alert">{sayProblem(problemOf(save.error))}</p> : null}
      <div className="card matrix-wrap" tabIndex={0} role="region" aria-label={t('console.admin.roles')}>
        <table className="matrix">
          <thead><tr><th scope="col">{t('console.roles.permission')}</th>{roles.map((each) => <th key={each.code} scope="col">{manage && edited === undefined ? <button type="button" className="ghost" title={t('console.roles.edit')} onClick={() => setEdited(each)}>{label('role', each.code)}</button> : label('role', each.code)}</th>)}</tr></thead>
          <tbody>
            {nouns.map((noun) => (
              <Fragment key={noun}>
                <tr className="group"><th scope="rowgroup" colSpan={roles.length + 1}>{label('permissionNoun', noun)}</th></tr>
                {permissions.filter((permission) => permission.startsWith(`${noun}:`)).map((permission) => (
                  <tr key={permission}><th scope="row" title={permission}>{permissionWords(permission)}</th>{roles.map((each) => <Cell key={each.code} role={each} permission={permission} editing={each.code === edited?.code} onToggle={() => toggle(permission)} />)}</tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
