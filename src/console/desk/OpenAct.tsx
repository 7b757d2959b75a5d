// The form of one act: begun on the case as it stood, sent on what its writer has seen, never over what somebody else did meanwhile.
import { useMemo, useRef, useState } from 'react'
import { getComplaint } from '../../contract/desk.ts'
import type { CaseView } from '../../contract/desk.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import type { FormState } from '../kit/ActionForm.tsx'
import { serverNow } from '../kit/clock.ts'
import type { Begun } from '../kit/drafts.ts'
import { Icon } from '../kit/Icon.tsx'
import { problemOf } from '../kit/problem.ts'
import { keyOf, queries } from '../kit/use-api.ts'
import { hasWords, t } from '../kit/words.ts'
import { acts, planTotal } from './actions.ts'
import type { Reasons } from './actions.ts'
import { ConflictView } from './ConflictView.tsx'
import { adds, draftKeyOf } from './use-send.ts'
import type { Sending } from './use-send.ts'

function consequenceOf(action: Action, seen: CaseView): string | undefined {
  const key = `console.consequence.${action}`
  return hasWords(key) ? t(key, { total: planTotal(seen), no: seen.complaintNo }) : undefined
}

/** Shows the form of an act until it is sent or left. */
export function OpenAct({ seen, action, reasons, given, send, onClose, onNext }: { seen: CaseView; action: Action; reasons: Reasons; given: Record<string, unknown> | undefined; send: (sending: Sending) => Promise<void>; onClose: () => void; onNext?: () => void }) {
  const [base] = useState(seen)
  const [here] = useState<Begun>(() => ({ version: seen.version, at: serverNow() }))
  // The version whose changes the writer has had before their eyes: the one begun on, until they were told and went on.
  const agreed = useRef<number>(undefined)
  const act = acts[action]
  const fields = useMemo(() => act?.fields({ seen: base, reasons }) ?? [], [act, base, reasons])
  if (act === undefined) return null
  const consequence = consequenceOf(action, seen)
  const Preview = act.preview

  const versionOf = (begun: Begun | undefined) => (adds.has(action) ? seen.version : agreed.current ?? begun?.version ?? base.version)
  return (
    <div className="action-form">
      <header><h2><Icon name={act.icon} /> {t(`codes.action.${action}`)}</h2><button type="button" className="ghost" aria-label={t('console.form.cancel')} onClick={onClose}><Icon name="close" /></button></header>
      <ActionForm fields={fields} given={{ ...act.given?.({ seen: base, reasons }), ...given }} submit={t(`codes.action.${action}`)} draftKey={draftKeyOf(seen.id, action)} begun={here} danger={act.danger ?? false} onCancel={onClose}
        {...(consequence === undefined ? {} : { consequence })} {...(onNext === undefined ? {} : { onNext })}
        send={async (body, begun, values) => {
          try {
            await send({ action, version: versionOf(begun), body, values })
          } catch (error) {
            // The case has been read again by now, and what changed stands above the fields: the next try goes onto that.
            if (problemOf(error).code === 'client.stale') agreed.current = queries.getQueryData<CaseView>(keyOf(getComplaint, { params: { id: seen.id } }))?.version
            throw error
          }
        }}
        {...(Preview === undefined ? {} : { renderBelow: ({ values }: FormState) => <Preview seen={seen} values={values} /> })}
        renderAbove={({ values, begun, discard }) => {
          const on = begun ?? here
          return on.version === seen.version ? null
            : <ConflictView base={on.version === base.version ? base : null} seen={seen} begun={on} fields={fields} values={values} adds={adds.has(action)} onAgree={() => { agreed.current = seen.version }} onDiscard={() => { discard(); onClose() }} />
        }} />
    </div>
  )
}
