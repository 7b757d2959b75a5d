// A small form in its place within the letter: what it is about, its fields, sent on the case as it was read.
import type { InquiredCase } from './inquired-case.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import type { Field, Values } from '../kit/form.ts'
import { useInquiryAct } from './use-inquiry-act.ts'

export type InquiryFormOf = Readonly<{ name: string; title: string; endpoint: Endpoint; fields: readonly Field[]; given?: Values; submit: string; consequence?: string; body?: (typed: Record<string, unknown>) => Record<string, unknown> }>

/** Shows the form; typed words are kept until they are sent. */
export function InquiryForm({ seen, form, onClose }: { seen: InquiredCase; form: InquiryFormOf; onClose: () => void }) {
  const act = useInquiryAct(seen)
  const { name, title, endpoint, fields, given, submit, consequence, body } = form
  return (
    <div className={`inquiry-form is-${name.split('.')[0] ?? name}`} role="group" aria-label={title}>
      <h3>{title}</h3>
      <ActionForm two fields={fields} {...(given === undefined ? {} : { given })} submit={submit} draftKey={`inquiry.${seen.id}.${name}`} onCancel={onClose} {...(consequence === undefined ? {} : { consequence })}
        send={async (typed) => { await act(endpoint, body === undefined ? typed : body(typed), submit); onClose() }} />
    </div>
  )
}
