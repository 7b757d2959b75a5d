// A moment typed as people write it, read back in words; common moments one press away. Never the browser's own date box, whose form follows the machine's language.
import { useState } from 'react'
import { serverNow, useNow } from './clock.ts'
import { isMoment, momentToField, momentToWire } from './form.ts'
import { readMoment } from './read-moment.ts'
import type { DayWords } from './read-moment.ts'
import { ago, moment } from './time-words.ts'
import { t } from './words.ts'

/** `2026-11-25T18:00` as a person writes it: without the year when it is this one. */
function shown(value: string, now: number): string {
  return isMoment(value) ? value.slice(value.startsWith(momentToField(now).slice(0, 4)) ? 5 : 0).replace('T', ' ') : value
}

/** Words for days in the language on screen, written `word=days` in the word file. */
export function dayWords(): DayWords {
  return Object.fromEntries(t('console.time.day_words').split(' ').map((pair) => pair.split('=')).map(([word = '', days]) => [word, Number(days)]))
}

/** Moments people often mean: ends of today and tomorrow, or now and yesterday. */
function usual(now: number, past: boolean): { words: string; value: string }[] {
  const on = (shift: number, time: string) => `${momentToField(now + shift * 86_400_000).slice(0, 10)}T${time}`
  const clock = momentToField(now).slice(11)
  if (past) return [{ words: t('console.time.just_now'), value: momentToField(now) }]
  const list = clock < '17:30' ? [on(0, '18:00'), on(1, '18:00')] : [on(1, '12:00'), on(1, '18:00')]
  return list.map((value) => ({ words: moment(Date.parse(momentToWire(value)), now), value }))
}

/** The control; `value` is `YYYY-MM-DDTHH:mm` in business time, or what was typed as long as it can't be read. */
export function MomentField({ id, value, past = false, invalid = false, describedBy, autoFocus = false, onChange }: {
  id: string; value: string; past?: boolean; invalid?: boolean; describedBy?: string | undefined; autoFocus?: boolean; onChange: (value: string) => void
}) {
  const now = useNow(60_000)
  const [typed, setTyped] = useState<string>()
  const text = typed ?? shown(value, now)
  const change = (next: string) => {
    setTyped(next)
    onChange(next.trim() === '' ? '' : readMoment(next, serverNow(), past, dayWords()) ?? next)
  }
  const read = isMoment(value) ? Date.parse(momentToWire(value)) : undefined
  const echo = value === '' ? undefined : read === undefined ? t('console.form.moment_unread') : `${moment(read, now, true)} · ${ago(read, now)}`
  return (
    <span className="moment-field">
      <input id={id} className="input" value={text} placeholder={shown(`${momentToField(now + (past ? -1 : 1) * 86_400_000).slice(0, 10)}T18:00`, now)} autoComplete="off" maxLength={30} autoFocus={autoFocus} aria-invalid={invalid || undefined} aria-describedby={[`${id}-echo`, describedBy].filter(Boolean).join(' ')}
        onChange={(event) => change(event.target.value)} onBlur={() => setTyped(undefined)} />
      <span id={`${id}-echo`} className={read === undefined && value !== '' ? 'field-error moment-echo' : 'hint moment-echo'}>{echo ?? usual(now, past).map((each) => <button key={each.value} type="button" className="text-button" onClick={() => { setTyped(undefined); onChange(each.value) }}>{each.words}</button>)}</span>
    </span>
  )
}
