// Changing one's own password; also the first page of a person whose password was set by an administrator.
import { useNavigate } from 'react-router'
import { changePassword } from '../../contract/identity.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { problemError } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { forget } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { homeOf, useMe } from './session.ts'
import './identity.css'

/** Shows the page. */
export default function PasswordPage() {
  const me = useMe().data
  const navigate = useNavigate()
  if (me === null || me === undefined) return null
  const send = async (body: Record<string, unknown>) => {
    if (body['next'] !== body['again']) throw problemError({ status: 400, code: 'client.passwords_differ', params: {}, fields: [{ path: 'again', code: 'differs' }] })
    await call(changePassword, { body: { current: String(body['current']), next: String(body['next']) } })
    toast(t('console.password.done'))
    await forget('/api/session')
    void navigate(homeOf(me), { replace: true })
  }
  return (
    <div className="page">
      <section className="door-card is-page">
        <h1>{t('console.password.title')}</h1>
        {me.mustChangePassword ? <p className="notice is-soon">{t('console.password.must')}</p> : null}
        <ActionForm submit={t('console.password.go')} consequence={t('console.password.consequence')} send={send} fields={[
          { kind: 'secret', name: 'current', words: t('console.password.current'), required: true },
          { kind: 'secret', name: 'next', words: t('console.password.next'), hint: t('console.password.rule'), required: true, fresh: true },
          { kind: 'secret', name: 'again', words: t('console.password.again'), required: true, fresh: true },
        ]} />
      </section>
    </div>
  )
}
