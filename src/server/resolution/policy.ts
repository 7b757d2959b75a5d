// Reads the approval policy (policies/approval.yaml) and refuses one that can't be meant.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { approvalPolicyProblem } from '../../domain/resolution/approval.ts'
import type { ApprovalPolicy } from '../../domain/resolution/approval.ts'

// the lifecycle knows two levels of approvers
const levels = z.int().min(0).max(2)
const sourced = z.strictObject({ levels, source: z.string().min(1) })
const file = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), source: z.string(),
  bands: z.array(z.strictObject({ upToMinor: z.int().min(0), levels, source: z.string().min(1) })).min(1), aboveLevels: sourced, restrictedAtLeast: sourced,
})

/** The approval policy in a text (YAML). @throws ZodError or Error naming what is wrong. */
export function parseApprovalPolicy(text: string): ApprovalPolicy {
  const f = file.parse(parse(text))
  const policy: ApprovalPolicy = { version: `approval@${f.version}`, bands: f.bands.map(({ upToMinor, levels: n }) => ({ upToMinor, levels: n })), aboveLevels: f.aboveLevels.levels, restrictedAtLeast: f.restrictedAtLeast.levels }
  const problem = approvalPolicyProblem(policy)
  if (problem) throw new Error(`approval policy may not be used: ${problem}`)
  return policy
}

/** The approval policy shipped. */
export function shippedApprovalPolicy(): ApprovalPolicy {
  return parseApprovalPolicy(readFileSync(new URL('../../../policies/approval.yaml', import.meta.url), 'utf8'))
}
