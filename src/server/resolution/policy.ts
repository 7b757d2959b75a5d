// The approval policy as a policy document (policies/approval.yaml), refused when it can't be meant.
import { z } from 'zod'
import { approvalPolicyProblem } from '../../domain/resolution/approval.ts'
import type { ApprovalPolicy } from '../../domain/resolution/approval.ts'
import { why } from '../../domain/refusal.ts'
import type { PolicyDocument } from '../policy/documents.ts'

// the lifecycle knows two levels of approvers
const levels = z.int().min(0).max(2)
const sourced = z.strictObject({ levels, source: z.string().min(1) })
const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), source: z.string(),
  bands: z.array(z.strictObject({ upToMinor: z.int().min(0), levels, source: z.string().min(1) })).min(1), aboveLevels: sourced, restrictedAtLeast: sourced,
})

export const approvalDocument: PolicyDocument<ApprovalPolicy> = {
  kind: 'approval', file: 'approval.yaml',
  parse: (body) => {
    const f = shape.parse(body)
    return { version: `approval@${f.version}`, bands: f.bands.map(({ upToMinor, levels: n }) => ({ upToMinor, levels: n })), aboveLevels: f.aboveLevels.levels, restrictedAtLeast: f.restrictedAtLeast.levels }
  },
  problems: (policy) => {
    const problem = approvalPolicyProblem(policy)
    return problem === null ? [] : [why(`policy.approval.${problem}`, { path: 'bands' })]
  },
}
