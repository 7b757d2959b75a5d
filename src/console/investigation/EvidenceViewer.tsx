// One piece of evidence, large: the picture, the player or the words; beside it whose it is, how it came, its fingerprint and who had it in hand. Arrow keys go on.
import { listCustody } from '../../contract/evidence.ts'
import type { EvidenceHold, EvidenceItem } from '../../contract/evidence.ts'
import { isField } from '../kit/keys.ts'
import { holds as mayDo } from '../identity/session.ts'
import type { Me } from '../identity/session.ts'
import { asked } from '../kit/base.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import type { EvidenceAct } from './EvidenceForm.tsx'

const scanTones: Readonly<Record<string, Tone>> = { clean: 'good', infected: 'overdue', unscanned: 'plain', unavailable: 'plain' }

function Face({ piece }: { piece: EvidenceItem }) {
  const { file } = piece
  const name = label('evidenceType', piece.type)
  if (file === null) return <blockquote className="said viewer-words">{piece.text ?? t('console.evidence.erased')}</blockquote>
  if (file.scan === 'infected') return <p className="viewer-none" role="alert"><Icon name="alarm" size={24} /> {t('console.evidence.quarantined', { found: file.scanFound ?? '' })}</p>
  if (file.picture !== null) return <img className="viewer-picture" src={asked(file.picture)} alt={`${name} ${file.name}`} />
  if (file.original === null) return null
  if (file.kind === 'audio') return <audio key={file.id} className="viewer-sound" controls preload="metadata" src={asked(file.original)} aria-label={name} />
  // what somebody filmed has no captions
  if (file.kind === 'video') return <video key={file.id} className="viewer-picture" controls preload="metadata" playsInline src={asked(file.original)} aria-label={name} />
  return <p className="viewer-none"><Icon name="file" size={28} /> {t('console.evidence.only_saved')}</p>
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return <div className="facts-row"><dt>{t(`console.evidence.${name}`)}</dt><dd>{children}</dd></div>
}

function sizeWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

function Facts({ piece }: { piece: EvidenceItem }) {
  const { file } = piece
  const { at = null, camera = null, lat = null, lon = null } = file?.taken ?? {}
  return (
    <dl className="facts">
      <Fact name="side">{label('evidenceSide', piece.side)}{piece.unit === null ? '' : ` · ${piece.unit.name}`}</Fact>
      <Fact name="origin">{label('evidenceOrigin', piece.origin)}</Fact>
      <Fact name="added">{piece.addedBy}{piece.addedByUnit === null ? '' : ` · ${piece.addedByUnit}`} <Moment at={piece.addedAt} /></Fact>
      {piece.aboutAt === null ? null : <Fact name="about"><Moment at={piece.aboutAt} /></Fact>}
      {file === null || piece.text === null ? null : <Fact name="words">{piece.text}</Fact>}
      {file === null ? null : <Fact name="file">{file.name} · <span className="num">{sizeWords(file.size)}</span> <Tag tone={scanTones[file.scan] ?? 'plain'}>{label('scanState', file.scan)}</Tag></Fact>}
      {at === null ? null : <Fact name="taken"><span className="num">{at.replace('T', ' ')}</span>{camera === null ? '' : ` · ${camera}`}</Fact>}
      {lat === null || lon === null ? null : <Fact name="place"><span className="num">{lat.toFixed(5)}, {lon.toFixed(5)}</span></Fact>}
      {piece.stateReason === null ? null : <Fact name="withdrawn">{piece.stateReason} · {piece.stateBy}</Fact>}
      {file === null ? null : <Fact name="fingerprint"><code className="viewer-hash">{file.sha256}</code></Fact>}
    </dl>
  )
}

/** Who had it in hand, from its arrival on. */
function Custody({ id }: { id: string }) {
  const found = useApi(listCustody, { params: { id } }).data
  if (found === undefined) return null
  return (
    <details className="viewer-custody" open>
      <summary>{t('console.evidence.custody')} <span className="hint num">{found.items.length}</span></summary>
      <ol>{found.items.map((line) => <li key={line.id}><strong>{label('custodyAct', line.act)}</strong> {line.by}{line.unit === null ? '' : ` · ${line.unit}`} <span className="hint"><Moment at={line.at} />{line.from === null ? '' : ` · ${line.from}`}</span>{line.note === null ? null : <p className="quiet">{line.note}</p>}</li>)}</ol>
    </details>
  )
}

/** What this person may do with the piece. */
function Acts({ piece, held, me, onAct }: { piece: EvidenceItem; held: EvidenceHold | undefined; me: Me; onAct: (act: EvidenceAct) => void }) {
  const mayHold = mayDo(me, 'evidence:hold')
  const original = piece.file?.original ?? null
  const act = (words: string, run: () => void) => <button type="button" className="text-button" onClick={run}>{words}</button>
  return (
    <p className="viewer-acts">
      {original === null ? null : <a className="text-button" href={asked(original)} download={piece.file?.name}><Icon name="import" size={14} />{t('console.evidence.download')}</a>}
      {piece.state === 'kept' && (mayDo(me, 'complaint:investigate') || piece.addedBy === me.name) ? act(t('codes.action.evidence_withdrawal'), () => onAct({ kind: 'withdraw', piece })) : null}
      {mayHold && held === undefined && piece.state !== 'erased' ? act(t('codes.action.evidence_hold'), () => onAct({ kind: 'hold', piece })) : null}
      {mayHold && held !== undefined ? act(t('codes.action.evidence_release'), () => onAct({ kind: 'release', hold: held })) : null}
      {mayHold && piece.state !== 'erased' ? act(t('codes.action.evidence_hand_out'), () => onAct({ kind: 'hand_out', piece })) : null}
    </p>
  )
}

/** The sheet over the page. */
export function EvidenceViewer({ pieces, at, holds, me, onMove, onAct, onClose }: { pieces: readonly EvidenceItem[]; at: number; holds: readonly EvidenceHold[]; me: Me; onMove: (to: number) => void; onAct: (act: EvidenceAct) => void; onClose: () => void }) {
  const piece = pieces[at]
  if (piece === undefined) return null
  const move = (by: number) => { const to = at + by; if (to >= 0 && to < pieces.length) onMove(to) }
  const held = holds.find((h) => h.evidenceId === piece.id && h.releasedAt === null)
  return (
    <Sheet title={t('console.evidence.piece', { n: piece.seq, type: label('evidenceType', piece.type) })} onClose={onClose}>
      <div className="viewer" onKeyDown={(event) => {
        if (isField(event.target) || event.target instanceof HTMLMediaElement || event.nativeEvent.isComposing) return
        if (event.key === 'ArrowLeft') move(-1)
        if (event.key === 'ArrowRight') move(1)
      }}>
        <div className="viewer-face"><Face piece={piece} /></div>
        <div className="viewer-side">
          <nav className="viewer-nav" aria-label={t('console.evidence.title')}>
            <button type="button" className="ghost" disabled={at === 0} aria-label={t('console.evidence.previous')} onClick={() => move(-1)}><Icon name="left" /></button>
            <span className="num hint">{at + 1} / {pieces.length}</span>
            <button type="button" className="ghost" disabled={at === pieces.length - 1} aria-label={t('console.evidence.next')} onClick={() => move(1)}><Icon name="right" /></button>
          </nav>
          {held === undefined && !piece.held ? null : <p><Tag tone="info" icon="lock">{t('console.evidence.held')}</Tag> <span className="hint">{held?.reason}</span></p>}
          <Facts piece={piece} />
          <Acts piece={piece} held={held} me={me} onAct={onAct} />
          {mayDo(me, 'complaint:investigate') ? <Custody id={piece.id} /> : null}
        </div>
      </div>
    </Sheet>
  )
}
