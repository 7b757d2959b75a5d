// What we owe the customer of a case besides its clocks: what to tell them about time, promises kept or not, and the ledger of pauses.
import type { ReactNode } from 'react'
import { getCommitments } from '../../contract/clocks.ts'
import type { Commitments as View } from '../../contract/clocks.ts'
import type { CaseView } from '../../contract/desk.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import { asked } from '../kit/base.ts'
import { serverNow } from '../kit/clock.ts'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import type { IconName } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { moment } from '../kit/time-words.ts'
import { toast } from '../kit/toast.tsx'
import { useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import type { Abilities } from './next-step.ts'
import { whyWords } from './clock-acts.ts'
import './clocks.css'

const promiseTone: Readonly<Record<View['promises'][number]['state'], Tone>> = { open: 'plain', overdue: 'overdue', kept: 'good', kept_late: 'soon', broken: 'overdue', lapsed: 'outline' }
const pauseTone: Readonly<Record<View['pauses'][number]['state'], Tone>> = { asked: 'soon', counted: 'plain', refused: 'outline', lapsed: 'outline' }

function Part({ title, children }: { title: string; children: ReactNode }) {
  return <section className="letter-part"><header><h2>{title}</h2></header>{children}</section>
}

function Hint({ icon, children }: { icon: IconName; children: ReactNode }) {
  return <li><Icon name={icon} size={14} /><span>{children}</span></li>
}

/** The sentence ready to be said, and what else about time one should know before calling. */
function Say({ data }: { data: View }) {
  const { say, regulator } = data
  const sentence = say === null ? '' : t('console.clocks.say', { by: moment(Date.parse(say.by), serverNow()), why: whyWords({ because: say.because as never }) })
  const copy = () => void navigator.clipboard.writeText(sentence).then(() => toast(t('console.clocks.copied')))
  return (
    <ul className="time-hints">
      {say === null ? null : <li><Icon name="phone" size={14} /><span>{sentence}</span><button type="button" className="text-button" onClick={copy}><Icon name="copy" size={14} />{t('console.clocks.copy')}</button></li>}
      {data.contactDueAt === null ? null : <Hint icon="repeat">{t('console.clocks.contact_due')} <Countdown dueAt={data.contactDueAt} what={t('clocks.kind.regular_contact')} /></Hint>}
      {data.coolDownUntil === null ? null : <Hint icon="clock">{t('console.clocks.cool_down')} <Moment at={data.coolDownUntil} begins /></Hint>}
      {regulator?.openBecause ? <Hint icon="flag">{t(`console.clocks.regulator_${regulator.openBecause}`)}</Hint> : null}
    </ul>
  )
}

function Promises({ data, abilities, onDo }: { data: View; abilities: Abilities; onDo: (action: Action) => void }) {
  if (data.promises.length === 0) return null
  const owed = data.promises.some(({ state }) => state === 'open' || state === 'overdue')
  return (
    <Part title={t('console.clocks.promises')}>
      <ul className="letter-list">
        {data.promises.map((each) => (
          <li key={each.epoch} className="promise-line">
            <span>{each.text ?? t('clocks.kind.promise')}</span>
            {each.state === 'open' || each.state === 'overdue' ? <Countdown dueAt={each.dueAt} precise what={each.text ?? t('clocks.kind.promise')} /> : <Tag tone={promiseTone[each.state]} icon={each.state === 'kept' ? 'check' : each.state === 'broken' ? 'close' : 'clock'}>{label('promiseState', each.state)}</Tag>}
            <span className="hint"><Moment at={each.endedAt ?? each.dueAt} /></span>
          </li>
        ))}
      </ul>
      {!owed ? null : (
        <p className="part-acts">
          {abilities.promise_keeping === true ? <button type="button" className="text-button" onClick={() => onDo('promise_keeping')}><Icon name="check" size={14} />{t('codes.action.promise_keeping')}</button> : null}
          {abilities.promise_breaking === true ? <button type="button" className="text-button" onClick={() => onDo('promise_breaking')}><Icon name="close" size={14} />{t('codes.action.promise_breaking')}</button> : null}
        </p>
      )}
    </Part>
  )
}

/** One entry: what it stood, for how long, on whose word, with what proof. */
export function PauseEntry({ entry }: { entry: View['pauses'][number] }) {
  const stands = entry.state === 'counted' && entry.to === null
  return (
    <>
      <p className="pause-head">
        <strong>{label('pauseReason', entry.code)}</strong>
        <Tag tone={stands ? 'info' : pauseTone[entry.state]} {...(stands ? { icon: 'pause' as const } : {})}>{stands ? t('console.clocks.stands_now') : label('pauseState', entry.state)}</Tag>
        {entry.late ? <Tag tone="soon" icon="history" title={t('console.clocks.late_hint')}>{t('console.clocks.late')}</Tag> : null}
      </p>
      <p className="num"><Moment at={entry.from} begins /> – <Moment at={entry.to ?? entry.until} /><span className="hint"> · {entry.kinds.map((kind) => t(`clocks.kind.${kind}`)).join(t('console.app.list_comma'))}</span></p>
      <p className="quiet">{entry.reason}{entry.evidence === null ? null : <span className="hint"> · {t('console.clocks.proof', { what: entry.evidence })}</span>}</p>
      {entry.files.length === 0 ? null : <div className="files">{entry.files.map((file) => <a key={file.id} className="file" href={asked(`/api/attachments/${file.id}`)} target="_blank" rel="noopener"><Icon name="file" size={14} /><span>{file.name}</span></a>)}</div>}
      <p className="hint">{t('console.clocks.entered', { by: entry.by.name })} <Moment at={entry.enteredAt} begins />{entry.decidedBy === null || entry.decidedAt === null ? null : <> · {t(entry.state === 'refused' ? 'console.clocks.refused_by' : 'console.clocks.granted_by', { by: entry.decidedBy })} <Moment at={entry.decidedAt} begins /> — {entry.decisionReason}</>}</p>
      {entry.excuses.length === 0 ? null : <p className="notice is-soon"><Icon name="alarm" size={14} /><span>{t('console.clocks.excuses', { clocks: entry.excuses.map((kind) => t(`clocks.kind.${kind}`)).join(t('console.app.list_comma')) })}</span></p>}
    </>
  )
}

/** The panel; units have none of it. */
export function Commitments({ seen, abilities, onDo }: { seen: CaseView; abilities: Abilities; onDo: (action: Action) => void }) {
  const { data } = useApi(getCommitments, { params: { id: seen.id } })
  if (data === undefined || data.regulator === null) return null
  return (
    <>
      {isOpen(seen.status) ? <Say data={data} /> : null}
      <Promises data={data} abilities={abilities} onDo={onDo} />
      {data.pauses.length === 0 ? null : (
        <Part title={t('console.clocks.ledger')}>
          <ul className="letter-list">{data.pauses.map((entry) => <li key={entry.id}><PauseEntry entry={entry} /></li>)}</ul>
          <p className="part-acts">{abilities.pause_decision === true ? <button type="button" className="text-button" onClick={() => onDo('pause_decision')}><Icon name="check" size={14} />{t('codes.action.pause_decision')}</button> : null}</p>
        </Part>
      )}
    </>
  )
}
