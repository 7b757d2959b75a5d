// The kinds of policy document and what is asked of any version: what changed, whether each changed value has a source, what is looser than law without a reason.

export const policyKinds = ['sla', 'reasons', 'reason_rules', 'priority', 'ladders', 'pauses', 'processes', 'approval', 'callback', 'compensation', 'retention', 'orders', 'evidence_plans', 'causes', 'liability_rules', 'penalties'] as const
export type PolicyKind = (typeof policyKinds)[number]

export const policyStates = ['draft', 'published', 'withdrawn'] as const
export type PolicyState = (typeof policyStates)[number]

/** How a version reads today: a published one waits for its day, is in force, or was superseded. */
export const policyStandings = ['draft', 'withdrawn', 'waiting', 'in_force', 'superseded'] as const
export type PolicyStanding = (typeof policyStandings)[number]

/** Kinds that decide about cases: their drafts are played on real history before they are published. */
export const simulatedKinds: readonly PolicyKind[] = ['sla', 'reasons', 'priority', 'approval', 'ladders']

/** A value looser than law asks: where it stands, and the law by its code in `policies/laws.yaml`. */
export type Looser = { readonly path: string; readonly law: string }

/** Why a looser value is allowed all the same: a legal reason with its reference and date, until a day or for good. */
export type LegalException = { readonly path: string; readonly text: string; readonly law: string; readonly date: string; readonly until: string | null }

/** One difference between two bodies; `before` or `after` is undefined where the place is new or gone. */
export type Change = { readonly path: string; readonly before: unknown; readonly after: unknown }

/** Every place in which two bodies differ, leaf by leaf, as `a.b[0].c`; a list of plain values and an amount with its unit count as one value each. */
export function changesBetween(before: unknown, after: unknown, path = ''): readonly Change[] {
  if (isTree(before) && isTree(after) && !(isAmount(before) && isAmount(after)) && Array.isArray(before) === Array.isArray(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) => changesBetween(before[key], after[key], step(path, key, Array.isArray(after))))
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }]
}

/** Changed places that nothing gives a source: neither `sources` nor a `source` beside or above the value. A value that is gone needs none. */
export function withoutSource(changes: readonly Change[], body: unknown, sources: Readonly<Record<string, string>>): readonly string[] {
  return changes.filter((c) => c.after !== undefined && !ancestors(c.path).some((p) => (sources[p] ?? '').trim() !== '' || hasSource(valueAt(body, p)))).map((c) => c.path)
}

/** Values looser than law whose place, or one above it, has no legal reason in force at the date. */
export function withoutReason(looser: readonly Looser[], exceptions: readonly LegalException[], on: string): readonly Looser[] {
  return looser.filter((l) => !exceptions.some((e) => ancestors(l.path).includes(e.path) && e.path !== '' && e.date <= on && (e.until === null || on <= e.until)))
}

/** The value at a path written by `changesBetween`; undefined when there is none. */
export function valueAt(body: unknown, path: string): unknown {
  return keysOf(path).reduce<unknown>((at, key) => (isTree(at) ? at[key] : undefined), body)
}

/** The keys on the way to a path. */
export function keysOf(path: string): readonly string[] {
  return path === '' ? [] : path.split(/\.|\[|\]\.?/).filter((key) => key !== '')
}

/** The path itself and every one above it, nearest first; the root is ''. */
function ancestors(path: string): readonly string[] {
  const up = path.replace(/(\.[^.[\]]+|\[\d+\]|^[^.[\]]+)$/, '')
  return path === '' ? [''] : [path, ...ancestors(up === path ? '' : up)]
}

function hasSource(value: unknown): boolean {
  return isTree(value) && typeof value['source'] === 'string' && value['source'] !== ''
}

function step(path: string, key: string, isList: boolean): string {
  return isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
}

/** `{value, unit}`: half of it means nothing. */
function isAmount(value: Tree): boolean {
  return Object.keys(value).length === 2 && 'value' in value && 'unit' in value
}

type Tree = { readonly [key: string]: unknown }
function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !(Array.isArray(value) && value.every((v) => typeof v !== 'object' || v === null))
}
