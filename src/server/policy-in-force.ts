// The policy in force: shipped and published versions of every document composed into one value, followed as new versions come and their days dawn.
import { sql } from 'kysely'
import { compileClassifier } from '../domain/complaints/classify.ts'
import type { Classifier } from '../domain/complaints/classify.ts'
import type { PolicyKind } from '../domain/policy/documents.ts'
import type { ReasonRules } from '../domain/policy/reason-rules.ts'
import type { ReasonTree } from '../domain/policy/reason-tree.ts'
import { plainFacts, profileFor } from '../domain/sla/profiles.ts'
import type { Profile } from '../domain/sla/profiles.ts'
import type { PolicyInForce } from './complaints/policy.ts'
import { shippedDutyPolicy } from './identity/duty-policy.ts'
import { limitsDocument, policyDocuments, treeDocument } from './policy-documents.ts'
import { readSound, shippedDocument } from './policy/documents.ts'
import type { PolicyBody, PolicyDocument } from './policy/documents.ts'
import { priorityDocument, reasonRulesDocument } from './policy/packs.ts'
import type { Db } from './platform/context.ts'
import { openCalendars } from './sla/calendar-house.ts'
import type { Calendars } from './sla/calendar-house.ts'
import type { SlaValue } from './sla/profiles.ts'
import { shippedCustodyLimits, shippedNumberRules } from './waybills/policies.ts'

export type PolicyHouse = {
  /** The calendars, for what imports notices and shows years. */
  readonly calendars: Calendars
  /** What is in force now by the database's clock. Always a whole value, never one half read. */
  readonly current: () => PolicyInForce
  /** Reads what was published since; who publishes calls this once it is committed. */
  readonly refresh: () => Promise<void>
  /** The same with one body in place of what is in force: for simulations, and to see whether a draft fits the rest. @throws Error when it does not. */
  readonly tryOut: (kind: PolicyKind, version: number, body: PolicyBody) => PolicyInForce
  readonly close: () => void
}

/** One version that was ever published, or shipped. */
type Known = { readonly version: number; readonly validFrom: number; readonly value: unknown }
type Shelf = ReadonlyMap<PolicyKind, readonly Known[]>

const everyMs = 2000

/** Loads every version and follows the table until closed. A lost database leaves the last known. @throws Error that lists what is wrong with a document. */
export async function openPolicy(db: Db): Promise<PolicyHouse> {
  const calendars = await openCalendars(db)
  let shelf: Shelf = new Map(policyDocuments.map((d) => [d.kind, [shippedVersion(d)]]))
  let now = (): number => 0
  const composed = new Map<string, PolicyInForce>()
  const at = (instant: number): PolicyInForce => {
    const chosen = new Map([...shelf].map(([kind, known]) => [kind, inForce(known, instant)]))
    const key = `${calendars.inForce().time.calendar.version}|${[...shelf.values()].map((known) => known.length).join(' ')}|${[...chosen.values()].map((k) => k.version).join(' ')}`
    const known = composed.get(key) ?? compose(shelf, chosen, calendars)
    if (composed.size > 20) composed.clear()
    composed.set(key, known)
    return known
  }
  // asked many times for each complaint: the answer stands until the next version's day, a new calendar or the next reading
  let held: { readonly value: PolicyInForce; readonly calendar: unknown; readonly until: number } | null = null
  const current = (): PolicyInForce => {
    const instant = now()
    const calendar = calendars.inForce()
    if (held !== null && held.calendar === calendar && instant < held.until) return held.value
    held = { value: at(instant), calendar, until: Math.min(...[...shelf.values()].flat().map((k) => k.validFrom).filter((from) => from > instant)) }
    return held.value
  }
  const refresh = async (): Promise<void> => {
    const read = await readPublished(db, shelf)
    const former = shelf
    shelf = read.shelf
    try {
      // what waits for its day must compose too, or the day would bring the trouble
      for (const instant of [read.now, ...[...shelf.values()].flat().map((k) => k.validFrom).filter((from) => from > read.now)]) at(instant)
    } catch (error) { shelf = former; throw error }
    now = () => read.now + (performance.now() - read.readAt)
    held = null
  }
  await refresh()
  const timer = setInterval(() => void refresh().catch(() => { /* no connection: the next round asks again */ }), everyMs)
  timer.unref()
  return {
    current, refresh, calendars,
    close: () => {
      clearInterval(timer)
      calendars.close()
    },
    tryOut: (kind, version, body) => {
      const candidate: Known = { version, validFrom: now(), value: readSound(documentOf(kind), version, new Date(now()).toISOString(), body) }
      const others = [...shelf].map(([k, known]): [PolicyKind, Known] => [k, k === kind ? candidate : inForce(known, now())])
      return compose(new Map([...shelf, [kind, [...(shelf.get(kind) ?? []).filter((k) => k.version !== version), candidate]]]), new Map(others), calendars)
    },
  }
}

/** @throws Error for a kind nobody registered. */
function documentOf(kind: PolicyKind): PolicyDocument<unknown> {
  const found = policyDocuments.find((d) => d.kind === kind)
  if (!found) throw new Error(`no policy document ${kind}`)
  return found
}

function shippedVersion(document: PolicyDocument<unknown>): Known {
  const { body, validFrom } = shippedDocument(document)
  // what is shipped holds from the beginning of time: the house never was without a policy
  return { version: 1, validFrom: -Infinity, value: readSound(document, 1, validFrom, body) }
}

/** The latest version whose day has come: each is built on all before it, so an older one that still waited never comes back over it. */
function inForce(known: readonly Known[], now: number): Known {
  return known.reduce((best, k) => (k.validFrom <= now && k.version > best.version ? k : best))
}

type Row = { kind: PolicyKind; version: number; valid_from: number | null; body: PolicyBody | null; now: number }

/** The shelf with the versions published since it was read, and the database's clock. Bodies already known are not read again: they never change. */
async function readPublished(db: Db, shelf: Shelf): Promise<{ shelf: Shelf; now: number; readAt: number }> {
  const known = [...shelf].flatMap(([kind, versions]) => versions.map((v) => `${kind}@${v.version}`))
  const rows = (await sql<Row>`select v.kind, v.version, v.valid_from, v.body, app_now() as now from (select 1) one left join policy_versions v on v.state = 'published' and not (v.kind || '@' || v.version = any(${known}::text[])) order by v.version`.execute(db)).rows
  const readAt = performance.now()
  const added = rows.flatMap((r) => (r.body === null || r.valid_from === null || !policyDocuments.some((d) => d.kind === r.kind) ? [] : [{ kind: r.kind, version: r.version, validFrom: r.valid_from, value: readSound(documentOf(r.kind), r.version, new Date(r.valid_from).toISOString(), r.body) }]))
  return { readAt, now: rows[0]?.now ?? Date.now(), shelf: added.length === 0 ? shelf : new Map([...shelf].map(([kind, versions]) => [kind, [...versions, ...added.filter((a) => a.kind === kind)]])) }
}

function compose(shelf: Shelf, chosen: ReadonlyMap<PolicyKind, Known>, { inForce: calendarsInForce, timeOf, timeFor, timeNow }: Calendars): PolicyInForce {
  const pick = (kind: PolicyKind, version?: number): Known => {
    const known = version === undefined ? undefined : shelf.get(kind)?.find((k) => k.version === version)
    const found = known ?? chosen.get(kind)
    if (!found) throw new Error(`no policy document ${kind}`)
    return found
  }
  const of = <T>(document: PolicyDocument<T>, version?: number): T => pick(document.kind, version).value as T
  const reasons = of(treeDocument)
  const limits = of(limitsDocument)
  return Object.freeze({
    version: [...pinnedKinds].map(([name, kind]) => `${name}@${pick(kind).version}`).join(' '),
    versions: new Map([...chosen].map(([kind, k]) => [kind, k.version])), of,
    reasons, priority: of(priorityDocument), time: calendarsInForce().time, classifier: classifierOf(of(reasonRulesDocument), reasons), profileFor: (facts) => profileFor(limits, facts), profileOf: pinnedProfiles((version) => of(limitsDocument, version)), knows: (version) => isRead(shelf, version), timeOf, timeFor, timeNow,
    numberRules: shippedNumberRules(), custodyLimits: shippedCustodyLimits(), maxAgeDays: limits.complainWithinDays, duty: shippedDutyPolicy(),
  })
}

/** What a case's `policy_version` names beside its profile, by the name it has there. */
const pinnedKinds: ReadonlyMap<string, PolicyKind> = new Map([['reasons', 'reasons'], ['priority', 'priority'], ['rules', 'reason_rules'], ['processes', 'processes']])

/** Whether every version named has been read; a name of no document is a profile's, and its version that of the limits. */
function isRead(shelf: Shelf, policyVersion: string): boolean {
  return [...policyVersion.matchAll(/(\S+)@(\d+)/g)].every(([, name = '', version]) => (shelf.get(pinnedKinds.get(name) ?? 'sla') ?? []).some((k) => k.version === Number(version)))
}

const compiled = new WeakMap<ReasonRules, { readonly of: ReasonTree; readonly classifier: Classifier }>()

/** The classifier of two values, compiled once: every check of a draft of another kind composes too. @throws Error for patterns that can't be meant. */
function classifierOf(rules: ReasonRules, reasons: ReasonTree): Classifier {
  const known = compiled.get(rules)
  if (known?.of === reasons) return known.classifier
  const classifier = compileClassifier(rules, reasons)
  compiled.set(rules, { of: reasons, classifier })
  return classifier
}

/** Reads the profile out of a `policy_version` such as `reasons@1 priority@1 rules@1 statutory_7d@1`; a text without one gives the default profile in force. */
function pinnedProfiles(limitsOf: (version?: number) => SlaValue): (policyVersion: string) => Profile {
  const found = new Map<string, Profile>()
  return (policyVersion) => {
    const known = found.get(policyVersion)
    if (known) return known
    const pinned = [...policyVersion.matchAll(/(\S+)@(\d+)/g)].flatMap(([, code = '', version]) => {
      const limits = limitsOf(Number(version))
      return limits.version === Number(version) ? (limits.profiles[code] ?? []) : []
    })[0]
    const profile = pinned ?? profileFor(limitsOf(), plainFacts)
    if (found.size < 10_000) found.set(policyVersion, profile)
    return profile
  }
}
