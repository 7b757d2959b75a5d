// What a merge gives to the case that lives on and what undoing it takes away again, whatever other merges there are.
import type { Why } from '../refusal.ts'
import { why } from '../refusal.ts'
import { earliestWatch } from '../sla/statutory.ts'
import type { ContactKind, Outcome, Status } from './vocabulary.ts'
import { isOpen } from './vocabulary.ts'

/** The statutory watch as a merge hands it on; instants are epoch ms. */
export type Watch = { readonly openedAt: number; readonly dueAt: number; readonly strictDueAt: number; readonly rolledDueAt: number | null }

/** What a case shows of itself where two are weighed against each other. */
export type Side = {
  readonly id: string
  readonly status: Status
  /** How it ended: it says so still when the case lies in the archive. */
  readonly outcome: Outcome | null
  readonly kind: ContactKind
  readonly restricted: boolean
  /** Under inquiry: open to named people only (CLS-12). */
  readonly inquiry: boolean
  /** Brought by staff: hidden from the units concerned (OPN-15). */
  readonly fromStaff: boolean
  readonly hasWatch: boolean
  readonly merged: number
  readonly children: number
  /** A decision was told once, be it before a reopening. */
  readonly decisionTold: boolean
  readonly moneyPaid: boolean
}

/** What the case that ends brings along, named by keys. */
export type Brought = { readonly watch: Watch | null; readonly units: readonly string[]; readonly items: readonly string[] }

/** What the case that lives on holds; `watch` only while it runs. */
export type Held = Brought

/** A merge in force: the watch it brought and the survivor's own one (both null when the survivor's had ended), and what the survivor has through it. */
export type MergeInForce = { readonly id: string; readonly watch: Watch | null; readonly ownWatch: Watch | null; readonly units: readonly string[]; readonly items: readonly string[] }

export type MergeEffect = {
  /** The watch the survivor gets; null when it keeps the one it has. */
  readonly watch: Watch | null
  readonly units: readonly string[]
  readonly items: readonly string[]
  readonly record: Omit<MergeInForce, 'id'>
}

export type UnmergeEffect = { readonly watch: Watch | null; readonly units: readonly string[]; readonly items: readonly string[] }

/**
 * Why two cases can't become one this way round, or null. Where the other way round would do, the reason says so: nobody whom
 * money was offered or a decision told may be left with a number that only points elsewhere.
 */
export function whyNotMerge(ends: Side, lives: Side): Why | null {
  if (ends.id === lives.id) return why('merge.into_itself')
  if (lives.outcome === 'duplicate') return why('merge.into_merged')
  if (ends.merged > 0) return why('merge.has_merged', { count: ends.merged })
  if (ends.children > 0) return why('merge.has_children', { count: ends.children })
  if (ends.decisionTold) return why('merge.decision_told')
  if (ends.moneyPaid) return why('merge.money_paid')
  if (ends.restricted !== lives.restricted || ends.inquiry !== lives.inquiry) return why('merge.restricted')
  if (ends.fromStaff !== lives.fromStaff) return why('merge.internal_report')
  // the watch ends by merging only because the survivor keeps it: one that has none, or ended without telling anything, can't
  if (ends.hasWatch && (!lives.hasWatch || lives.outcome === 'withdrawn')) return why('merge.watch_lost', { kind: lives.kind, status: lives.status })
  if (ends.kind === 'complaint' && lives.kind !== 'complaint') return why('merge.watch_lost', { kind: lives.kind, status: lives.status })
  return null
}

/** What merging does to the case that lives on, given the merges already in force there. */
export function mergeEffect(held: Held, inForce: readonly MergeInForce[], brought: Brought): MergeEffect {
  const units = missing(brought.units, held.units)
  const items = missing(brought.items, held.items)
  const own = held.watch === null ? null : (ownWatchOf(inForce) ?? held.watch)
  const kept = held.watch !== null && brought.watch !== null ? earliestWatch(held.watch, brought.watch) : null
  return {
    units, items, watch: kept !== null && kept === brought.watch ? kept : null,
    // what came through another merge is this one's too, so that undoing that one takes nothing away from it
    record: {
      watch: own === null ? null : brought.watch, ownWatch: own,
      units: [...units, ...shared(brought.units, inForce.flatMap((m) => m.units))], items: [...items, ...shared(brought.items, inForce.flatMap((m) => m.items))],
    },
  }
}

/**
 * What undoing merge `id` takes from the survivor: what came only through it and is not held for another reason (`held`), and the watch
 * it has from then on: the earliest of its own and of those still merged, or null when the survivor's watch had ended before.
 */
export function unmergeEffect(inForce: readonly MergeInForce[], id: string, held: { readonly units: readonly string[]; readonly items: readonly string[] }): UnmergeEffect {
  const undone = inForce.find((m) => m.id === id)
  const rest = inForce.filter((m) => m.id !== id)
  const own = ownWatchOf(inForce)
  const others = rest.flatMap((m) => (m.watch === null ? [] : [m.watch]))
  return {
    watch: own === null || !undone?.ownWatch ? null : earliestWatch(own, ...others),
    units: missing(undone?.units ?? [], [...rest.flatMap((m) => m.units), ...held.units]), items: missing(undone?.items ?? [], [...rest.flatMap((m) => m.items), ...held.items]),
  }
}

/** Whether undoing needs somebody who may reopen: what the survivor's customer was told at its end counted both. */
export function needsLead(survivor: Status): boolean {
  return !isOpen(survivor)
}

function ownWatchOf(inForce: readonly MergeInForce[]): Watch | null {
  return inForce.find((m) => m.ownWatch !== null)?.ownWatch ?? null
}

function missing(of: readonly string[], from: readonly string[]): string[] {
  return [...new Set(of)].filter((each) => !from.includes(each))
}

function shared(of: readonly string[], among: readonly string[]): string[] {
  return [...new Set(of)].filter((each) => among.includes(each))
}
