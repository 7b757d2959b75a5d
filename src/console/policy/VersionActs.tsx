// What can be done with a version: begin a draft from it, publish somebody's draft from an instant, give a draft up.
import { useState } from 'react'
import { draftPolicy, publishPolicy, withdrawPolicy } from '../../contract/policy.ts'
import type { PolicyVersion } from '../../contract/policy.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { toast } from '../kit/toast.tsx'
import { forget } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { ChangesTable } from './ChangesTable.tsx'

type Doing = 'draft' | 'publish' | 'withdraw'

/** The buttons of a version and the sheets behind them; `onMade` is given the number of a new draft. */
export function VersionActs({ version: v, mayDraft, mayPublish, editing, onEdit, onMade }: { version: PolicyVersion; mayDraft: boolean; mayPublish: boolean; editing: boolean; onEdit: () => void; onMade: (version: number) => void }) {
  const [doing, setDoing] = useState<Doing | undefined>(undefined)
  const [key] = useState(() => crypto.randomUUID())
  const params = { kind: v.kind, version: v.version }
  const done = async (words: string) => { toast(words); setDoing(undefined); await forget('/api/policy') }
  const isDraft = v.standing === 'draft'
  return (
    <>
      {mayDraft && !isDraft && v.standing !== 'withdrawn' ? <Button type={v.standing === 'in_force' ? 'primary' : 'default'} onClick={() => setDoing('draft')}>{t('console.policy.begin')}</Button> : null}
      {isDraft && v.refused.withdraw === null ? <Button type="text" onClick={() => setDoing('withdraw')}>{t('console.policy.withdraw')}</Button> : null}
      {v.mayEdit && !editing ? <Button onClick={onEdit}>{t('console.policy.edit')}</Button> : null}
      {isDraft && mayPublish ? <Button type="primary" disabled={v.refused.publish !== null || editing} onClick={() => setDoing('publish')}>{t('console.policy.publish')}</Button> : null}
      {doing === undefined ? null : (
        <Sheet side title={t(doing === 'draft' ? 'console.policy.begin_of' : doing === 'publish' ? 'console.policy.publish_n' : 'console.policy.withdraw_n', { n: v.version })} onClose={() => setDoing(undefined)}>
          {doing === 'draft' ? (
            <ActionForm submit={t('console.policy.begin')} consequence={t('console.policy.begin_hint')} fields={[{ kind: 'line', name: 'reason', words: t('console.policy.reason'), hint: t('console.policy.reason_hint'), required: true, max: 300, wide: true }]}
              send={async (body) => { const made = await call(draftPolicy, { params: { kind: v.kind }, body: { basedOn: v.version, reason: String(body['reason']) }, idempotencyKey: key }); await done(t('console.policy.begun')); onMade(made.version) }} />
          ) : doing === 'publish' ? (
            <ActionForm submit={t('console.policy.publish')} consequence={t('console.policy.publish_hint')} renderAbove={() => <div className="policy-sheet-changes"><ChangesTable changes={v.check.changes} /></div>}
              fields={[{ kind: 'moment', name: 'validFrom', words: t('console.policy.valid_from'), hint: t('console.policy.valid_from_hint') }]}
              send={async (body) => { await call(publishPolicy, { params, body: { edition: v.edition, ...(body['validFrom'] === undefined ? {} : { validFrom: String(body['validFrom']) }) } }); await done(t('console.policy.published')) }} />
          ) : (
            <ActionForm danger submit={t('console.policy.withdraw')} consequence={t('console.policy.withdraw_hint')} fields={[{ kind: 'line', name: 'reason', words: t('console.people.reason'), required: true, max: 300, wide: true }]}
              send={async (body) => { await call(withdrawPolicy, { params, body: { reason: String(body['reason']) } }); await done(t('console.policy.withdrawn')) }} />
          )}
        </Sheet>
      )}
    </>
  )
}
