// One version for a reader: who, when and why, what keeps it from being published, what differs, what it says, and the legal reasons it stands on.
import type { ComponentType } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { getPolicyVersion } from '../../contract/policy.ts'
import type { PolicyVersion } from '../../contract/policy.ts'
import type { PolicyKind } from '../../domain/policy/documents.ts'
import { holds, useMe } from '../identity/session.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Panel } from '../kit/Panel.tsx'
import { sayProblem } from '../kit/problem.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { ChangesTable } from './ChangesTable.tsx'
import { DocumentTree } from './DocumentTree.tsx'
import { DraftEditor } from './DraftEditor.tsx'
import type { Body, BodyEditor } from './DraftEditor.tsx'
import { kindName, lawName, placeWords, sayPolicyProblem, standingTone } from './policy-words.ts'
import { RecomputePanel } from './RecomputePanel.tsx'
import { isPlayed, SimulationPanel } from './SimulationPanel.tsx'
import { VersionActs } from './VersionActs.tsx'

/** What later capabilities bring for kinds they own: a reading view and a form. */
export type PolicyParts = {
  readonly views: Partial<Record<PolicyKind, ComponentType<{ readonly body: Body }>>>
  readonly editors: Partial<Record<PolicyKind, BodyEditor>>
}

function Facts({ v }: { v: PolicyVersion }) {
  return (
    <dl className="facts policy-facts">
      {v.validFrom === null ? null : <><dt>{t('console.policy.valid')}</dt><dd><Moment at={v.validFrom} distance={v.standing === 'waiting'} begins /></dd></>}
      <dt>{t('console.policy.author')}</dt><dd>{v.author ?? t('console.policy.shipped')}{v.createdAt === null ? null : <> · <Moment at={v.createdAt} /></>}</dd>
      {v.publishedBy === null ? null : <><dt>{t('console.policy.publisher')}</dt><dd>{v.publishedBy}{v.publishedAt === null ? null : <> · <Moment at={v.publishedAt} /></>}</dd></>}
      {v.withdrawnBy === null ? null : <><dt>{t('console.policy.withdrawn_by')}</dt><dd>{v.withdrawnBy}{v.withdrawnReason === null ? '' : ` · ${v.withdrawnReason}`}</dd></>}
      {v.reason === null ? null : <><dt>{t('console.policy.reason')}</dt><dd>{v.reason}</dd></>}
      {v.basedOn === null ? null : <><dt>{t('console.policy.based_on')}</dt><dd>{t('console.policy.version_n', { n: v.basedOn })}</dd></>}
    </dl>
  )
}

/** What stands between a draft and its publication. */
function Standing({ v, mayPublish }: { v: PolicyVersion; mayPublish: boolean }) {
  const missing = v.check.looser.filter((l) => !l.allowed)
  if (v.standing !== 'draft') return missing.length === 0 ? null : <p className="notice is-overdue"><Icon name="alarm" /><span>{t('console.policy.reason_ended', { n: missing.length })}</span></p>
  const no = v.refused.publish
  return (
    <div className="policy-standing">
      {v.check.problems.slice(0, 8).map((p) => <p key={`${p.code}${p.path}`} className="notice is-overdue"><Icon name="alarm" /><span>{sayPolicyProblem(p)}</span></p>)}
      {missing.map((l) => <p key={l.path} className="notice is-overdue"><Icon name="alarm" /><span><span title={l.path}>{placeWords(l.path)}</span> {t('console.policy.looser', { law: lawName(l.law) })}</span></p>)}
      {v.simulated === false ? <p className="notice is-soon"><Icon name="repeat" /><span>{t('console.policy.play_first')}</span></p> : null}
      {no === null ? <p className="notice is-good"><Icon name="check" /><span>{t('console.policy.ready')}</span></p> : mayPublish && no.code !== 'policy.not_simulated' ? <p className="notice is-info"><Icon name="lock" /><span>{sayProblem(no)}</span></p> : null}
    </div>
  )
}

function LegalReasons({ v }: { v: PolicyVersion }) {
  if (v.exceptions.length === 0) return null
  return (
    <Panel title={t('console.policy.legal_reasons')} count={v.exceptions.length}>
      <ul className="plain-list">{v.exceptions.map((e) => <li key={e.path}><span title={e.path}>{placeWords(e.path)}</span> · {lawName(e.law)} · <span className="num">{e.date}{e.until === null ? '' : ` – ${e.until}`}</span><p className="hint">{e.text}</p></li>)}</ul>
    </Panel>
  )
}

/** Shows the version; a draft being written says so in the address. */
export function VersionPane({ kind, version, parts }: { kind: PolicyKind; version: number; parts: PolicyParts }) {
  const found = useApi(getPolicyVersion, { params: { kind, version } }, { staleTime: 0 })
  const me = useMe().data
  const navigate = useNavigate()
  const [search, setSearch] = useSearchParams()
  const editing = search.get('edit') === '1'
  const setEditing = (on: boolean) => setSearch(on ? { edit: '1' } : {}, { replace: true })
  if (found.isPending || me === null || me === undefined) return <Skeleton />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const v = found.data
  const View = parts.views[kind]
  const reload = () => void forget('/api/policy')
  const mayPublish = holds(me, 'policy:publish')
  return (
    <>
      <PageHead title={<>{kindName(kind)} <span className="policy-version">{t('console.policy.version_n', { n: version })}</span></>} hint={<Tag tone={standingTone[v.standing]}>{t(`console.policy.standing.${v.standing}`)}</Tag>}>
        <VersionActs version={v} mayDraft={holds(me, 'policy:draft')} mayPublish={mayPublish} editing={editing && v.mayEdit} onEdit={() => setEditing(true)} onMade={(n) => void navigate(`/admin/policy/${kind}/${n}?edit=1`)} />
      </PageHead>
      <div className="card policy-card">
        <Facts v={v} />
        {editing && v.mayEdit ? null : <Standing v={v} mayPublish={mayPublish} />}
        {editing && v.mayEdit ? <DraftEditor key={v.version} version={v} Editor={parts.editors[kind]} onDone={() => { setEditing(false); reload() }} onLeave={() => { setEditing(false); reload() }} /> : (
          <>
            {v.version === 1 ? null : <Panel title={t('console.policy.differs', { n: v.basedOn ?? 1 })} count={v.check.changes.length}><ChangesTable changes={v.check.changes} unsourced={v.check.unsourced} /></Panel>}
            {v.standing === 'draft' && isPlayed(kind) && holds(me, 'policy:draft') ? <Panel title={t('console.policy.play')}><SimulationPanel document={kind} version={version} /></Panel> : null}
            {v.standing === 'in_force' && kind === 'sla' && v.version > 1 && mayPublish ? <Panel title={t('console.policy.open_cases')}><RecomputePanel scope={{ kind: 'policy', document: kind, version }} /></Panel> : null}
            <Panel title={t('console.policy.says')}>{View === undefined ? <DocumentTree body={v.body} /> : <View body={v.body} />}</Panel>
            {Object.keys(v.sources).length === 0 ? null : <Panel title={t('console.policy.sources')}><ul className="plain-list">{Object.entries(v.sources).map(([place, said]) => <li key={place}><span title={place}>{placeWords(place)}</span> · {said}</li>)}</ul></Panel>}
            <LegalReasons v={v} />
          </>
        )}
      </div>
    </>
  )
}
