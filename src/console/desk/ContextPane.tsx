// What surrounds the case: the parcel, the person, the units, earlier cases, contacts, files.
import { useState } from 'react'
import { Link, useLocation } from 'react-router'
import { reveal } from '../../contract/complaints.ts'
import type { CaseView } from '../../contract/desk.ts'
import type { RevealField } from '../../domain/complaints/vocabulary.ts'
import { fieldOfDetail } from '../complaints/draft.ts'
import { StatusTag } from '../complaints/tags.tsx'
import { call } from '../kit/api.ts'
import { serverNow } from '../kit/clock.ts'
import { Moment } from '../kit/Moment.tsx'
import { Panel } from '../kit/Panel.tsx'
import { RevealButton } from '../kit/RevealButton.tsx'
import { Tag } from '../kit/Tag.tsx'
import { hasWords, label, t } from '../kit/words.ts'
import { WaybillPanel } from '../waybills/WaybillPanel.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import type { Abilities } from './next-step.ts'
import { Relations } from './Relations.tsx'

type Plain = Partial<Record<RevealField, string | null>>

function wanted(seen: CaseView): RevealField[] {
  const { complainant } = seen
  if (complainant === null) return []
  return (['name', 'phone', 'email', 'handle'] as const).filter((field) => complainant[field] !== null)
}

/** The person, masked; plain for a while after a reason was given. */
function Person({ seen, mayReveal }: { seen: CaseView; mayReveal: boolean }) {
  const [plain, setPlain] = useState<Plain>({})
  const { complainant } = seen
  if (complainant === null || (seen.anonymous && complainant.name === null && wanted(seen).length === 0)) return <p className="hint">{t('console.case.anonymous')}</p>
  const show = async (reason: string) => {
    const { fields, until } = await call(reveal, { params: { id: seen.id }, body: { fields: wanted(seen), reason } })
    setPlain(fields)
    setTimeout(() => setPlain({}), Math.max(5000, Date.parse(until) - serverNow()))
  }
  const { preferences } = complainant
  const notes = preferences === null ? [] : (['doNotCall', 'elder', 'minor', 'keyCustomer'] as const).filter((name) => preferences[name] === true)
  return (
    <>
      <dl className="facts">
        <dt>{t('console.field.name')}</dt><dd>{plain.name ?? complainant.name ?? '—'} <span className="hint">{label('complainantRole', complainant.role)}</span></dd>
        {complainant.phone === null ? null : <><dt>{t('console.field.phone')}</dt><dd className="mono">{plain.phone ?? complainant.phone}</dd></>}
        {complainant.email === null ? null : <><dt>{t('console.field.email')}</dt><dd>{plain.email ?? complainant.email}</dd></>}
        {complainant.handle === null ? null : <><dt>{t('console.field.handle')}</dt><dd>{plain.handle ?? complainant.handle}</dd></>}
        {preferences?.language === undefined ? null : <><dt>{t('console.field.language')}</dt><dd>{preferences.language}</dd></>}
      </dl>
      <div className="chips" style={{ marginTop: 6 }}>
        {notes.map((name) => <Tag key={name} tone="soon">{t(`console.preference.${name}`)}</Tag>)}
        <Tag tone={complainant.identityChecked ? 'good' : 'outline'}>{t(complainant.identityChecked ? 'console.case.identity_checked' : 'console.case.identity_unchecked')}</Tag>
      </div>
      {mayReveal && wanted(seen).length > 0 && Object.keys(plain).length === 0 ? <RevealButton onReveal={show} /> : null}
      {Object.keys(plain).length > 0 ? <p className="hint">{t('console.reveal.shown')}</p> : null}
    </>
  )
}

function CaseLinks({ cases }: { cases: readonly { id: string; complaintNo: string; keyword: string; status: CaseView['status']; receivedAt?: string }[] }) {
  const { search } = useLocation()
  return (
    <ul className="case-links">
      {cases.map((each) => (
        <li key={each.id}><Link to={`/queue/${each.id}${search}`}>{each.keyword}</Link> <StatusTag status={each.status} /><p className="hint"><span className="mono">{spokenNo(each.complaintNo)}</span>{each.receivedAt === undefined ? null : <> <Moment at={each.receivedAt} /></>}</p></li>
      ))}
    </ul>
  )
}

function Contacts({ contacts }: { contacts: CaseView['contacts'] }) {
  return (
    <ul className="case-links">
      {contacts.map((contact) => (
        <li key={contact.id}>
          <p><strong>{label('contactOutcome', contact.outcome)}</strong> <span className="hint">{label('noticeChannel', contact.channel)} · {label('contactPurpose', contact.purpose)} · {contact.by} · <Moment at={contact.at} /></span></p>
          <p className="quiet">{contact.summary}</p>
          {contact.verified ? null : <p className="hint">{t('console.case.contact_unverified')}</p>}
        </li>
      ))}
    </ul>
  )
}

const detailWords = (name: string) => (hasWords(`codes.field.${fieldOfDetail(name)}`) ? label('field', fieldOfDetail(name)) : name)

/** Draws the pane: only blocks that have something to say. */
export function ContextPane({ seen, abilities }: { seen: CaseView; abilities: Abilities }) {
  const details = Object.entries(seen.details).filter(([, value]) => value !== null && value !== '')
  return (
    <>
      <Panel fold title={t('console.context.parcel')} {...(seen.items.length > 1 ? { count: seen.items.length } : {})}>
        {seen.waybill !== null ? <WaybillPanel waybill={seen.waybill} /> : seen.items.length > 0 ? <p className="hint">{t('console.context.no_tracking')}</p> : <p className="hint">{t('console.context.no_number')}</p>}
        {seen.items.filter((item) => item.number !== seen.waybill?.number).map((item) => <p key={item.number} className="quiet">{label('item', item.type)} <span className="mono">{item.number}</span></p>)}
      </Panel>
      <Panel fold title={t('console.context.person')}><Person seen={seen} mayReveal={abilities.reveal === true} /></Panel>
      <Relations seen={seen} abilities={abilities} />
      {seen.parties.length === 0 ? null : (
        <Panel fold title={t('console.context.units')} count={seen.parties.length}>
          <ul className="case-links">{seen.parties.map((party) => <li key={`${party.unit.id}${party.role}`}>{party.unit.name} <span className="hint">{label('partyRole', party.role)}</span> {party.suspended ? <Tag tone="overdue" icon="alarm">{t('console.context.suspended')}</Tag> : null}</li>)}</ul>
        </Panel>
      )}
      {details.length === 0 && seen.respondent === null ? null : (
        <Panel fold title={t('console.context.details')}>
          <dl className="facts">
            {seen.respondent === null ? null : <><dt>{t('console.field.respondent')}</dt><dd>{[seen.respondent.name, seen.respondent.staffNo, seen.respondent.orgCode].filter(Boolean).join(' ')}</dd></>}
            {details.map(([name, value]) => <div key={name} className="facts-row"><dt>{detailWords(name)}</dt><dd>{value === 'not_available' ? <span className="hint">{t('console.context.not_available')}</span> : String(value)}</dd></div>)}
          </dl>
        </Panel>
      )}
      {seen.contacts.length === 0 ? null : <Panel fold title={t('console.context.contacts')} count={seen.contacts.length}><Contacts contacts={seen.contacts} /></Panel>}
      {seen.history.length === 0 ? null : <Panel fold title={t('console.context.history')} count={seen.history.length}><CaseLinks cases={seen.history} /></Panel>}
    </>
  )
}
