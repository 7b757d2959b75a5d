// Who was heard and what was looked at, each as a short note with who, where and when.
import { recordInquiry } from '../../contract/inquiry.ts'
import type { InquiryView } from '../../contract/inquiry.ts'
import { serverNow } from '../kit/clock.ts'
import { momentToField } from '../kit/form.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { label, t } from '../kit/words.ts'
import { recordFields } from './inquiry-fields.ts'
import { FormAt } from './InquiryFormAt.tsx'
import type { PartProps } from './InquiryFormAt.tsx'

function headOf(r: InquiryView['records'][number]): string {
  return [label('recordKind', r.kind), r.person === null ? null : label('heardPerson', r.person), r.staffNo, r.unit?.name ?? null, r.place, r.method === null ? null : label('siteMethod', r.method)].filter((each) => each !== null).join(' · ')
}

/** The records, oldest first, and the form for the next. */
export function RecordsPart(part: PartProps) {
  const { inquiry, may, onForm } = part
  const { records } = inquiry
  if (records.length === 0 && !may('inquiry_record')) return null
  const write = () => onForm({ name: 'record', title: t('codes.action.inquiry_record'), endpoint: recordInquiry, fields: recordFields(), given: { kind: 'interview', happenedAt: momentToField(serverNow()) }, submit: t('console.investigation.record_submit'), body: ({ readBack, ...typed }) => ({ ...typed, ...(readBack === undefined ? {} : { readBack: readBack === 'yes' }) }) })
  return (
    <section className="inquiry-part" aria-label={t('console.investigation.heard')}>
      <header><h3>{t('console.investigation.heard')}</h3>{records.length === 0 && part.open?.name !== 'record' ? <span className="hint">{t('console.investigation.nobody_heard')}</span> : null}{may('inquiry_record') && part.open?.name !== 'record' ? <button type="button" className="text-button" onClick={write}><Icon name="add" size={14} />{t('console.investigation.record_now')}</button> : null}</header>
      {records.length === 0 ? null : <ul className="letter-list">
        {records.map((r) => (
          <li key={r.id}>
            <p><strong>{headOf(r)}</strong> <span className="hint"><Moment at={r.happenedAt} /></span></p>
            <blockquote className="said">{r.result}<footer className="hint">{r.by}{r.readBack === null ? null : ` · ${t(r.readBack ? 'console.investigation.read_back_yes' : 'console.investigation.read_back_no')}`}</footer></blockquote>
          </li>
        ))}
      </ul>}
      <FormAt name="record" part={part}>{null}</FormAt>
    </section>
  )
}
