// Two cases side by side: are they one matter, and which of them lives on.
import { useState } from 'react'
import { getAbilities, getComplaint } from '../../contract/desk.ts'
import type { CaseView } from '../../contract/desk.ts'
import { dismissDuplicate, merge } from '../../contract/relations.ts'
import { reasonLabel, StatusTag } from '../complaints/tags.tsx'
import { ActionForm } from '../kit/ActionForm.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Money } from '../kit/Money.tsx'
import { sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import type { Abilities } from './next-step.ts'
import { noticeFields } from './relation-acts.ts'
import './relations.css'

const watchOf = (seen: CaseView) => seen.clocks.find((clock) => clock.kind === 'statutory_watch' && clock.stoppedAt === null)

/** What is weighed, in the order a person asks: who, when, how, what, which parcel, how far. */
function rowsOf(one: CaseView, other: CaseView): { name: string; of: (seen: CaseView) => React.ReactNode; same?: boolean }[] {
  const numbers = (seen: CaseView) => seen.items.map((item) => item.number).toSorted().join(' ')
  const phone = one.complainant?.phone ?? null
  return [
    { name: 'who', same: phone !== null && phone === other.complainant?.phone, of: ({ complainant }) => <>{complainant?.name ?? t('console.case.no_name')} <span className="mono">{complainant?.phone ?? ''}</span> <span className="hint">{complainant === null ? '' : label('complainantRole', complainant.role)}</span></> },
    { name: 'when', of: (seen) => <><Moment at={seen.receivedAt} /> <span className="hint">{label('channel', seen.channel)}</span></> },
    { name: 'parcel', same: numbers(one) !== '' && numbers(one) === numbers(other), of: (seen) => <span className="mono">{numbers(seen) || t('console.relation.no_number')}</span> },
    { name: 'about', same: one.reasonCode !== null && one.reasonCode === other.reasonCode, of: (seen) => (seen.reasonCode === null ? t('console.relation.no_reason') : reasonLabel(seen.reasonCode)) },
    { name: 'words', of: (seen) => <span className="compare-words">{seen.verbatim ?? ''}</span> },
    { name: 'demand', of: (seen) => <>{seen.demand?.kinds.map((kind) => label('demand', kind)).join(t('console.app.list_comma')) ?? ''} {seen.demand?.amount ? <Money value={seen.demand.amount} /> : null}</> },
    { name: 'owner', of: (seen) => seen.owner?.name ?? t('console.case.no_owner') },
    { name: 'watch', of: (seen) => { const watch = watchOf(seen); return watch === undefined ? <span className="hint">{t('console.relation.no_watch')}</span> : <Countdown dueAt={watch.dueAt} what={t('clocks.kind.statutory_watch')} provisional={watch.provisional} /> } },
  ]
}

type Keep = 'one' | 'other'

/** The case that is further on or older lives on, unless the other one can't end. */
function likely(one: CaseView, other: CaseView, mayEnd: Readonly<Record<Keep, boolean>>): Keep {
  if (mayEnd.one !== mayEnd.other) return mayEnd.one ? 'other' : 'one'
  return Date.parse(one.receivedAt) <= Date.parse(other.receivedAt) ? 'one' : 'other'
}

function Head({ seen, name, keep, onKeep, refusal }: { seen: CaseView; name: Keep; keep: Keep; onKeep: (keep: Keep) => void; refusal: string | undefined }) {
  return (
    <th scope="col" className={keep === name ? '' : 'is-ending'}>
      <p className="compare-title">{seen.keyword} <StatusTag status={seen.status} /></p>
      <p className="hint"><span className="mono">{spokenNo(seen.complaintNo)}</span>{keep === name ? null : <> · {t('console.relation.ends')}</>}</p>
      <label className="check"><input type="radio" name="keep" checked={keep === name} disabled={refusal !== undefined} onChange={() => onKeep(name)} />{t('console.relation.keep')}</label>
      {refusal === undefined ? null : <p className="hint">{refusal}</p>}
    </th>
  )
}

function Compare({ one, other, abilities, onDone, suspected }: { one: CaseView; other: CaseView; abilities: Readonly<Record<Keep, Abilities>>; onDone: () => void; suspected: boolean }) {
  const mayEnd = { one: abilities.one.merging === true, other: abilities.other.merging === true }
  const [chosen, setChosen] = useState<Keep | undefined>(undefined)
  const keep = chosen ?? likely(one, other, mayEnd)
  const [ends, lives] = keep === 'one' ? [other, one] : [one, other]
  const send = useAct(merge)
  const dismiss = useAct(dismissDuplicate)
  const whyNot = (name: Keep): string | undefined => { const answer = abilities[name === 'one' ? 'other' : 'one'].merging; return answer === true || answer === undefined ? undefined : sayProblem(answer) }
  const after = async (words: string) => { toast(words); onDone(); await forget('/api/complaints') }
  return (
    <div className="compare">
      <div className="table-wrap" tabIndex={0} role="region" aria-label={t('console.relation.compare')}>
        <table>
          <thead><tr><td /><Head seen={one} name="one" keep={keep} onKeep={setChosen} refusal={whyNot('one')} /><Head seen={other} name="other" keep={keep} onKeep={setChosen} refusal={whyNot('other')} /></tr></thead>
          <tbody>{rowsOf(one, other).map(({ name, of, same }) => <tr key={name}><th scope="row">{t(`console.relation.row.${name}`)}{same === true ? <Tag tone="info">{t('console.relation.same')}</Tag> : null}</th><td className={keep === 'one' ? '' : 'is-ending'}>{of(one)}</td><td className={keep === 'other' ? '' : 'is-ending'}>{of(other)}</td></tr>)}</tbody>
        </table>
      </div>
      {mayEnd.one || mayEnd.other ? (
        <ActionForm key={keep} two submit={t('console.relation.merge')} given={{ reason: t('console.relation.same_matter') }} onCancel={onDone} consequence={t('console.relation.consequence', { ends: spokenNo(ends.complaintNo), lives: spokenNo(lives.complaintNo) })}
          fields={[{ kind: 'line', name: 'reason', words: t('console.field.reason'), required: true, max: 300 }, ...noticeFields()]}
          send={async (body) => { await send.mutateAsync({ params: { id: ends.id }, body: { ...(body as { reason: string }), version: ends.version, into: lives.id, intoVersion: lives.version } }); await after(t('console.relation.merged')) }} />
      ) : null}
      {suspected ? <p className="compare-no"><button type="button" className="text-button" disabled={dismiss.isPending} onClick={() => void dismiss.mutateAsync({ params: { id: one.id }, body: { version: one.version, otherId: other.id } }).then(() => after(t('console.relation.dismissed')), () => forget('/api/complaints'))}>{t('codes.action.dismissal')}</button><span className="hint">{t('console.relation.dismiss_hint')}</span></p> : null}
    </div>
  )
}

/** Shows the sheet for the case on screen and another; `suspected` pairs can also be told apart for good. */
export function MergeSheet({ seen, otherId, suspected, abilities, onClose }: { seen: CaseView; otherId: string; suspected: boolean; abilities: Abilities; onClose: () => void }) {
  const other = useApi(getComplaint, { params: { id: otherId } })
  const theirs = useApi(getAbilities, { params: { id: otherId } })
  return (
    <Sheet title={t('console.relation.compare')} onClose={onClose}>
      {other.isError ? <ErrorState error={other.error} retry={() => void other.refetch()} /> : other.data === undefined || theirs.data === undefined ? <Skeleton rows={8} />
        : <Compare one={seen} other={other.data} abilities={{ one: abilities, other: theirs.data }} suspected={suspected} onDone={onClose} />}
    </Sheet>
  )
}
