// A house that lives the lives with the engine's own functions, row by row as the server keeps them: what happens changes rows, nothing is looked up in history.
import type { Calendar } from '../../src/domain/sla/calendar.ts'
import { canPause, clockState, nextDue, openClock } from '../../src/domain/sla/clocks.ts'
import type { ClockTimes, OpenedClock } from '../../src/domain/sla/clocks.ts'
import type { ClockKind } from '../../src/domain/sla/kinds.ts'
import { decideSteps, placeSteps } from '../../src/domain/sla/ladders.ts'
import type { LadderStep } from '../../src/domain/sla/ladders.ts'
import { endedSpans, standBy } from '../../src/domain/sla/pause-ledger.ts'
import type { LedgerEntry } from '../../src/domain/sla/pause-rules.ts'
import { statutoryRule } from '../../src/domain/sla/profiles.ts'
import type { ClockRule } from '../../src/domain/sla/profiles.ts'
import { asStored, countsAlike, isMoved, recount } from '../../src/domain/sla/recount.ts'
import { earliestWatch } from '../../src/domain/sla/statutory.ts'
import type { WorkingTime } from '../../src/domain/sla/working-time.ts'
import { rungs } from './oracle.ts'
import type { SaidCase, ToldStep } from './oracle.ts'
import { recomputedAt } from './script.ts'
import type { Happening, Life, Limit, Limits } from './script.ts'

type Row = OpenedClock & ClockTimes & { rule: ClockRule }
export type Times = Readonly<Record<'old' | 'next', WorkingTime>>

const order: readonly ClockKind[] = ['first_contact', 'outlet_reply', 'decision', 'statutory_watch', 'promise']
const pausedKinds: readonly ClockKind[] = ['decision', 'first_contact']
const ladder: readonly LadderStep[] = rungs.map(({ code, hours }) => ({ code, at: hours === 0 ? 'due' : hours < 0 ? { before: { value: -hours, unit: 'hour' } } : { after: { value: hours, unit: 'hour' } }, to: ['owner'], via: ['in_app'] }))

function ruleOf(kind: ClockKind, limit: Limit | null): ClockRule {
  return { ...statutoryRule, kind, budget: limit === null ? null : { value: limit.value, unit: limit.unit }, roll: limit?.roll ?? 'none', statutory: false, pausable: limit?.pausable ?? false }
}

/** A case in such a house. */
export class HouseCase {
  rows: Row[] = []
  ledger: LedgerEntry[] = []
  limits: Limits
  readonly told = new Map<string, ToldStep[]>()
  readonly #life: Life
  readonly #times: Times
  #time: WorkingTime

  constructor(life: Life, times: Times, isNew: boolean) {
    this.#life = life
    this.#times = times
    this.#time = isNew ? times.next : times.old
    this.limits = life.receivedAt > recomputedAt ? life.newLimits : life.limits
    this.#open('first_contact', life.receivedAt, this.limits.first_contact)
    this.#open('decision', life.receivedAt, this.limits.decision)
    this.rows.push(this.#watch(life.receivedAt, this.#time))
  }

  take(h: Happening): void {
    switch (h.what) {
      case 'contact': return this.#stop(['first_contact'], h.at)
      case 'keep_promise': return this.#stop(['promise'], h.at)
      case 'answer_unit': return this.#stop(['outlet_reply'], h.at)
      case 'decide': return this.#stop(['first_contact', 'decision', 'statutory_watch'], h.at)
      case 'close': return this.#cancelRest(h.at)
      case 'merge_away': this.#stop(['statutory_watch'], h.at); return this.#cancelRest(h.at)
      case 'reopen': return this.#open('decision', h.at, this.limits.decision)
      case 'promise': return this.#open('promise', h.at, null, h.dueAt)
      case 'ask_unit': return this.#open('outlet_reply', h.at, null, h.dueAt)
      case 'pause': return this.#enter({ id: String(h.id), code: 'waiting_customer', state: 'counted', kinds: pausedKinds, from: h.from, until: Infinity, to: null })
      case 'late_pause': return h.from < h.to ? this.#enter({ id: String(h.id), code: 'waiting_customer', state: 'counted', kinds: pausedKinds, from: h.from, until: h.to, to: h.to }) : undefined
      case 'resume': return this.#enter({ ...this.ledger.find((e) => e.id === String(h.id))!, to: h.at })
      case 'merge_in': return this.#mergeIn(h.receivedAt, h.at)
      case 'import_calendar': return this.#learn()
      case 'recompute': return this.#recompute()
      case 'sweep': return this.#sweep(h.at)
      case 'probe': return undefined
    }
  }

  says(now: number): SaidCase {
    const rows = this.rows.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.epoch - b.epoch)
    const next = nextDue(rows, now)
    return { clocks: rows.map((r) => ({ kind: r.kind, epoch: r.epoch, dueAt: r.dueAt, rolledDueAt: r.rolledDueAt, provisional: r.provisional, state: clockState(r, now) })), next: next === null ? null : `${next.kind} ${next.epoch}` }
  }

  #open(kind: ClockKind, at: number, limit: Limit | null, agreedDueAt?: number): void {
    const epoch = this.rows.filter((r) => r.kind === kind).length + 1
    const rule = ruleOf(kind, limit)
    this.rows.push(this.#stand({ ...openClock(rule, at, this.#time, { epoch, ...(agreedDueAt === undefined ? {} : { agreedDueAt }) }), metAt: null, cancelledAt: null, pausedAt: null, rule }))
  }

  #watch(receivedAt: number, time: WorkingTime): Row {
    return { ...openClock(statutoryRule, receivedAt, time), metAt: null, cancelledAt: null, pausedAt: null, rule: statutoryRule }
  }

  #stop(kinds: readonly ClockKind[], at: number): void {
    this.rows = this.rows.map((r) => (kinds.includes(r.kind) && isRunning(r) ? { ...r, metAt: at, pausedAt: null } : r))
  }

  #cancelRest(at: number): void {
    this.rows = this.rows.map((r) => (r.kind !== 'statutory_watch' && isRunning(r) ? { ...r, cancelledAt: at, pausedAt: null } : r))
  }

  #enter(entry: LedgerEntry): void {
    this.ledger = [...this.ledger.filter((e) => e.id !== entry.id), entry]
    this.rows = this.rows.map((r) => this.#stand(r))
  }

  #stand(r: Row): Row {
    return isRunning(r) ? { ...r, ...standBy(this.ledger, r.rule, r, this.#timeOf(r)) } : r
  }

  #mergeIn(receivedAt: number, at: number): void {
    // the other case was received and counted on its own day, and learnt what was learnt since
    const isNew = receivedAt > this.#life.receivedAt ? this.#time === this.#times.next : false
    const theirs = this.#relearnt(this.#watch(receivedAt, isNew ? this.#time : this.#timeAt(receivedAt)), at)
    this.rows = this.rows.map((r) => {
      if (r.kind !== 'statutory_watch' || !isRunning(r)) return r
      const kept = earliestWatch<Row>(r, theirs)
      return { ...r, openedAt: kept.openedAt, dueAt: kept.dueAt, strictDueAt: kept.strictDueAt, rolledDueAt: kept.rolledDueAt }
    })
  }

  #timeAt(at: number): WorkingTime {
    return this.#times[at > this.#importedAt ? 'next' : 'old']
  }

  #importedAt = Infinity
  importsAt(at: number): this {
    this.#importedAt = at
    return this
  }

  #relearnt(row: Row, now: number): Row {
    return now > this.#importedAt && row.provisional ? { ...row, ...this.#recounted(row, row.rule, this.#times.next) } : row
  }

  #learn(): void {
    this.#time = this.#times.next
    this.rows = this.rows.map((r) => (isRunning(r) && r.provisional ? { ...r, ...this.#recounted(r, r.rule, this.#times.next) } : r))
  }

  #recompute(): void {
    if (!this.rows.some(isRunning) || this.limits === this.#life.newLimits) return
    this.limits = this.#life.newLimits
    this.rows = this.rows.map((r) => {
      if (!isRunning(r) || (r.kind !== 'decision' && r.kind !== 'first_contact')) return r
      const rule = ruleOf(r.kind, this.limits[r.kind])
      if (countsAlike(rule, r.rule)) return r
      const moved = { ...r, ...this.#recounted(r, rule, this.#timeOf(r)), rule }
      return { ...moved, pausedAt: canPause(rule) ? standBy(this.ledger, rule, moved, this.#timeOf(r)).pausedAt : null }
    })
  }

  #recounted(r: Row, rule: ClockRule, time: WorkingTime): Partial<Row> {
    const spans = endedSpans(this.ledger, r.kind).filter((s) => s.to > r.openedAt)
    const stored = asStored({ ...r, stoppedAt: null }, { rule: r.rule, time: this.#timeOf(r) }, spans)
    const after = recount(stored, rule, time, spans)
    return isMoved(stored, after) ? { ...after, calendarVersion: time.calendar.version } : {}
  }

  #timeOf(r: Row): WorkingTime {
    return r.calendarVersion === this.#times.next.calendar.version ? this.#times.next : this.#times.old
  }

  #sweep(at: number): void {
    for (const r of this.rows) {
      if (!isRunning(r) || r.pausedAt !== null) continue
      const key = `${r.kind} ${r.epoch}`
      const known = this.told.get(key) ?? []
      const { now } = decideSteps(placeSteps(ladder, r, this.#timeOf(r)), r, known, at, () => null)
      this.told.set(key, [...known, ...now.map(({ placed, state }) => ({ step: placed.step.code, dueAt: r.dueAt, tell: state === 'tell' }))])
    }
  }
}

function isRunning(r: Row): boolean {
  return r.metAt === null && r.cancelledAt === null
}

/** A calendar as the engine wants it, from what the oracle was told. */
export function calendarOf(version: string, almanac: { readonly off: ReadonlySet<string>; readonly work: ReadonlySet<string>; readonly until: string; readonly openMinutes: readonly (readonly [number, number])[] }): Calendar {
  const hours = almanac.openMinutes.map(([from, to]) => ({ from, to }))
  const overrides = [...[...almanac.off].map((on) => ({ on, day: 'off' as const, hours: [], name: 'spring_festival', notice: 'N' })), ...[...almanac.work].map((on) => ({ on, day: 'work' as const, hours, name: 'spring_festival', notice: 'N' }))]
  return { version, zoneOffsetMinutes: 480, weekly: [hours, hours, hours, hours, hours, [], []], overrides: overrides.sort((a, b) => (a.on < b.on ? -1 : 1)), coverageUntil: almanac.until }
}
