// The sign-in page: name and password, one way forward, one sentence when it fails.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { useNavigate, useSearchParams } from 'react-router'
import { signIn } from '../../contract/identity.ts'
import { Mark } from '../kit/Icon.tsx'
import { setPreferences, locales, usePreferences } from '../kit/preferences.ts'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { useAct } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { enter, homeOf } from './session.ts'
import '../kit/form.css'
import './identity.css'

/** Only paths of this site are followed after signing in. */
function safePath(next: string | null): string | undefined {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : undefined
}

/** Shows the page. */
export default function SignInPage() {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [search] = useSearchParams()
  const navigate = useNavigate()
  const { locale } = usePreferences()
  const act = useAct(signIn, {
    onDone: (mine) => {
      enter(mine)
      void navigate(mine.mustChangePassword ? '/password' : safePath(search.get('next')) ?? homeOf(mine), { replace: true })
    },
  })
  return (
    <main className="door" id="main">
      <section className="door-card">
        <div className="door-brand"><Mark size={40} /><div><h1>{t('console.app.name')}</h1><p className="hint">{t('console.sign_in.tagline')}</p></div></div>
        <form className="fields" onSubmit={(event) => { event.preventDefault(); act.mutate({ body: { username: username.trim(), password } }) }}>
          <div className="field"><label className="field-label" htmlFor="username">{t('console.sign_in.username')}</label>
            <input id="username" className="input" autoFocus required autoComplete="username" autoCapitalize="none" spellCheck={false} value={username} onChange={(event) => setUsername(event.target.value)} /></div>
          <div className="field"><label className="field-label" htmlFor="password">{t('console.sign_in.password')}</label>
            <input id="password" className="input" type="password" required autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} /></div>
          {act.isError ? <p className="field-error" role="alert">{problemOf(act.error).status === 401 ? t('console.sign_in.wrong') : sayProblem(problemOf(act.error))}</p> : null}
          <Button type="primary" htmlType="submit" size="large" block loading={act.isPending}>{t('console.sign_in.go')}</Button>
        </form>
        <p className="hint">{t('console.sign_in.forgot')}</p>
      </section>
      <nav className="door-languages" aria-label={t('console.menu.language')}>
        {locales.map((each) => <button key={each} type="button" className="text-button" aria-pressed={each === locale} lang={each} onClick={() => setPreferences({ locale: each })}>{t(`console.menu.language_${each}`)}</button>)}
      </nav>
    </main>
  )
}
