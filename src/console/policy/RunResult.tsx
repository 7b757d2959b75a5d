// What a run found: sentences first, then the tables behind them, then the cases themselves with before and after.
import { Link } from 'react-router'
import type { PlayedDocument, RunEffect } from '../../contract/policy-runs.ts'
import { Icon } from '../kit/Icon.tsx'
import { useNow } from '../kit/clock.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { t } from '../kit/words.ts'
import { averageShift, count, effectWords, of, reasonName, share, titleOf, valueOf, yuan } from './run-words.ts'
import type { Run } from './run-words.ts'

const toneOf: Partial<Record<RunEffect, Tone>> = { becomes_overdue: 'overdue', ceases_overdue: 'good', rises: 'soon', more_levels: 'soon', more_steps: 'soon' }
const shownGroups = 12

/** Shows the result; `document` decides which sentences there are to say. A preview of open clocks has none of its own: nothing of it has ended. */
export function RunResult({ run, document }: { run: Run; document: PlayedDocument | null }) {
  const moved = of(run.counts, 'moved')
  return (
    <div className="run-result">
      <ul className="run-said">
        <li><strong>{moved === 0 ? t('console.policyRuns.none_moves', { cases: count(run.looked) }) : t('console.policyRuns.some_move', { cases: count(run.looked), n: count(moved) })}</strong>{moved === 0 ? null : <span> {effectWords(run.counts)}</span>}</li>
        {sentences(run, document).map((each) => <li key={each}>{each}</li>)}
      </ul>
      {moved === 0 ? null : <>
        <Groups run={run} by="clock" /><Groups run={run} by="change" /><Groups run={run} by="reason" /><Groups run={run} by="unit" />
        <Samples run={run} />
      </>}
    </div>
  )
}

function sentences({ counts }: Run, document: PlayedDocument | null): string[] {
  const told: string[] = []
  if (of(counts, 'timed_before') + of(counts, 'timed_after') > 0 && document === 'sla') told.push(t('console.policyRuns.on_time', { before: share(of(counts, 'on_time_before'), of(counts, 'timed_before')), after: share(of(counts, 'on_time_after'), of(counts, 'timed_after')) }))
  if (of(counts, 'kpi_48h') > 0 && document === 'sla') told.push(t('console.policyRuns.kpi', { share: share(of(counts, 'kpi_48h_met'), of(counts, 'kpi_48h')), n: count(of(counts, 'kpi_48h')) }))
  if (of(counts, 'repinned') > 0) told.push(t('console.policyRuns.repinned', { n: count(of(counts, 'repinned')) }))
  if (document === 'approval') told.push(t('console.policyRuns.plans', { plans: count(of(counts, 'plans')), money: yuan(of(counts, 'plans_minor')), before: count(of(counts, 'approvals_before')), after: count(of(counts, 'approvals_after')) }))
  for (const effect of ['more_levels', 'fewer_levels']) if (of(counts, `plans_${effect}`) > 0) told.push(t(`console.policyRuns.plans_${effect}`, { n: count(of(counts, `plans_${effect}`)), money: yuan(of(counts, `${effect}_minor`)) }))
  if (document === 'ladders') told.push(t('console.policyRuns.steps', { before: count(of(counts, 'steps_before')), after: count(of(counts, 'steps_after')), smsBefore: count(of(counts, 'sms_before')), smsAfter: count(of(counts, 'sms_after')) }))
  return told
}

type Column = { readonly name: string; readonly of: (counts: Readonly<Record<string, number>>) => string; readonly there: (counts: Readonly<Record<string, number>>) => boolean }
const columns: readonly Column[] = [
  { name: 'moved', of: (c) => count(of(c, 'moved')), there: () => true },
  ...(['becomes_overdue', 'ceases_overdue', 'rises', 'falls', 'other_class', 'more_levels', 'fewer_levels', 'steps_before', 'steps_after'] as const).map((name): Column => ({ name, of: (c) => (of(c, name) === 0 ? '' : count(of(c, name))), there: (c) => of(c, name) > 0 })),
  { name: 'money', of: (c) => yuan(of(c, 'minor')), there: (c) => c['minor'] !== undefined },
  { name: 'average', of: averageShift, there: (c) => c['moved_minutes'] !== undefined },
]

function Groups({ run, by }: { run: Run; by: 'clock' | 'unit' | 'reason' | 'change' }) {
  const groups = run.groups.filter((g) => g.by === by && of(g.counts, 'moved') > 0).toSorted((a, b) => of(b.counts, 'becomes_overdue') - of(a.counts, 'becomes_overdue') || of(b.counts, 'moved') - of(a.counts, 'moved'))
  if (groups.length === 0) return null
  const used = columns.filter((c) => groups.some((g) => c.there(g.counts)))
  return (
    <details className="run-group" open={by === 'clock' || by === 'change'}>
      <summary><Icon name="right" size={12} />{t(`console.policyRuns.by_${by}`)} <span className="hint num">{groups.length}</span></summary>
      <div className="table-wrap"><table className="plain"><thead><tr><th scope="col">{t(`console.policyRuns.of_${by}`)}</th>{used.map((c) => <th key={c.name} scope="col">{t(`console.policyRuns.column.${c.name}`)}</th>)}</tr></thead>
        <tbody>{groups.slice(0, shownGroups).map((g) => <tr key={g.key}><th scope="row">{groupName(g)}</th>{used.map((c) => <td key={c.name} className="num" data-name={t(`console.policyRuns.column.${c.name}`)}>{c.of(g.counts)}</td>)}</tr>)}</tbody></table></div>
      {groups.length > shownGroups ? <p className="hint">{t('console.policyRuns.more_groups', { n: groups.length - shownGroups })}</p> : null}
    </details>
  )
}

function groupName({ by, key, name }: Run['groups'][number]): string {
  if (key === '*') return t('console.policyRuns.others')
  if (by === 'clock') return t(`clocks.kind.${key}`)
  if (by === 'unit') return name ?? key
  if (by === 'reason') return key === '-' ? t('console.policyRuns.no_reason') : reasonName(key)
  return key.split('>').map((each) => (each === '-' ? t('console.policyRuns.nothing') : valueOf(each, 0))).join(' → ')
}

function Samples({ run }: { run: Run }) {
  const now = useNow(60_000)
  if (run.samples.length === 0) return null
  return (
    <section className="run-samples">
      <h3>{t('console.policyRuns.samples')} <span className="hint num">{run.samples.length === of(run.counts, 'moved') ? count(run.samples.length) : t('console.policyRuns.samples_of', { n: count(run.samples.length), all: count(of(run.counts, 'moved')) })}</span></h3>
      <div className="table-wrap run-scroll"><table className="plain"><thead><tr>{['case', 'effect', 'before', 'after'].map((each) => <th key={each} scope="col">{t(`console.policyRuns.column.${each}`)}</th>)}</tr></thead>
        <tbody>{run.samples.map((s) => (
          <tr key={s.id}>
            <td><Link to={`/queue/${s.id}`}>{s.keyword}</Link> <span className="hint mono">{spokenNo(s.complaintNo)}</span></td>
            <td><Tag {...(toneOf[s.effect] === undefined ? {} : { tone: toneOf[s.effect] })} {...(s.effect === 'becomes_overdue' ? { icon: 'alarm' as const } : {})}>{t(`console.policyRuns.effect.${s.effect}`)}</Tag>{s.clock === null ? null : <span className="hint"> {t(`clocks.kind.${s.clock}`)}</span>}</td>
            <td className="num" title={titleOf(s.before)} data-name={t('console.policyRuns.column.before')}>{valueOf(s.before, now)}</td><td className="num" title={titleOf(s.after)} data-name={t('console.policyRuns.column.after')}><strong>{valueOf(s.after, now)}</strong></td>
          </tr>
        ))}</tbody></table></div>
    </section>
  )
}
