// A draft being written: as a form where the kind has one or as text, checked while one writes, kept whole; what two people wrote is never lost silently.
import { useState } from 'react'
import type { ComponentType } from 'react'
import { listLaws, savePolicy } from '../../contract/policy.ts'
import type { PolicyVersion } from '../../contract/policy.ts'
import { Button } from '../kit/Button.tsx'
import { serverNow } from '../kit/clock.ts'
import { DraftNotice } from '../kit/DraftNotice.tsx'
import { useDraft } from '../kit/drafts.ts'
import { momentToField } from '../kit/form.ts'
import { Icon } from '../kit/Icon.tsx'
import { Panel } from '../kit/Panel.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { ChangesTable } from './ChangesTable.tsx'
import { ReasonsEditor, SourcesEditor } from './LegalReasons.tsx'
import { sayPolicyProblem } from './policy-words.ts'
import { TextEditor } from './TextEditor.tsx'
import { useCheck } from './use-check.ts'
import type { Written } from './use-check.ts'

export type Body = Readonly<Record<string, unknown>>
/** A form for the body of one kind; `wrong` are the places that have a problem. */
export type BodyEditor = ComponentType<{ readonly body: Body; readonly wrong: readonly string[]; readonly onChange: (body: Body) => void }>
type Values = Written & { readonly reason: string }

/** Longer texts are kept by saving only: the store of unsent words has its limit. */
const longestKept = 12_000

/** The editor; `onDone` is told what was saved. */
export function DraftEditor({ version: v, Editor, onDone, onLeave }: { version: PolicyVersion; Editor: BodyEditor | undefined; onDone: (saved: PolicyVersion) => void; onLeave: () => void }) {
  const start = (): Values => ({ text: v.text, basedOn: v.basedOn ?? 1, sources: v.sources, exceptions: v.exceptions, reason: v.reason ?? '' })
  const draft = useDraft<Values>(v.text.length > longestKept ? undefined : `policy.${v.kind}.${v.version}`, start, { version: v.edition, at: serverNow() })
  const { text, basedOn, sources, exceptions, reason } = draft.values
  const [asText, setAsText] = useState(Editor === undefined)
  const set = (change: Partial<Values>) => draft.setValues((old) => ({ ...old, ...change }))
  const { check, busy } = useCheck(v.kind, { text, basedOn, sources, exceptions }, { ...v.check, body: v.body })
  const laws = useApi(listLaws, {}, { staleTime: 600_000 })
  const save = useAct(savePolicy)
  const [theirs, setTheirs] = useState<number | undefined>(undefined)
  const missing = check.looser.filter((l) => !l.allowed && !exceptions.some((e) => e.path === l.path))
  const open = missing.length + check.unsourced.length
  const store = (edition: number) => save.mutate({ params: { kind: v.kind, version: v.version }, body: { edition, basedOn, reason, text, sources: { ...sources }, exceptions: [...exceptions] } }, {
    onSuccess: (saved) => { draft.drop(); toast(t('console.policy.saved')); onDone(saved) },
    onError: (error) => {
      const problem = problemOf(error)
      if (problem.code === 'policy.edited_meanwhile') setTheirs(Number(problem.params['edition']))
      else toast(sayProblem(problem), 'bad')
    },
  })
  const showForm = Editor !== undefined && !asText && check.body !== null
  return (
    <div className="policy-editor">
      <DraftNotice at={draft.restoredAt} onDiscard={draft.discard} />
      {theirs === undefined ? null : <div className="notice is-soon" role="alert"><Icon name="alarm" /><span>{t('errors.policy.edited_meanwhile')}</span><span className="notice-act chips"><Button size="small" onClick={() => { draft.drop(); onLeave() }}>{t('console.policy.see_theirs')}</Button><Button size="small" danger onClick={() => { setTheirs(undefined); store(theirs) }}>{t('console.policy.keep_mine')}</Button></span></div>}
      <div className="field"><label className="field-label" htmlFor="policy-reason">{t('console.policy.reason')}</label><input id="policy-reason" className="input" maxLength={300} value={reason} onChange={(event) => set({ reason: event.target.value })} /></div>
      {basedOn === v.latest ? null : <p className="notice is-soon"><Icon name="repeat" /><span>{t('console.policy.base_old', { based: basedOn, latest: v.latest })}</span><button type="button" className="text-button notice-act" onClick={() => set({ basedOn: v.latest })}>{t('console.policy.base_new', { n: v.latest })}</button></p>}
      <Problems problems={check.problems} busy={busy} />
      {Editor === undefined ? null : <div className="bar"><Button size="small" disabled={asText ? check.body === null : false} onClick={() => setAsText(!asText)}><Icon name={asText ? 'eye' : 'keyboard'} />{t(asText ? 'console.policy.as_form' : 'console.policy.as_text')}</Button></div>}
      {showForm && Editor !== undefined && check.body !== null ? <Editor body={bodyOf(text, check.body)} wrong={check.problems.flatMap((p) => p.path ?? [])} onChange={(body) => set({ text: JSON.stringify(body, null, 2) })} /> : <TextEditor text={text} problems={check.problems} onChange={(next) => set({ text: next })} />}
      <Panel title={t('console.policy.differs', { n: basedOn })} count={check.changes.length}><ChangesTable changes={check.changes} unsourced={check.unsourced} /></Panel>
      <Panel title={t('console.policy.sources')}><SourcesEditor sources={sources} unsourced={check.unsourced} onChange={(next) => set({ sources: next })} /></Panel>
      <Panel title={t('console.policy.legal_reasons')} count={exceptions.length}><ReasonsEditor exceptions={exceptions} missing={missing} laws={laws.data?.items ?? []} today={momentToField(serverNow()).slice(0, 10)} onChange={(next) => set({ exceptions: next })} /></Panel>
      <div className="page-foot">
        <span className="hint">{busy ? t('console.policy.checking') : check.problems.length > 0 ? t('console.policy.problems', { n: check.problems.length }) : open > 0 ? t('console.policy.still_open', { n: open }) : t('console.policy.sound')}</span><span className="spring" />
        <Button onClick={() => { draft.drop(); onLeave() }}>{t('console.policy.discard')}</Button>
        <Button type="primary" loading={save.isPending} disabled={check.body === null || reason.trim() === ''} onClick={() => store(draft.begun?.version ?? v.edition)}>{t('console.policy.save')}</Button>
      </div>
    </div>
  )
}

/** What the form goes on with: the text itself once it is JSON the form wrote, what the server read of it before. */
function bodyOf(text: string, read: Body): Body {
  try { return JSON.parse(text) as Body } catch { return read }
}

function Problems({ problems, busy }: { problems: PolicyVersion['check']['problems']; busy: boolean }) {
  if (problems.length === 0) return null
  return (
    <ul className="policy-problems" aria-label={t('console.policy.what_is_wrong')} aria-busy={busy}>
      {problems.slice(0, 12).map((p) => <li key={`${p.code}${p.path}${p.line}`} className="notice is-overdue"><Icon name="alarm" /><span>{p.line === null ? null : <span className="num">{t('console.policy.line_n', { n: p.line })} </span>}{sayPolicyProblem(p)}</span></li>)}
    </ul>
  )
}
