// What the complainant was asked to bring, and what came of it.
import type { EvidenceRequest } from '../../contract/evidence.ts'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { label, t } from '../kit/words.ts'

const tones: Readonly<Record<EvidenceRequest['state'], Tone>> = { asked: 'soon', answered: 'good', expired: 'overdue', waived: 'plain' }

/** Open ones first as they come; nothing when there was none. */
export function EvidenceRequests({ requests, mayEnd, onEnd }: { requests: readonly EvidenceRequest[]; mayEnd: boolean; onEnd: (request: EvidenceRequest) => void }) {
  if (requests.length === 0) return null
  return (
    <ul className="evidence-requests">
      {requests.map((r) => {
        const open = r.state === 'asked' || r.state === 'expired'
        return (
          <li key={r.id} className={open ? 'is-open' : ''}>
            <p><Tag tone={tones[r.state]} icon={open ? 'hourglass' : 'check'}>{label('evidenceRequest', r.state)}</Tag> <strong>{r.what}</strong>{open ? <> <Countdown dueAt={r.dueAt} what={t('console.evidence.request')} /></> : null}</p>
            {r.reason === '' ? null : <p className="quiet">{r.reason}</p>}
            {r.words === null ? null : <blockquote className="said is-customer">{r.words}</blockquote>}
            <p className="hint">
              {r.askedBy} · <Moment at={r.askedAt} /> · {label('noticeChannel', r.channel)} · <Icon name={r.adverseEffectTold ? 'check' : 'alarm'} size={12} /> {t(r.adverseEffectTold ? 'console.evidence.told' : 'console.evidence.not_told')}
              {r.endedAt === null ? null : <> · {t(r.endedVia === 'portal' ? 'console.evidence.by_portal' : 'console.evidence.by_desk', { by: r.endedBy ?? '' })} <Moment at={r.endedAt} /></>}
              {open && mayEnd ? <> <button type="button" className="text-button" onClick={() => onEnd(r)}>{t('console.evidence.end')}</button></> : null}
            </p>
          </li>
        )
      })}
    </ul>
  )
}
