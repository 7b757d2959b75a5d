// The acts on an incident as small forms: one question, one notice with its audience, a draft finding, joining, excluding, closing.
import { useState } from 'react'
import type { ReactNode } from 'react'
import { adoptFinding, closeIncident, excludeFromIncident, joinIncident, orderForAll, previewNotice, sendNotice } from '../../contract/incidents.ts'
import type { Audience, Incident, IncidentCase } from '../../contract/incidents.ts'
import { causeCodes, companyLiabilities, demandJudgements } from '../../domain/complaints/vocabulary.ts'
import { noticeFields } from '../../domain/investigation/incident-rule.ts'
import { findUnits } from '../identity/find.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import type { FormState } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import type { Field, Values } from '../kit/form.ts'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { toast } from '../kit/toast.tsx'
import { label, t } from '../kit/words.ts'
import { refresh } from './RunLine.tsx'

export type SheetName = 'orders' | 'notice' | 'finding' | 'join' | 'close' | 'exclude'
type About = Pick<Incident, 'id'> & Partial<Incident>

const words = (name: string): string => t(`console.incidents.field.${name}`)
const coded = (kind: string, codes: readonly string[]) => codes.map((value) => ({ value, words: label(kind, value) }))
const reason: Field = { kind: 'line', name: 'reason', words: t('console.field.reason'), required: true, max: 300 }

/** The fields of one question to a unit about many parcels. */
export const orderFields = (): readonly Field[] => [
  { kind: 'pick', name: 'unitId', words: words('unit_asked'), find: findUnits, required: true }, { kind: 'area', name: 'question', words: words('question'), required: true, max: 1000 }, { kind: 'lines', name: 'wanted', words: words('wanted') }, { kind: 'number', name: 'hours', words: words('hours'), min: 1, max: 72 },
]
/** The fields of a finding that is the same for many. */
export const findingFields = (): readonly Field[] => [
  { kind: 'area', name: 'facts', words: t('console.field.facts'), required: true, max: 4000 }, { kind: 'select', name: 'causeCode', words: t('console.field.causeCode'), options: coded('cause', causeCodes), required: true },
  { kind: 'radio', name: 'companyLiability', words: t('console.field.companyLiability'), options: coded('companyLiability', companyLiabilities), required: true }, { kind: 'line', name: 'liabilityBasis', words: t('console.field.liabilityBasis'), required: true, max: 500 },
  { kind: 'radio', name: 'demandJudgement', words: t('console.field.demandJudgement'), options: coded('demandJudgement', demandJudgements), required: true }, { kind: 'line', name: 'demandReason', words: t('console.field.demandReason'), required: true, max: 1000 },
]

type Plan = { readonly fields: readonly Field[]; readonly given?: Values; readonly means: string; readonly danger?: boolean; readonly send: (body: Record<string, unknown>) => Promise<unknown> }

function planOf(name: Exclude<SheetName, 'notice'>, incident: About, about: IncidentCase | undefined): Plan {
  const params = { id: incident.id }
  const idempotencyKey = crypto.randomUUID()
  switch (name) {
    case 'orders': return { fields: orderFields(), ...(incident.unit ? { given: { unitId: { value: incident.unit.id, words: incident.unit.name } } } : {}), means: t('console.incidents.means.orders', { n: incident.cases ?? 0 }), send: (body) => call(orderForAll, { params, body: orderForAll.body.parse(body), idempotencyKey }) }
    case 'finding': return { fields: findingFields(), given: { ...incident.finding }, means: t('console.incidents.means.finding'), send: (body) => call(adoptFinding, { params, body: adoptFinding.body.parse(body) }) }
    case 'join': return { fields: [{ kind: 'line', name: 'caseRef', words: words('case_ref'), required: true, max: 40 }, reason], means: t('console.incidents.means.join'), send: (body) => call(joinIncident, { params, body: { caseRef: String(body['caseRef']).replaceAll(/[^\d-]/g, ''), reason: String(body['reason']) } }) }
    case 'close': return { fields: [reason], means: t('console.incidents.means.close'), danger: true, send: (body) => call(closeIncident, { params, body: { reason: String(body['reason']) } }) }
    case 'exclude': return { fields: [reason], means: t('console.incidents.means.exclude', { no: spokenNo(about?.complaintNo ?? '') }), danger: true, send: (body) => call(excludeFromIncident, { params, body: { complaintId: about?.id ?? '', reason: String(body['reason']) } }) }
  }
}

/** One act in its sheet. */
export function IncidentSheet({ name, incident, about, onClose }: { name: SheetName; incident: About; about?: IncidentCase; onClose: () => void }) {
  const title = t(`console.incidents.act.${name}`)
  if (name === 'notice') return <Sheet title={title} onClose={onClose}><NoticeForm id={incident.id} onClose={onClose} /></Sheet>
  return <Sheet title={title} onClose={onClose}><Plain plan={planOf(name, incident, about)} title={title} onClose={onClose} /></Sheet>
}

function Plain({ plan, title, onClose }: { plan: Plan; title: string; onClose: () => void }): ReactNode {
  return (
    <ActionForm fields={plan.fields} {...(plan.given === undefined ? {} : { given: plan.given })} submit={title} danger={plan.danger === true} consequence={plan.means} onCancel={onClose}
      send={async (body) => {
        await plan.send(body)
        await refresh()
        onClose()
      }} />
  )
}

/** A notice is sent only after its audience was looked at, for the very words that were looked at. */
function NoticeForm({ id, onClose }: { id: string; onClose: () => void }) {
  const [seen, setSeen] = useState<{ text: string; audience: Audience }>()
  const [busy, setBusy] = useState(false)
  const textOf = (values: Values): string => String(values['text'] ?? '').trim()
  const look = async (text: string) => {
    setBusy(true)
    try { setSeen({ text, audience: await call(previewNotice, { params: { id }, body: { text } }) }) } catch (error) { toast(sayProblem(problemOf(error)), 'bad') } finally { setBusy(false) }
  }
  const reached = (audience: Audience): number => audience.by.reduce((sum, each) => sum + each.count, 0)
  const below = ({ values }: FormState) => {
    const text = textOf(values)
    return (
      <div className="rule-preview" aria-live="polite">
        <Button loading={busy} onClick={() => { if (text !== '') void look(text) }}>{t('console.incidents.look_audience')}</Button>
        {seen?.text === text ? <AudienceView audience={seen.audience} /> : <p className="hint">{t('console.incidents.audience_hint')}</p>}
      </div>
    )
  }
  return (
    <ActionForm fields={[{ kind: 'area', name: 'text', words: words('notice'), required: true, max: 500, told: true, hint: t('console.incidents.notice_hint', Object.fromEntries(noticeFields.map((name) => [name, `{{${name}}}`]))) }]} submit={t('console.incidents.act.notice')} consequence={t('console.incidents.means.notice')} onCancel={onClose} renderBelow={below}
      send={async (_body, _begun, values) => {
        const text = textOf(values)
        if (seen?.text !== text) return look(text).then(() => { toast(t('console.incidents.look_first'), 'bad'); throw new Error('not looked at') })
        await call(sendNotice, { params: { id }, body: { text, expected: reached(seen.audience) }, idempotencyKey: crypto.randomUUID() })
        await refresh()
        onClose()
      }} />
  )
}

function AudienceView({ audience }: { audience: Audience }) {
  return (
    <>
      <p><strong className="num">{t('console.incidents.gets', { n: audience.by.reduce((sum, each) => sum + each.count, 0), total: audience.total })}</strong> <span className="hint num">{audience.by.map((each) => `${label('noticeChannel', each.channel)} ${each.count}`).join(' · ')}</span></p>
      {audience.without.map((each) => <p key={each.why} className="hint">{t(`console.incidents.without.${each.why}`, { n: each.count })}: {each.sample.map(spokenNo).join(', ')}</p>)}
      {audience.told === 0 ? null : <p className="hint">{t('console.incidents.told_already', { n: audience.told })}</p>}
      {audience.sample.map((each) => <blockquote key={each.complaintNo} className="said">{each.body}<footer className="hint">{label('noticeChannel', each.channel)} {each.to}</footer></blockquote>)}
    </>
  )
}
