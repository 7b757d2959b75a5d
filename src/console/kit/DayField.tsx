// A day typed as people write it, 11-20 or today; never the browser's own date box, whose form follows the machine's language.
import { useState } from 'react'
import { serverNow } from './clock.ts'
import { momentToField } from './form.ts'
import { readMoment } from './read-moment.ts'
import { dayWords } from './MomentField.tsx'
import { t } from './words.ts'

/** `2026-11-20` from what was typed; a day without a year is the last such one. */
function readDay(typed: string): string | undefined {
  return readMoment(`${typed.trim()} 00:00`, serverNow(), true, dayWords())?.slice(0, 10)
}

/** The control; `value` is `YYYY-MM-DD` or empty. What can't be read is kept, said, and changes nothing. */
export function DayField({ id, value, onChange }: { id: string; value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState<string>()
  const unread = typed !== undefined && typed.trim() !== '' && readDay(typed) === undefined
  const change = (next: string) => {
    setTyped(next)
    const day = next.trim() === '' ? '' : readDay(next)
    if (day !== undefined && day !== value) onChange(day)
  }
  return (
    <>
      <input id={id} className="input num" value={typed ?? value} placeholder={momentToField(serverNow()).slice(0, 10)} autoComplete="off" maxLength={20} aria-invalid={unread || undefined} aria-describedby={unread ? `${id}-unread` : undefined}
        onChange={(event) => change(event.target.value)} onBlur={() => { if (!unread) setTyped(undefined) }} />
      {unread ? <span id={`${id}-unread`} className="field-error">{t('console.form.day_unread')}</span> : null}
    </>
  )
}
