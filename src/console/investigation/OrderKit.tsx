// What speaks for or against the unit, attached from the start: its scans, position, calls, photo and consent (自证清白, OPN-39).
import type { z } from 'zod'
import type { orderCard } from '../../contract/investigation.ts'
import { sayBecause } from '../complaints/tags.tsx'
import { Icon } from '../kit/Icon.tsx'
import type { IconName } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { hasWords, label, t } from '../kit/words.ts'

type Card = z.output<typeof orderCard>
type Kit = NonNullable<Card['kit']>

const looks: Readonly<Record<'ok' | 'bad' | 'unknown', IconName>> = { ok: 'check', bad: 'alarm', unknown: 'question' }

function Lines({ kit }: { kit: Kit }) {
  return (
    <>
      {kit.lines.length === 0 ? null : (
        <ul className="kit-lines">{kit.lines.map((line) => <li key={line.line} className={`is-${line.state}`}><Icon name={looks[line.state]} size={14} /><span><strong>{label('kitLine', line.line)}</strong> {t(`codes.kit.${line.because.code}`, line.because.params)}{line.at === null ? null : <span className="hint"> <Moment at={line.at} /></span>}</span></li>)}</ul>
      )}
      {kit.scans.length === 0 ? <p className="hint">{t('console.outletPage.no_scans')}</p> : (
        <ol className="kit-scans">{kit.scans.map((scan) => <li key={`${scan.at}${scan.code}`}><Moment at={scan.at} /> {label('scan', scan.code)}{scan.metres === null ? null : <span className="hint"> {t('console.outletPage.metres', { n: scan.metres })}</span>}</li>)}</ol>
      )}
    </>
  )
}

/** Draws the verdict with its reasons, the pieces behind a fold, and the one tap that answers with them. Nothing where nothing is known. */
export function OrderKit({ card, busy, onAttach }: { card: Card; busy: boolean; onAttach: ((text: string) => void) | undefined }) {
  const { kit } = card
  if (kit === null || card.likely.length === 0) return null
  const because = card.likely.map((each) => (each.code === 'kit_line' && hasWords(`codes.kit.${String(each.params['line'])}`) ? t(`codes.kit.${String(each.params['line'])}`, each.params) : sayBecause(each))).join(t('console.app.list_comma'))
  const pieces = kit.scans.length + kit.events.length + kit.lines.length
  return (
    <section className={`order-kit is-${kit.verdict}`} aria-label={t('console.outletPage.kit')}>
      <p><Icon name={kit.verdict === 'not_liable' ? 'check' : 'info'} size={16} /><span><strong>{t(`console.outletPage.verdict.${kit.verdict}`)}</strong>{because}</span></p>
      {pieces === 0 ? null : <details><summary>{t('console.outletPage.pieces', { n: pieces })}</summary><Lines kit={kit} /></details>}
      {onAttach !== undefined && pieces > 0 ? <button type="button" className="kit-attach" aria-disabled={busy || undefined} onClick={() => { if (!busy) onAttach(t('console.outletPage.kit_text', { because })) }}><Icon name="send" size={14} />{t('console.outletPage.attach')}</button> : null}
    </section>
  )
}
