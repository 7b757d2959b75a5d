// The forms of evidence in one sheet: adding, withdrawing, holding, releasing, handing out, ending a request.
import { addMaterial } from '../../contract/complaints.ts'
import * as contract from '../../contract/evidence.ts'
import type { EvidenceHold, EvidenceItem, EvidenceRequest } from '../../contract/evidence.ts'
import { evidenceSides, evidenceTypes } from '../../domain/complaints/evidence.ts'
import type { Status } from '../../domain/complaints/vocabulary.ts'
import { upload } from '../complaints/upload.ts'
import type { Me } from '../identity/session.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import type { Field } from '../kit/form.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

/** What these forms need of the case. */
export type EvidenceCase = { readonly id: string; readonly version: number; readonly status: Status }

export type EvidenceAct =
  | { readonly kind: 'add' } | { readonly kind: 'withdraw'; readonly piece: EvidenceItem } | { readonly kind: 'hand_out'; readonly piece: EvidenceItem } | { readonly kind: 'hold'; readonly piece?: EvidenceItem }
  | { readonly kind: 'release'; readonly hold: EvidenceHold } | { readonly kind: 'end'; readonly request: EvidenceRequest }

const actionOf = { add: 'material', withdraw: 'evidence_withdrawal', hand_out: 'evidence_hand_out', hold: 'evidence_hold', release: 'evidence_release', end: 'evidence_request_end' } as const
const reason = (): Field => ({ kind: 'line', name: 'reason', words: t('console.field.reason'), required: true, max: 300 })
const files = (): Field => ({ kind: 'files', name: 'attachmentIds', words: t('console.field.attachmentIds'), upload, most: 9 })

/** A unit speaks for itself only. */
function addFields(me: Me): readonly Field[] {
  const sides = ['headquarters', 'complaint_centre'].includes(me.unit.kind) ? evidenceSides : (['unit', 'staff', 'partner'] as const)
  return [
    files(), { kind: 'area', name: 'text', words: t('console.evidence.words'), hint: t('console.evidence.words_hint'), max: 2000 },
    { kind: 'select', name: 'type', words: t('console.evidence.type'), hint: t('console.evidence.guessed'), options: evidenceTypes.map((value) => ({ value, words: label('evidenceType', value) })) },
    { kind: 'select', name: 'side', words: t('console.evidence.side'), options: sides.map((value) => ({ value, words: label('evidenceSide', value) })) },
    { kind: 'moment', name: 'aboutAt', words: t('console.evidence.about'), past: true },
  ]
}

function fieldsOf(act: EvidenceAct, me: Me): readonly Field[] {
  switch (act.kind) {
    case 'add': return addFields(me)
    case 'hand_out': return [{ kind: 'line', name: 'to', words: t('console.evidence.handed_to'), required: true, max: 120 }, reason()]
    case 'end': return [
      { kind: 'radio', name: 'result', words: t('console.evidence.result'), required: true, options: (['answered', 'waived'] as const).map((value) => ({ value, words: label('evidenceRequest', value) })) },
      { ...files(), when: (values) => values['result'] === 'answered' }, { kind: 'area', name: 'words', words: t('console.evidence.came'), max: 1000 },
    ]
    default: return [reason()]
  }
}

const consequences: Partial<Record<EvidenceAct['kind'], string>> = { withdraw: 'console.evidence.withdraw_consequence', hold: 'console.evidence.hold_consequence', release: 'console.evidence.release_consequence' }

/** Asks and sends; the case is read again after. */
export function EvidenceForm({ seen, act, me, onClose }: { seen: EvidenceCase; act: EvidenceAct; me: Me; onClose: () => void }) {
  const [add, withdraw, hold, release, handOut, end] = [useAct(addMaterial), useAct(contract.withdrawEvidence), useAct(contract.holdEvidence), useAct(contract.releaseEvidence), useAct(contract.handOutEvidence), useAct(contract.endEvidenceRequest)]
  const title = t(`codes.action.${actionOf[act.kind]}`)
  const send = async (typed: Record<string, unknown>): Promise<void> => {
    const call = { params: { id: seen.id } }
    const body = { version: seen.version, ...typed } as never
    if (act.kind === 'add') await add.mutateAsync({ ...call, body })
    else if (act.kind === 'withdraw') await withdraw.mutateAsync({ ...call, body: { ...(body as object), evidenceId: act.piece.id } as never })
    else if (act.kind === 'hand_out') await handOut.mutateAsync({ ...call, body: { ...(body as object), evidenceId: act.piece.id } as never })
    else if (act.kind === 'hold') await hold.mutateAsync({ ...call, body: { ...(body as object), ...(act.piece === undefined ? {} : { evidenceId: act.piece.id }) } as never })
    else if (act.kind === 'release') await release.mutateAsync({ ...call, body: { ...(body as object), holdId: act.hold.id } as never })
    else await end.mutateAsync({ ...call, body: { ...(body as object), requestId: act.request.id } as never })
    toast(t('console.act.done', { what: title }))
    onClose()
    await forget('/api/complaints/:id', '/api/evidence')
  }
  const consequence = consequences[act.kind]
  return (
    <Sheet title={title} onClose={onClose}>
      <ActionForm fields={fieldsOf(act, me)} given={act.kind === 'end' ? { result: 'answered' } : {}} submit={title} onCancel={onClose} danger={act.kind === 'withdraw'} {...(consequence === undefined ? {} : { consequence: t(consequence) })} {...(act.kind === 'add' ? { draftKey: `evidence.${seen.id}` } : {})} send={send} />
    </Sheet>
  )
}
