// What every part of the investigation is given, and the one form that may stand open among them.
import type { ReactNode } from 'react'
import type { InquiredCase } from './inquired-case.ts'
import type { InquiryView } from '../../contract/inquiry.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { InquiryForm } from './InquiryForm.tsx'
import type { InquiryFormOf } from './InquiryForm.tsx'

export type Abilities = Readonly<Partial<Record<Action, true | { readonly code: string; readonly params: Readonly<Record<string, unknown>> }>>>
/** What every part is given: the case, its investigation, whether one may act, how to open a form, how to begin an act of the case. */
export type PartProps = Readonly<{ seen: InquiredCase; inquiry: InquiryView; may: (action: Action) => boolean; open: InquiryFormOf | null; onForm: (form: InquiryFormOf | null) => void; onBegin: (action: Action, given?: Record<string, unknown>) => void }>

/** The form that stands open at a place, or what stands there otherwise. */
export function FormAt({ name, part, children }: { name: string; part: PartProps; children: ReactNode }) {
  return part.open?.name === name ? <InquiryForm key={name} seen={part.seen} form={part.open} onClose={() => part.onForm(null)} /> : children
}
