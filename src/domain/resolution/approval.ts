// How many people must approve a plan before the customer hears it (requirement C15, SOL-04, SOL-05).

/**
 * Amount bands in ascending order: a plan paying at most `upToMinor` needs `levels`; above the last band `aboveLevels`.
 * A restricted case (staff, data, safety) needs at least `restrictedAtLeast`, whatever it pays.
 */
export type ApprovalPolicy = {
  readonly version: string
  readonly bands: readonly { readonly upToMinor: number; readonly levels: number }[]
  readonly aboveLevels: number
  readonly restrictedAtLeast: number
}

/** What the levels depend on: the money a plan pays out in minor units of CNY, and whether the case is restricted. */
export type PlanWeight = { readonly totalMinor: number; readonly restricted: boolean }

/** The levels of approval a plan needs; 0 means that its maker may go on alone. */
export function approvalLevels(plan: PlanWeight, policy: ApprovalPolicy): number {
  const band = policy.bands.find((b) => plan.totalMinor <= b.upToMinor)
  const levels = band?.levels ?? policy.aboveLevels
  return plan.restricted ? Math.max(levels, policy.restrictedAtLeast) : levels
}

/** Why a policy can't be meant: bands out of order or levels that fall while the amount rises; else null. */
export function approvalPolicyProblem(policy: ApprovalPolicy): string | null {
  const steps = [...policy.bands.map((b) => b.levels), policy.aboveLevels]
  if (policy.bands.some((b, i) => i > 0 && b.upToMinor <= (policy.bands[i - 1]?.upToMinor ?? 0))) return 'bands_out_of_order'
  if (steps.some((levels, i) => i > 0 && levels < (steps[i - 1] ?? 0))) return 'levels_fall'
  return null
}
