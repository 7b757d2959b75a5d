// What belongs together with a case: who else reported it, suspected duplicates, parent and children, links, repeat contacts.
import { useState } from 'react'
import { Link, useLocation } from 'react-router'
import type { CaseView } from '../../contract/desk.ts'
import * as contract from '../../contract/relations.ts'
import type { MergedCase, Related, Relations as Found } from '../../contract/relations.ts'
import { sayBecause, StatusTag } from '../complaints/tags.tsx'
import { ActionForm } from '../kit/ActionForm.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Panel } from '../kit/Panel.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { Files } from './CaseSections.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { MergeSheet } from './MergeSheet.tsx'
import type { Abilities } from './next-step.ts'
import './relations.css'

/** Something about to be taken apart; each asks for its reason. */
type Apart = { readonly kind: 'unmerge'; readonly of: MergedCase } | { readonly kind: 'unlink'; readonly linkId: string } | { readonly kind: 'child'; readonly of: Related } | { readonly kind: 'parent' }

function Other({ other, quiet = false }: { other: Related; quiet?: boolean }) {
  const { search } = useLocation()
  return (
    <>
      <p><Link to={`/queue/${other.id}${search}`}>{other.keyword}</Link> <StatusTag status={other.status} /> {other.nextDue === null || quiet ? null : <Countdown dueAt={other.nextDue.dueAt} what={t(`clocks.kind.${other.nextDue.kind}`)} />}</p>
      <p className="hint">{other.customer ?? t('console.case.no_name')} · <Moment at={other.receivedAt} /> · <span className="mono">{spokenNo(other.complaintNo)}</span></p>
    </>
  )
}

function Merged({ of, mayUndo, onUndo }: { of: MergedCase; mayUndo: boolean; onUndo: () => void }) {
  const more = of.contacts.length + of.notes.length
  return (
    <li>
      <p><strong>{of.customer ?? t('console.case.no_name')}</strong> {label('complainantRole', of.role)} · {label('channel', of.channel)} · <Moment at={of.receivedAt} /></p>
      <blockquote className="relation-words">{of.verbatim}</blockquote>
      <div className="chips">
        {of.broughtEarlierWatch ? <Tag tone="soon" icon="clock">{t('console.relation.earlier_watch')}</Tag> : null}
        {of.sameCustomer ? null : <Tag tone="info" icon="person">{t('console.relation.another_customer')}</Tag>}
      </div>
      {of.attachments.length === 0 ? null : <Files files={of.attachments} />}
      {more === 0 ? null : (
        <details className="relation-more"><summary className="hint">{t('console.relation.said_since', { n: more })}</summary>
          <ul className="case-links">
            {of.contacts.map((each) => <li key={each.id}><p className="quiet">{each.summary}</p><p className="hint">{label('contactOutcome', each.outcome)} · {label('noticeChannel', each.channel)} · {each.by} · <Moment at={each.at} /></p></li>)}
            {of.notes.map((each) => <li key={each.id}><p className="quiet">{each.text}</p><p className="hint">{t('console.relation.note')} · {each.by} · <Moment at={each.at} /></p></li>)}
          </ul>
        </details>
      )}
      <p className="hint">{t('console.relation.merged_by', { by: of.mergedBy })} <Moment at={of.mergedAt} />: {of.reason} · {of.told === null ? t('console.relation.not_told') : t('console.relation.told', { how: of.told.channel === null ? t('console.relation.by_message') : label('noticeChannel', of.told.channel) })}</p>
      <p className="relation-acts"><Link className="text-button" to={`/queue/${of.id}`}>{t('console.relation.open')}</Link>{mayUndo ? <button type="button" className="text-button" onClick={onUndo}>{t('codes.action.unmerging')}</button> : null}</p>
    </li>
  )
}

/** Asks why and takes it apart. */
function ApartSheet({ seen, apart, onClose }: { seen: CaseView; apart: Apart; onClose: () => void }) {
  const unmerge = useAct(contract.unmerge)
  const unlink = useAct(contract.unlink)
  const setParent = useAct(contract.setParent)
  const title = t(apart.kind === 'unmerge' ? 'codes.action.unmerging' : apart.kind === 'unlink' ? 'codes.action.unlink' : 'console.relation.out_of_parent')
  const send = async ({ reason }: { reason: string }): Promise<unknown> => {
    if (apart.kind === 'unmerge') return unmerge.mutateAsync({ params: { id: apart.of.id }, body: { version: apart.of.version, reason } })
    if (apart.kind === 'unlink') return unlink.mutateAsync({ params: { id: seen.id }, body: { version: seen.version, linkId: apart.linkId, reason } })
    const child = apart.kind === 'child' ? apart.of : seen
    return setParent.mutateAsync({ params: { id: child.id }, body: { version: child.version, parentId: null, reason } })
  }
  return (
    <Sheet title={title} onClose={onClose}>
      <ActionForm submit={title} onCancel={onClose} fields={[{ kind: 'line', name: 'reason', words: t('console.field.reason'), required: true, max: 300 }]} {...(apart.kind === 'unmerge' ? { consequence: t('console.relation.undo_consequence') } : {})}
        send={async (body) => { await send(body as { reason: string }); toast(t('console.act.done', { what: title })); onClose(); await forget('/api/complaints') }} />
    </Sheet>
  )
}

function Family({ found, may, onApart }: { found: Found; may: boolean; onApart: (apart: Apart) => void }) {
  const out = (apart: Apart) => (may ? <p className="relation-acts"><button type="button" className="text-button" onClick={() => onApart(apart)}>{t('console.relation.out_of_parent')}</button></p> : null)
  return (
    <>
      {found.parent === null ? null : <Panel fold title={t('console.relation.parent')}><Other other={found.parent} />{out({ kind: 'parent' })}</Panel>}
      {found.children.length === 0 ? null : <Panel fold title={t('console.relation.children')} count={found.children.length}><ul className="case-links">{found.children.map((each) => <li key={each.id}><Other other={each} />{out({ kind: 'child', of: each })}</li>)}</ul></Panel>}
      {found.links.length === 0 ? null : (
        <Panel fold title={t('console.relation.links')} count={found.links.length}>
          <ul className="case-links">{found.links.map((each) => (
            <li key={each.id}><Tag tone="outline">{label(each.back ? 'linkBack' : 'linkKind', each.kind)}</Tag><Other other={each.other} /><p className="hint">{each.reason}</p>{may ? <p className="relation-acts"><button type="button" className="text-button" onClick={() => onApart({ kind: 'unlink', linkId: each.id })}>{t('codes.action.unlink')}</button></p> : null}</li>
          ))}</ul>
        </Panel>
      )}
      {found.repeats.length === 0 ? null : (
        <Panel fold title={t('console.relation.repeats')} count={found.repeats.length}>
          <ul className="case-links">{found.repeats.map((each) => <li key={each.id}><p>{label('kind', each.kind)} <span className="hint">{label('channel', each.channel)} · {each.by} · <Moment at={each.at} /></span></p>{each.words === null ? null : <p className="quiet">{each.words}</p>}</li>)}</ul>
        </Panel>
      )}
    </>
  )
}

/** Draws the panels that have something to say. */
export function Relations({ seen, abilities }: { seen: CaseView; abilities: Abilities }) {
  const found = useApi(contract.getRelations, { params: { id: seen.id } }).data
  const [compared, setCompared] = useState<string | undefined>(undefined)
  const [apart, setApart] = useState<Apart | undefined>(undefined)
  if (found === undefined) return null
  const may = abilities.link === true
  return (
    <>
      {found.merged.length === 0 ? null : <Panel fold title={t('console.relation.also')} count={found.merged.length}><ul className="case-links">{found.merged.map((each) => <Merged key={each.id} of={each} mayUndo={may} onUndo={() => setApart({ kind: 'unmerge', of: each })} />)}</ul></Panel>}
      {found.mergedInto === null ? null : <Panel fold title={t('console.relation.lives_on')}><Other other={found.mergedInto} /><p className="hint">{t('console.relation.merged_by', { by: found.mergedInto.mergedBy })} <Moment at={found.mergedInto.mergedAt} />: {found.mergedInto.reason}</p>{found.mergedInto.notice === null ? null : <p className="quiet">{found.mergedInto.notice}</p>}</Panel>}
      {found.suggestions.length === 0 ? null : (
        <Panel fold title={t('console.context.duplicates')} count={found.suggestions.length}>
          <ul className="case-links">{found.suggestions.map(({ other, because }) => (
            <li key={other.id}><Other other={other} quiet /><p className="relation-acts"><span className="hint">{sayBecause(because)}</span>{may ? <button type="button" className="text-button" onClick={() => setCompared(other.id)}>{t('console.relation.compare')}</button> : null}</p></li>
          ))}</ul>
        </Panel>
      )}
      <Family found={found} may={may} onApart={setApart} />
      {compared === undefined ? null : <MergeSheet seen={seen} otherId={compared} suspected abilities={abilities} onClose={() => setCompared(undefined)} />}
      {apart === undefined ? null : <ApartSheet seen={seen} apart={apart} onClose={() => setApart(undefined)} />}
    </>
  )
}
