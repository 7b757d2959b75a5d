// The evidence of a case on its page: what the customer was asked for, then every piece by whose side it comes from, as a gallery or a list.
import { useMemo, useState } from 'react'
import { listEvidence } from '../../contract/evidence.ts'
import type { EvidenceItem } from '../../contract/evidence.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { evidenceSides } from '../../domain/complaints/evidence.ts'
import type { EvidenceSide } from '../../domain/complaints/evidence.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import { holds, useMe } from '../identity/session.ts'
import { asked } from '../kit/base.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import type { IconName } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { ErrorState } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { usePages } from '../kit/use-api.ts'
import { label, t, useWords } from '../kit/words.ts'
import { EvidenceForm } from './EvidenceForm.tsx'
import type { EvidenceAct, EvidenceCase } from './EvidenceForm.tsx'
import { EvidenceRequests } from './EvidenceRequests.tsx'
import { EvidenceViewer } from './EvidenceViewer.tsx'
import './evidence.css'

/** Links are good for ten minutes; the list is read again before they end. */
const rereadMs = 8 * 60_000
/** Fewer than so many need no filter. */
const manyPieces = 5

const icons: Readonly<Record<NonNullable<EvidenceItem['file']>['kind'], IconName>> = { image: 'camera', document: 'file', audio: 'mic', video: 'device', other: 'file' }

/** What a piece is, in one icon. */
export function iconOf(piece: EvidenceItem): IconName {
  return piece.file === null ? 'quote' : icons[piece.file.kind]
}

/** Where the whole case is held, that stands at the head and not at every piece. */
function Marks({ piece, held }: { piece: EvidenceItem; held: boolean }) {
  return (
    <>
      {held ? <Tag tone="info" icon="lock">{t('console.evidence.held')}</Tag> : null}
      {piece.state === 'kept' ? null : <Tag tone="soon">{label('evidenceState', piece.state)}</Tag>}
      {piece.file?.scan === 'infected' ? <Tag tone="overdue" icon="alarm">{label('scanState', 'infected')}</Tag> : null}
    </>
  )
}

function Card({ piece, held, onOpen }: { piece: EvidenceItem; held: boolean; onOpen: () => void }) {
  const picture = piece.file?.picture ?? null
  return (
    <li className={`piece is-${piece.state}${held || piece.state !== 'kept' ? ' is-marked' : ''}`}>
      <button type="button" onClick={onOpen}>
        <span className="piece-face">{picture === null ? piece.file === null ? <span className="piece-words">{piece.text}</span> : <Icon name={iconOf(piece)} size={28} /> : <img src={asked(picture)} alt="" loading="lazy" decoding="async" />}</span>
        <span className="piece-name"><span className="num hint">{piece.seq}</span> {label('evidenceType', piece.type)}</span>
      </button>
      <span className="piece-marks"><Marks piece={piece} held={held} /></span>
    </li>
  )
}

function Row({ piece, held, onOpen }: { piece: EvidenceItem; held: boolean; onOpen: () => void }) {
  return (
    <li className={`piece-row is-${piece.state}`}>
      <button type="button" onClick={onOpen}><span className="num hint">{piece.seq}</span><Icon name={iconOf(piece)} size={14} /><strong>{label('evidenceType', piece.type)}</strong><span className="piece-gist">{piece.file?.name ?? piece.text}</span></button>
      <span className="piece-marks"><Marks piece={piece} held={held} /></span>
      <span className="hint">{piece.addedBy === '' ? label('evidenceSide', piece.side) : piece.addedBy} · <Moment at={piece.addedAt} /></span>
    </li>
  )
}

/** Shows the evidence; reads it when the page is there, and again before its links end. */
export default function EvidencePanel({ seen }: { seen: EvidenceCase }) {
  useWords()
  const me = useMe().data
  const found = usePages(listEvidence, { params: { id: seen.id }, query: { limit: 100 } }, { staleTime: rereadMs, refetchInterval: rereadMs })
  const [side, setSide] = useState<EvidenceSide | 'all'>('all')
  const [chosenList, setAsList] = useState<boolean | undefined>(undefined)
  const [openId, setOpenId] = useState<string | undefined>(undefined)
  const [act, setAct] = useState<EvidenceAct | undefined>(undefined)
  const pieces = useMemo(() => (found.items ?? []) as EvidenceItem[], [found.items])
  // words alone need no gallery
  const asList = chosenList ?? !pieces.some((p) => p.file !== null)
  const first = found.data?.pages[0] as ReplyOf<typeof listEvidence> | undefined
  if (found.error !== null) return <section className="letter-part evidence" data-part="evidence"><header><h2>{t('console.evidence.title')}</h2></header><ErrorState error={found.error} retry={() => void found.refetch()} /></section>
  if (first === undefined || me === null || me === undefined) return null
  const { holds: allHolds, requests } = first
  const caseHold = allHolds.find((h) => h.evidenceId === null && h.releasedAt === null)
  const heldIds = new Set(allHolds.filter((h) => h.releasedAt === null).map((h) => h.evidenceId))
  const sides = evidenceSides.filter((s) => pieces.some((p) => p.side === s))
  const groups = sides.filter((s) => side === 'all' || s === side).map((s) => [s, pieces.filter((p) => p.side === s)] as const)
  const ordered = groups.flatMap(([, list]) => list)
  const opened = ordered.findIndex((p) => p.id === openId)
  const mayAdd = holds(me, 'attachment:add') && isOpen(seen.status)
  const mayHold = holds(me, 'evidence:hold')
  if (pieces.length === 0 && requests.length === 0 && !mayAdd) return null
  return (
    <section className="letter-part evidence" data-part="evidence">
      <header>
        <h2>{t('console.evidence.title')}<span className="hint num"> {pieces.length === 0 ? '' : pieces.length}</span></h2>
        {pieces.length === 0 ? <span className="hint">{t('console.evidence.none')}</span> : null}
        {caseHold === undefined ? null : <Tag tone="info" icon="lock" title={caseHold.reason}>{t('console.evidence.case_held')}</Tag>}
        <span className="evidence-acts">
          {pieces.length < manyPieces ? null : <button type="button" className="text-button" aria-pressed={asList} onClick={() => setAsList(!asList)}>{t(asList ? 'console.evidence.as_gallery' : 'console.evidence.as_list')}</button>}
          {!mayHold ? null : caseHold === undefined ? <button type="button" className="text-button" onClick={() => setAct({ kind: 'hold' })}><Icon name="lock" size={14} />{t('console.evidence.hold_case')}</button> : <button type="button" className="text-button" onClick={() => setAct({ kind: 'release', hold: caseHold })}>{t('codes.action.evidence_release')}</button>}
          {mayAdd ? <Button size="small" onClick={() => setAct({ kind: 'add' })}><Icon name="add" size={14} /> {t('console.evidence.add')}</Button> : null}
        </span>
      </header>
      <EvidenceRequests requests={requests} mayEnd={holds(me, 'complaint:contact') && isOpen(seen.status)} onEnd={(request) => setAct({ kind: 'end', request })} />
      {sides.length < 2 ? null : (
        <div className="evidence-sides" role="group" aria-label={t('console.evidence.by_side')}>
          {(['all', ...sides] as const).map((s) => <button key={s} type="button" className="chip" aria-pressed={side === s} onClick={() => setSide(s)}>{s === 'all' ? t('console.evidence.all') : label('evidenceSide', s)} <span className="num hint">{s === 'all' ? pieces.length : pieces.filter((p) => p.side === s).length}</span></button>)}
        </div>
      )}
      {groups.map(([s, list]) => (
        <div key={s} className="evidence-group">
          {sides.length < 2 ? null : <h3>{label('evidenceSide', s)}</h3>}
          {asList ? <ul className="piece-list">{list.map((p) => <Row key={p.id} piece={p} held={heldIds.has(p.id)} onOpen={() => setOpenId(p.id)} />)}</ul> : <ul className="pieces">{list.map((p) => <Card key={p.id} piece={p} held={heldIds.has(p.id)} onOpen={() => setOpenId(p.id)} />)}</ul>}
        </div>
      ))}
      {found.hasNextPage ? <Button size="small" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('console.evidence.more')}</Button> : null}
      {pieces.some((p) => p.file?.scan === 'unavailable' || p.file?.scan === 'unscanned') ? <p className="hint"><Icon name="info" size={14} /> {t(first.scanner === null ? 'console.evidence.no_scanner' : 'console.evidence.scan_waits')}</p> : null}
      {opened < 0 ? null : <EvidenceViewer pieces={ordered} at={opened} holds={allHolds} me={me} onMove={(to) => setOpenId(ordered[to]?.id)} onAct={setAct} onClose={() => setOpenId(undefined)} />}
      {act === undefined ? null : <EvidenceForm seen={seen} act={act} me={me} onClose={() => setAct(undefined)} />}
    </section>
  )
}
