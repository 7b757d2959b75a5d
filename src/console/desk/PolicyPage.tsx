// Policy documents within administration: the list of kinds, or one kind with its versions, joined with what later capabilities bring for theirs.
import { useParams } from 'react-router'
import { policyKinds } from '../../domain/policy/documents.ts'
import { Empty } from '../kit/states.tsx'
import { t } from '../kit/words.ts'
import { PolicyKindPage } from '../policy/PolicyKindPage.tsx'
import { PolicyList } from '../policy/PolicyList.tsx'
import type { PolicyParts } from '../policy/VersionPane.tsx'
import { LimitsEditor } from '../sla/LimitsEditor.tsx'
import { LimitsView } from '../sla/LimitsView.tsx'
import '../policy/policy.css'

const parts: PolicyParts = { views: { sla: LimitsView }, editors: { sla: LimitsEditor } }

/** Shows the tab. */
export default function PolicyPage() {
  const { part, item } = useParams()
  if (part === undefined) return <PolicyList />
  const kind = policyKinds.find((each) => each === part)
  const asked = item === undefined ? undefined : Number.parseInt(item, 10)
  if (kind === undefined || (asked !== undefined && !(asked >= 1))) return <Empty icon="question" title={t('errors.not_found')} />
  return <PolicyKindPage kind={kind} asked={asked} parts={parts} />
}
