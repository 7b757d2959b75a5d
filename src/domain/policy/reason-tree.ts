// The reason tree as policy data: its shape, how leaves inherit from the first level, and the questions asked of it.

/** The regulator's first level (domain facts 2.1), in its published order. */
export const regulatorClasses = ['delivery_service', 'delay', 'loss_shortage', 'damage', 'acceptance_service', 'irregular_charging', 'cod', 'other'] as const
export type RegulatorClass = (typeof regulatorClasses)[number]

/** CLS-16: which way the investigation starts. */
export const branches = ['cause_analysis', 'signoff_procedure', 'staff_assessment', 'search', 'valuation', 'fee_check', 'info_check', 'claim_review', 'data_inquiry', 'safety', 'security_handover', 'customs_enquiry', 'none'] as const
export type Branch = (typeof branches)[number]

/** C9: the code a leaf has in each grouping the source documents and platforms use. */
export const groupings = {
  d13: ['service', 'transport', 'charge', 'information'],
  s000: ['delay', 'signoff', 'service', 'loss', 'price', 'other'],
  s002: ['delay', 'misdelivery', 'damage', 'information', 'other'],
  d18: ['delay', 'damage', 'attitude', 'fee', 'other'],
  d12: ['delay', 'damage', 'loss', 'attitude', 'other'],
  wechat: ['1004', '1005', '1006', '1007', '1008'],
} as const
export type Grouping = keyof typeof groupings
export type Groups = Readonly<Record<Grouping, string>>

export type Severity = 1 | 2 | 3 | 4
export type Level = 'p1' | 'p2' | 'p3' | 'p4'

/** What a first level states for all its leaves and a leaf may state anew. */
export type ReasonTraits = {
  /** Short word for the complaint's keyword (INT-11). */
  readonly word: string
  readonly links: readonly string[]
  readonly severity: Severity
  /** Class, `class.second`, or `as_goods.second` by link; `default` for links not named (OPN-26). */
  readonly regulator: Readonly<Record<string, string>>
  readonly groups: Groups
  readonly portal: string
  readonly branch: Branch
  /** Fields to ask for; a trailing `?` marks the helpful ones (INT-17). */
  readonly wants: readonly string[]
  /** Whether this is a problem of the goods, whose class a claim dispute takes. */
  readonly goods: boolean
  /** What may not be told to everybody (OPN-15, OPN-20). */
  readonly restricted?: boolean
  /** Starts an internal inquiry by itself (CLS-12). */
  readonly opensInquiry?: boolean
  /** Evidence must be asked for on the same day (OPN-20). */
  readonly sameDayEvidence?: boolean
  /** Never less urgent than this (OPN-36). */
  readonly minPriority?: Level | null
}

export type RawLeaf = Partial<ReasonTraits> & { readonly source: string }
export type RawReason = { readonly source: string; readonly defaults: ReasonTraits; readonly leaves: Readonly<Record<string, RawLeaf>> }
export type PortalChoice = { readonly order: number; readonly reason: string; readonly whenSigned: string; readonly source: string }
export type RegulatorClassInfo = { readonly order: number; readonly source: string; readonly verified: boolean; readonly second: readonly string[] }

/** The pack as written by a person. */
export type RawReasonTree = {
  readonly version: number
  readonly validFrom: string
  readonly sources: Readonly<Record<string, string>>
  readonly regulatorClasses: Readonly<Record<string, RegulatorClassInfo>>
  readonly portalChoices: Readonly<Record<string, PortalChoice>>
  readonly wantsAlways: { readonly fields: readonly string[]; readonly source: string }
  readonly reasons: Readonly<Record<string, RawReason>>
}

/** One code of the tree with everything resolved; `leaf` false for a first level. */
export type ReasonNode = Required<ReasonTraits> & { readonly code: string; readonly parent: string; readonly leaf: boolean; readonly source: string }

export type ReasonTree = { readonly raw: RawReasonTree; readonly nodes: ReadonlyMap<string, ReasonNode> }

/** Resolves inheritance: every first level and every leaf becomes a complete node, in the order written. */
export function buildReasonTree(raw: RawReasonTree): ReasonTree {
  const nodes = new Map<string, ReasonNode>()
  for (const [parent, reason] of Object.entries(raw.reasons)) {
    nodes.set(parent, complete(parent, parent, false, reason.source, reason.defaults))
    for (const [name, leaf] of Object.entries(reason.leaves)) {
      const code = `${parent}.${name}`
      nodes.set(code, complete(code, parent, true, leaf.source, { ...reason.defaults, ...leaf }))
    }
  }
  return { raw, nodes }
}

function complete(code: string, parent: string, leaf: boolean, source: string, t: ReasonTraits): ReasonNode {
  const { word, links, severity, regulator, groups, portal, branch, wants, goods } = t
  return {
    code, parent, leaf, source, word, links, severity, regulator, groups, portal, branch, wants, goods,
    restricted: t.restricted ?? false, opensInquiry: t.opensInquiry ?? false, sameDayEvidence: t.sameDayEvidence ?? false, minPriority: t.minPriority ?? null,
  }
}

/** The node of a first-level or leaf code, or null when the tree doesn't know it. */
export function findReason(tree: ReasonTree, code: string): ReasonNode | null {
  return tree.nodes.get(code) ?? null
}

/** The leaves below a first level, or all leaves. */
export function listLeaves(tree: ReasonTree, parent?: string): readonly ReasonNode[] {
  return [...tree.nodes.values()].filter((n) => n.leaf && (parent === undefined || n.parent === parent))
}

export type RegulatorMapping = { readonly class: RegulatorClass; readonly second: string | null; readonly verified: boolean }

/**
 * The regulator's class of a reason at a link (OPN-26). `goodsCode` is the case's goods problem (its secondary or earlier reason),
 * whose class a dispute about the amount takes; without one the dispute counts as loss or shortage. Unknown codes are `other`.
 */
export function regulatorClass(tree: ReasonTree, code: string, link: string | null, goodsCode: string | null = null): RegulatorMapping {
  const node = findReason(tree, code)
  if (!node) return mapping(tree, 'other', null)
  const [first = 'other', second = null] = ((link && node.regulator[link]) || node.regulator['default'] || 'other').split('.')
  if (first !== 'as_goods') return mapping(tree, first, second)
  const goods = goodsCode ? findReason(tree, goodsCode) : null
  const cls = goods && !isAsGoods(goods) ? regulatorClass(tree, goods.code, link).class : 'loss_shortage'
  return mapping(tree, cls, second)
}

function isAsGoods(node: ReasonNode): boolean {
  return Object.values(node.regulator).some((v) => v.startsWith('as_goods'))
}

function mapping(tree: ReasonTree, cls: string, second: string | null): RegulatorMapping {
  const known = regulatorClasses.find((c) => c === cls) ?? 'other'
  const info = tree.raw.regulatorClasses[known]
  return { class: known, second: second && info?.second.includes(second) ? second : null, verified: info?.verified ?? false }
}

/** The reason a portal choice starts with: the parcel's signed-for state decides where the tree says so. Null for an unknown choice. */
export function portalReason(tree: ReasonTree, choice: string, signedFor: boolean): string | null {
  const found = tree.raw.portalChoices[choice]
  return found ? (signedFor ? found.whenSigned : found.reason) : null
}

/** The portal's choices in the order they are shown. */
export function listPortalChoices(tree: ReasonTree): readonly string[] {
  return Object.entries(tree.raw.portalChoices).sort((a, b) => a[1].order - b[1].order).map(([code]) => code)
}
