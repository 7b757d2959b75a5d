// Shows masked personal data in plain text for a while, after the person has said why; the server writes it to the record.
import { useState } from 'react'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'
import { sayProblem, problemOf } from './problem.ts'
import { t } from './words.ts'

const reasons = ['call_back', 'verify_identity', 'arrange_delivery', 'send_notice', 'pay'] as const

/** A button that opens a small form with usual reasons; `onReveal` gets the chosen or typed reason. */
export function RevealButton({ onReveal }: { onReveal: (reason: string) => Promise<void> }) {
  const [open, setOpen] = useState(false)
  const [other, setOther] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState('')

  const reveal = async (reason: string) => {
    setBusy(true)
    setFailure('')
    try {
      await onReveal(reason)
      setOpen(false)
    } catch (error) {
      setFailure(sayProblem(problemOf(error)))
    } finally {
      setBusy(false)
    }
  }

  if (!open) return <button type="button" className="text-button" onClick={() => setOpen(true)}><Icon name="eye" size={14} />{t('console.reveal.show')}</button>
  return (
    <form className="reveal" onSubmit={(event) => { event.preventDefault(); void reveal(other.trim()) }}
      onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); setOpen(false) } }}>
      <p className="hint">{t('console.reveal.why')}</p>
      <div className="chips">
        {reasons.map((reason, i) => <button key={reason} type="button" className="chip" autoFocus={i === 0} disabled={busy} onClick={() => void reveal(t(`console.reveal.reason.${reason}`))}>{t(`console.reveal.reason.${reason}`)}</button>)}
      </div>
      <div className="inline-form">
        <input className="input" value={other} minLength={2} maxLength={200} required aria-label={t('console.reveal.other')} placeholder={t('console.reveal.other')} onChange={(event) => setOther(event.target.value)} />
        <Button htmlType="submit" loading={busy}>{t('console.reveal.go')}</Button>
      </div>
      {failure === '' ? null : <p className="field-error" role="alert">{failure}</p>}
    </form>
  )
}
