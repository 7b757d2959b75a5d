// Why one deadline is when it is: the sentence first, then every stretch, pause and source; to be copied or printed for a regulator.
import { useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { explainClock } from '../../contract/deadlines.ts'
import type { ExplanationView } from '../../contract/deadlines.ts'
import { tellDeadline } from '../../contract/explanation-text.ts'
import { clockState } from '../../domain/sla/clocks.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { useMe } from '../identity/session.ts'
import { Button } from '../kit/Button.tsx'
import { useNow } from '../kit/clock.ts'
import { Icon } from '../kit/Icon.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { toast } from '../kit/toast.tsx'
import { useApi } from '../kit/use-api.ts'
import { Watermark } from '../kit/Watermark.tsx'
import { t, useWords } from '../kit/words.ts'
import { copied, textForRegulator } from './copy-text.ts'
import { DeadlineParts } from './DeadlineParts.tsx'
import { LadderSteps } from './LadderSteps.tsx'
import { ProvisionalTag, StateTag } from './state-looks.tsx'
import './deadline.css'

/** The reply as it stands now: between two readings time goes on, and with it what is left. */
function goneOn(seen: ExplanationView, now: number): ExplanationView {
  const { clock } = seen
  if (clock.stoppedAt !== null || clock.state === 'paused') return seen
  const state = clockState({ openedAt: Date.parse(clock.openedAt), dueAt: Date.parse(clock.dueAt), metAt: null, cancelledAt: null, pausedAt: null }, now)
  return { ...seen, at: new Date(Math.max(now, Date.parse(seen.at))).toISOString(), clock: { ...clock, state } }
}

function Acts({ seen }: { seen: ExplanationView }) {
  const [text, setText] = useState<string>()
  const copy = async () => {
    const paper = await textForRegulator(seen)
    if (await copied(paper)) toast(t('console.deadline.copied'))
    else setText(paper)
  }
  return (
    <div className="deadline-acts">
      <Button onClick={() => print()}><Icon name="file" />{t('console.deadline.print')}</Button>
      <Button type="primary" onClick={() => void copy()}><Icon name="copy" />{t('console.deadline.copy')}</Button>
      {text === undefined ? null : <Sheet title={t('console.deadline.copy_by_hand')} onClose={() => setText(undefined)}><textarea className="input deadline-text" readOnly rows={18} value={text} aria-label={t('console.deadline.copy_by_hand')} onFocus={(event) => event.currentTarget.select()} autoFocus /></Sheet>}
    </div>
  )
}

function Told({ id, seen }: { id: string; seen: ExplanationView }) {
  const locale = useWords()
  const me = useMe().data
  const now = goneOn(seen, useNow(60_000))
  const told = tellDeadline(now, t, locale, spokenNo(seen.complaintNo))
  return (
    <article className="page-inner deadline">
      <Watermark words={me?.name ?? ''} />
      <Link className="deadline-back" to={`/queue/${id}?view=open`}><Icon name="left" size={14} />{t('console.deadline.back')}</Link>
      <header className="deadline-head">
        <div>
          <h1>{told.title}</h1>
          <p className="hint"><span className="mono">{told.subject}</span></p>
          <p className="chips"><StateTag state={now.clock.state} />{seen.clock.provisional ? <ProvisionalTag /> : null}</p>
        </div>
        <Acts seen={now} />
      </header>
      <p className={`deadline-verdict is-${now.clock.state}`}>{told.verdict}</p>
      {told.notes.map((note) => <p key={note} className="notice"><Icon name="info" size={14} /><span>{note}</span></p>)}
      <DeadlineParts told={told} />
      <LadderSteps id={id} kind={seen.clock.kind} epoch={seen.clock.epoch} />
    </article>
  )
}

/** Shows the page. */
export default function DeadlinePage() {
  const { id = '', kind = '' } = useParams()
  const [search] = useSearchParams()
  const epoch = search.get('epoch')
  const found = useApi(explainClock, { params: { id, kind: kind as ClockKind }, query: epoch === null ? {} : { epoch } }, { refetchInterval: 60_000 })
  return (
    <div className="page">
      {found.data === undefined ? (found.isPending ? <Skeleton rows={10} /> : <ErrorState error={found.error} retry={() => void found.refetch()} />) : <Told id={id} seen={found.data} />}
    </div>
  )
}
