// The check before the investigation and who leads it, each as a sentence once it is done, as a button before.
import { checkCase, nameLead } from '../../contract/inquiry.ts'
import type { InquiryView } from '../../contract/inquiry.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { label, t } from '../kit/words.ts'
import { checkBody, checkFields, leadFields } from './inquiry-fields.ts'
import type { InquiryFormOf } from './InquiryForm.tsx'
import { FormAt } from './InquiryFormAt.tsx'
import type { PartProps } from './InquiryFormAt.tsx'

const tones: Readonly<Record<NonNullable<InquiryView['check']>['result'], Tone>> = { accept: 'good', needs_evidence: 'soon', out_of_scope: 'plain', mistaken: 'plain' }

function checkForm(inquiry: InquiryView): InquiryFormOf {
  return { name: 'check', title: t('console.investigation.check'), endpoint: checkCase, fields: checkFields(inquiry), submit: t('console.investigation.check_submit'), consequence: t('console.investigation.check_consequence'), body: checkBody }
}

/** What comes after a check that doesn't take the matter on as it is. */
function AfterCheck({ inquiry, may, onBegin }: PartProps) {
  const { check } = inquiry
  if (check === null) return null
  if (check.result === 'needs_evidence' && may('evidence_request')) return <button type="button" className="text-button" onClick={() => onBegin('evidence_request', { reason: check.basis })}><Icon name="send" size={14} />{t('console.investigation.ask_customer')}</button>
  if ((check.result === 'out_of_scope' || check.result === 'mistaken') && may('rejection')) return <button type="button" className="text-button" onClick={() => onBegin('rejection', { outcome: check.result === 'mistaken' ? 'invalid' : 'out_of_scope', reason: check.basis, 'notice.channel': 'phone', 'notice.text': check.told ?? '' })}><Icon name="close" size={14} />{t('console.investigation.prepare_rejection')}</button>
  return null
}

/** The check: what was looked at, what came of it, and what follows from that. */
export function CheckPart(part: PartProps) {
  const { inquiry, may, onForm } = part
  const { check } = inquiry
  const asked = check?.points.filter((p) => p.answer !== 'yes') ?? []
  return (
    <FormAt name="check" part={part}>
      {check === null
        ? may('initial_check') ? <p className="inquiry-line"><Icon name="question" size={14} /><span>{t('console.investigation.check_open')}</span><button type="button" className="text-button" onClick={() => onForm(checkForm(inquiry))}>{t('console.investigation.check_now')}</button></p> : null
        : (
          <div className="inquiry-line"><Icon name="check" size={14} />
            <span><strong>{t('console.investigation.check')}</strong> <Tag tone={tones[check.result]}>{label('checkResult', check.result)}</Tag> {check.basis}<span className="hint"> {check.by} · <Moment at={check.at} /></span>
              {asked.length === 0 ? null : <span className="hint inquiry-more">{asked.map((p) => t('console.investigation.point', { point: label('checkPoint', p.point), answer: label('pointAnswer', p.answer) })).join(t('console.app.list_semicolon'))}</span>}
              {check.told === null ? null : <span className="hint inquiry-more">{t('console.investigation.will_tell', { text: check.told })}</span>}</span>
            <span className="inquiry-acts"><AfterCheck {...part} />{may('initial_check') ? <button type="button" className="text-button" onClick={() => onForm(checkForm(inquiry))}>{t('console.investigation.check_again')}</button> : null}</span>
          </div>
        )}
    </FormAt>
  )
}

/** Who leads, with whom; a suggestion with its grounds before anybody is named. */
export function LeadPart(part: PartProps) {
  const { inquiry, may, onForm } = part
  const { lead, suggested } = inquiry
  const form: InquiryFormOf = {
    name: 'lead', title: t('codes.action.investigation_lead'), endpoint: nameLead, fields: leadFields(inquiry), submit: t('console.investigation.lead_submit'),
    given: lead === null ? { department: suggested.department, team: suggested.team.length > 0 } : { department: lead.department, leadId: { value: lead.lead.id, words: lead.lead.name }, team: lead.team, teamReason: lead.teamReason ?? '', ...(lead.members.length === 0 ? {} : { members: lead.members.map((m) => ({ userId: { value: m.id, words: m.name }, role: m.role })) }) },
  }
  const grounds = suggested.team.map((each) => t(`console.investigation.team_${each}`)).join(t('console.app.list_comma'))
  return (
    <FormAt name="lead" part={part}>
      {lead === null
        ? may('investigation_lead') ? <p className="inquiry-line"><Icon name="person" size={14} /><span>{t('console.investigation.lead_open', { department: label('department', suggested.department) })}{suggested.team.length === 0 ? null : <> {t('console.investigation.team_suggested', { grounds })}</>}</span><button type="button" className="text-button" onClick={() => onForm(form)}>{t('console.investigation.lead_now')}</button></p> : null
        : (
          <p className="inquiry-line"><Icon name="person" size={14} />
            <span>{t('console.investigation.led_by', { department: label('department', lead.department), name: lead.lead.name })}<span className="hint"> <Moment at={lead.since} /></span>
              {lead.team ? <span className="inquiry-more">{t('console.investigation.team_of', { n: lead.members.length + 1 })}{lead.members.length === 0 ? '' : ` ${lead.members.map((m) => t('console.investigation.member', { name: m.name, role: label('memberRole', m.role) })).join(t('console.app.list_comma'))}`}{lead.teamReason === null ? null : <span className="hint"> {lead.teamReason}</span>}</span> : null}</span>
            {may('investigation_lead') ? <button type="button" className="text-button" onClick={() => onForm(form)}>{t('console.investigation.lead_change')}</button> : null}
          </p>
        )}
    </FormAt>
  )
}
