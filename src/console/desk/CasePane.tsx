// One case on screen: loads it with what the viewer may do, letter in the middle, context at the side.
import { useEffect, useState } from 'react'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { getAbilities, getComplaint } from '../../contract/desk.ts'
import { useMe } from '../identity/session.ts'
import { useCommands } from '../kit/commands.ts'
import { Panel } from '../kit/Panel.tsx'
import { caseAddress, QrCode } from '../kit/QrCode.tsx'
import { Splitter } from '../kit/Splitter.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { nameTab } from '../kit/title.ts'
import { useApi } from '../kit/use-api.ts'
import { Watermark } from '../kit/Watermark.tsx'
import { t } from '../kit/words.ts'
import { ActionBar } from './ActionBar.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { CaseLetter } from './CaseLetter.tsx'
import { CaseRecord } from './CaseRecord.tsx'
import { CaseSections } from './CaseSections.tsx'
import { Commitments } from './Commitments.tsx'
import { ContextPane } from './ContextPane.tsx'
import { usePrefetch } from './prefetch.ts'
import { Presence } from './Presence.tsx'
import { ProcessStrip } from '../complaints/ProcessStrip.tsx'
import { noteOpened } from './recent.ts'
import { SpeechAids } from './SpeechAids.tsx'

/** The two papers of a case: what was taken down, and what was found; the page hides the rest. */
const papers = ['intake', 'inquiry'] as const

function usePapers(): void {
  useCommands(papers.map((paper) => ({
    id: `print.${paper}`, place: 5, group: t('console.palette.this_case'), words: t(`console.print.${paper}`), icon: 'file', also: t('console.print.also'),
    run: () => {
      document.documentElement.dataset['paper'] = paper
      addEventListener('afterprint', () => { delete document.documentElement.dataset['paper'] }, { once: true })
      print()
    },
  })))
}

/** Shows a case by id (uuid); the page keys it by the id, so nothing of one case lingers in the next. `nextId` is the case after it in the list, `onOpen` opens one. */
export function CasePane({ id, nextId, onOpen }: { id: string; nextId?: string | undefined; onOpen?: (id: string) => void }) {
  const found = useApi(getComplaint, { params: { id } })
  const abilities = useApi(getAbilities, { params: { id } })
  const me = useMe().data
  const [doing, setDoing] = useState<Action | undefined>(undefined)
  const [given, setGiven] = useState<Record<string, unknown> | undefined>(undefined)
  const begin = (action: Action | undefined, answers?: Record<string, unknown>) => { setGiven(answers); setDoing(action) }
  const seen = found.data
  const keyword = seen?.keyword
  usePrefetch(seen === undefined ? undefined : nextId)
  usePapers()
  useEffect(() => (keyword === undefined ? undefined : nameTab(keyword)), [keyword])
  useEffect(() => { if (seen !== undefined) noteOpened({ id: seen.id, keyword: seen.keyword, complaintNo: seen.complaintNo }) }, [seen])

  if (found.isPending) return <div className="case-pane"><Skeleton rows={10} /></div>
  if (seen === undefined) return <div className="case-pane"><ErrorState error={found.error} retry={() => void found.refetch()} /></div>
  return (
    <div className="case-pane">
      <Splitter name="list" pane=".queue" words={t('console.pane.list')} side="left" least={240} most={640} />
      <Splitter name="context" pane=".case-context" words={t('console.pane.context')} side="right" least={240} most={640} />
      <Watermark words={me?.name ?? ''} />
      <article className="case-main" aria-label={seen.keyword}>
        <div className="case-scroll" tabIndex={-1}>
          <div className="letter">
            <p className="print-head">{papers.map((paper) => <span key={paper} className={`on-${paper}`}>{t(`console.print.${paper}_title`)} </span>)}<span className="mono">{spokenNo(seen.complaintNo)}</span><QrCode text={caseAddress(seen.id)} words={t('console.floorRest.qr', { no: spokenNo(seen.complaintNo) })} /></p>
            <Presence id={seen.id} writing={doing !== undefined} />
            <CaseLetter seen={seen} {...(abilities.data?.supplement === true ? { onSupplement: () => setDoing('supplement') } : {})} />
            <ProcessStrip target={seen} mayChange={abilities.data?.process_change === true} mayRecord={abilities.data?.process_step === true} />
            <Commitments seen={seen} abilities={abilities.data ?? {}} onDo={setDoing} />
            <CaseSections seen={seen} abilities={abilities.data ?? {}} onBegin={begin} />
            <Panel title={t('console.case.record')}><CaseRecord id={seen.id} /></Panel>
          </div>
        </div>
        <SpeechAids seen={seen} action={doing}>
          {abilities.data === undefined ? <div className="action-bar" /> : <ActionBar seen={seen} abilities={abilities.data} open={doing} given={given} onOpen={begin} {...(nextId === undefined || onOpen === undefined ? {} : { onNext: () => onOpen(nextId) })} />}
        </SpeechAids>
      </article>
      <aside className="case-context" aria-label={t('console.context.title')}>
        <ContextPane seen={seen} abilities={abilities.data ?? {}} />
      </aside>
    </div>
  )
}
