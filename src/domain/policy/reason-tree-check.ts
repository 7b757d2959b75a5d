// What a reason tree must satisfy before it may be published: complete, unique, mapped, sourced.
import { branches, groupings, listLeaves, regulatorClasses } from './reason-tree.ts'
import type { Grouping, ReasonNode, ReasonTree } from './reason-tree.ts'

export type TreeProblem = { readonly code: string; readonly at: string }

/** The closed lists the tree must fit, owned by the capability that uses them. */
export type TreeFrame = { readonly reasonCodes: readonly string[]; readonly links: readonly string[]; readonly wantedFields: readonly string[] }

/** Every problem of the tree, not the first; empty means it may be used (CLS-01…17, OPN-25, OPN-26, C9). */
export function checkReasonTree(tree: ReasonTree, frame: TreeFrame): readonly TreeProblem[] {
  const problems: TreeProblem[] = []
  const add = (code: string, at: string): void => void problems.push({ code, at })
  const parents = Object.keys(tree.raw.reasons)
  for (const code of frame.reasonCodes) if (!parents.includes(code)) add('first_level_missing', code)
  for (const code of parents) {
    if (!frame.reasonCodes.includes(code)) add('first_level_unknown', code)
    if (listLeaves(tree, code).length === 0) add('no_leaves', code)
  }
  for (const cls of regulatorClasses) if (!tree.raw.regulatorClasses[cls]) add('regulator_class_missing', cls)
  for (const node of tree.nodes.values()) checkNode(tree, frame, node, add)
  checkPortal(tree, add)
  for (const field of tree.raw.wantsAlways.fields) if (!frame.wantedFields.includes(bare(field))) add('wanted_field_unknown', field)
  for (const [at, source] of statedSources(tree)) if (!tree.raw.sources[source]) add('source_unknown', at)
  return problems
}

function checkNode(tree: ReasonTree, frame: TreeFrame, node: ReasonNode, add: (code: string, at: string) => void): void {
  if (!/^[a-z0-9_]+(\.[a-z0-9_]+)?$/.test(node.code)) add('code_malformed', node.code)
  if (node.links.length === 0) add('no_links', node.code)
  for (const link of node.links) if (!frame.links.includes(link)) add('link_unknown', `${node.code}@${link}`)
  for (const [link, value] of Object.entries(node.regulator)) {
    if (link !== 'default' && !frame.links.includes(link)) add('link_unknown', `${node.code}@${link}`)
    if (!isMapped(tree, value)) add('regulator_unmapped', `${node.code}@${link}`)
  }
  for (const link of node.links) if (!node.regulator[link] && !node.regulator['default']) add('regulator_unmapped', `${node.code}@${link}`)
  for (const key of Object.keys(groupings) as Grouping[]) if (!(groupings[key] as readonly string[]).includes(node.groups[key])) add('grouping_unmapped', `${node.code}@${key}`)
  if (!tree.raw.portalChoices[node.portal]) add('portal_choice_unknown', node.code)
  if (!branches.includes(node.branch)) add('branch_unknown', node.code)
  if (node.word.length === 0 || [...node.word].length > 6) add('word_length', node.code)
  for (const field of node.wants) if (!frame.wantedFields.includes(bare(field))) add('wanted_field_unknown', `${node.code}@${field}`)
}

function isMapped(tree: ReasonTree, value: string): boolean {
  const [first = '', second] = value.split('.')
  if (first === 'as_goods') return second !== undefined
  const info = tree.raw.regulatorClasses[first]
  return info !== undefined && (second === undefined || info.second.includes(second))
}

function checkPortal(tree: ReasonTree, add: (code: string, at: string) => void): void {
  const entries = Object.entries(tree.raw.portalChoices)
  if (entries.length !== 8) add('portal_choices_not_eight', String(entries.length))
  for (const [choice, c] of entries) {
    for (const code of [c.reason, c.whenSigned]) if (!tree.nodes.has(code)) add('portal_reason_unknown', `${choice}@${code}`)
  }
}

function bare(field: string): string {
  return field.endsWith('?') ? field.slice(0, -1) : field
}

function statedSources(tree: ReasonTree): readonly (readonly [string, string])[] {
  return [
    ...[...tree.nodes.values()].map((n) => [n.code, n.source] as const),
    ...Object.entries(tree.raw.regulatorClasses).map(([k, v]) => [`regulatorClasses.${k}`, v.source] as const),
    ...Object.entries(tree.raw.portalChoices).map(([k, v]) => [`portalChoices.${k}`, v.source] as const),
    ['wantsAlways', tree.raw.wantsAlways.source] as const,
  ]
}
