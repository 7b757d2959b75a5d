// How cases keep to their process templates: shares by template and unit, the commonest ways out, the cases behind each number, the templates themselves.
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { Link, useSearchParams } from 'react-router'
import { getConformance, listDeviating, listProcesses } from '../../contract/processes.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { Verdict } from '../../domain/complaints/conformance.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Panel } from '../kit/Panel.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { nameTab } from '../kit/title.ts'
import { useApi, usePages } from '../kit/use-api.ts'
import { label, t, useWords } from '../kit/words.ts'
import { actorOf, deviationWords, limitWords, own } from './process-words.ts'
import '../kit/form.css'
import './process.css'

type Numbers = ReplyOf<typeof getConformance>
type Tally = Pick<Numbers['templates'][number], 'conforms' | 'deviates' | 'running' | 'exempt'>
/** As a reader weighs them. */
const verdicts: readonly Verdict[] = ['conforms', 'deviates', 'running', 'exempt']
const spans = [7, 30, 90, 365] as const
const filters = ['template', 'unit', 'verdict', 'deviation'] as const
type Filter = Partial<Record<(typeof filters)[number], string>>

function Share({ of }: { of: Tally }) {
  const weighed = of.conforms + of.deviates
  if (weighed === 0) return <span className="hint">—</span>
  const share = of.conforms / weighed
  return <span className="share"><span className="meter" aria-hidden="true"><span style={{ width: `${share * 100}%` }} /></span><span className="num">{Math.floor(share * 100)}%</span></span>
}

function Table({ head, rows, onPick }: { head: string; rows: readonly { key: string; name: ReactNode; tally: Tally; filter: Filter }[]; onPick: (filter: Filter) => void }) {
  return (
    <div className="table-wrap">
      <table className="plain">
        <thead><tr><th scope="col">{head}</th><th scope="col">{t('console.process.share')}</th>{verdicts.map((verdict) => <th key={verdict} scope="col" className="num">{t(`console.process.verdict_${verdict}`)}</th>)}</tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.key}><th scope="row">{row.name}</th><td><Share of={row.tally} /></td>
            {verdicts.map((verdict) => <td key={verdict} className="num"><span className="hint on-phone">{t(`console.process.verdict_${verdict}`)} </span>{row.tally[verdict] === 0 ? <span className="hint">0</span> : <button type="button" className="text-button" onClick={() => onPick({ ...row.filter, verdict })}>{row.tally[verdict]}</button>}</td>)}
          </tr>
        ))}</tbody>
      </table>
    </div>
  )
}

function Ways({ numbers, onPick }: { numbers: Numbers; onPick: (filter: Filter) => void }) {
  const most = Math.max(1, ...numbers.deviations.map((d) => d.count))
  const names = new Map(numbers.templates.map((each) => [each.template, own(each.words)]))
  if (numbers.deviations.length === 0) return <p className="hint process-none">{t('console.process.no_deviation')}</p>
  return (
    <ul className="meters">{numbers.deviations.map((d) => (
      <li key={`${d.template}${d.kind}${d.step}`}>
        <button type="button" className="meter-row ghost" onClick={() => onPick({ template: d.template, deviation: `${d.kind}:${d.step}` })}>
          <span>{deviationWords(d)}<span className="hint"> {names.get(d.template) ?? d.template}</span></span><span className="meter" aria-hidden="true"><span style={{ width: `${(d.count / most) * 100}%` }} /></span><span className="num">{d.count}</span>
        </button>
      </li>
    ))}</ul>
  )
}

const tones: Readonly<Record<Verdict, 'good' | 'info' | 'plain'>> = { conforms: 'good', deviates: 'info', running: 'plain', exempt: 'plain' }

function Cases({ days, filter, names }: { days: number; filter: Filter; names: ReadonlyMap<string, string> }) {
  const pages = usePages(listDeviating, { query: { days, limit: 20, ...filter } as never })
  if (pages.isPending) return <Skeleton rows={4} />
  if (pages.isError) return <ErrorState error={pages.error} retry={() => void pages.refetch()} />
  if (pages.items === undefined || pages.items.length === 0) return <p className="hint process-none">{t('console.process.no_cases')}</p>
  return (
    <>
      <ul className="process-cases">{pages.items.map((each) => (
        <li key={each.id}>
          <Link to={`/queue/${each.id}`}>{each.keyword}</Link><span className="hint"><Moment at={each.endedAt} /></span>
          <span className="chips"><Tag tone={tones[each.verdict]}>{t(`console.process.verdict_${each.verdict}`)}</Tag><Tag tone="outline">{names.get(each.template) ?? each.template}</Tag>{each.deviations.map((d) => <span key={`${d.kind}${d.step}`} className="hint">{deviationWords(d)}</span>)}</span>
        </li>
      ))}</ul>
      {pages.hasNextPage ? <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('console.process.more')}</Button> : null}
    </>
  )
}

function Templates({ all }: { all: ReplyOf<typeof listProcesses> }) {
  return all.items.map((each) => (
    <details key={each.code} className="template">
      <summary><strong>{own(each.words)}</strong><span className="hint num">{t('console.process.steps', { n: each.steps.length })}</span>{each.code === all.default ? <Tag tone="brand">{t('console.process.default')}</Tag> : null}
        {all.choices.filter((choice) => choice.template === each.code).map((choice) => <Tag key={choice.unit} tone="outline" icon="outlet">{choice.unitName ?? choice.unit}</Tag>)}
      </summary>
      <p className="hint">{each.source}</p>
      <ol className="template-steps">{each.steps.map((step) => (
        <li key={step.code}><strong>{own(step.words)}</strong> <span className="quiet">{actorOf(step)}</span>{step.limit === null ? null : <span className="hint"> · {limitWords(step.limit)}</span>}{step.required ? null : <span className="hint"> · {t('console.process.optional')}</span>}{step.holds.length === 0 ? null : <span className="hint"> · {t('console.process.holds', { action: label('action', step.holds[0] ?? '') })}</span>}</li>
      ))}</ol>
    </details>
  ))
}

/** The page; span and filters live in the address. */
export default function ProcessesPage() {
  useWords()
  const [search, setSearch] = useSearchParams()
  const days = spans.find((each) => String(each) === search.get('days')) ?? 30
  const filter: Filter = Object.fromEntries(filters.flatMap((name) => { const value = search.get(name); return value === null ? [] : [[name, value]] }))
  const numbers = useApi(getConformance, { query: { days } }, { keep: true })
  const templates = useApi(listProcesses, {})
  const title = t('console.process.page')
  useEffect(() => nameTab(title), [title])
  const pick = (next: Filter) => { setSearch({ days: String(days), ...next }); document.getElementById('process-cases')?.scrollIntoView({ block: 'start' }) }
  if (numbers.isPending) return <Skeleton rows={8} />
  if (numbers.isError) return <ErrorState error={numbers.error} retry={() => void numbers.refetch()} />
  const { data } = numbers
  const names = new Map([...data.templates.map((each) => [each.template, own(each.words)] as const), ...(templates.data?.items ?? []).map((each) => [each.code, own(each.words)] as const)])
  const units = new Map(data.units.map((each) => [each.unit?.id, each.unit?.name]))
  return (
    <div className="page processes">
      <PageHead title={title} hint={t(data.capped ? 'console.process.of_latest' : 'console.process.of_all', { n: data.counted, days })}>
        <label className="hint">{t('console.process.span')} <select className="input" value={days} onChange={(event) => setSearch({ days: event.target.value, ...filter })}>{spans.map((each) => <option key={each} value={each}>{t('console.process.days', { n: each })}</option>)}</select></label>
      </PageHead>
      {data.counted === 0 ? <Empty icon="history" title={t('console.process.nothing')} hint={t('console.process.nothing_hint')} /> : (
        <>
          <Panel title={t('console.process.by_template')}><Table head={t('console.process.template')} onPick={pick} rows={data.templates.map((each) => ({ key: each.template, name: own(each.words), tally: each, filter: { template: each.template } }))} /></Panel>
          <div className="processes-two">
            <Panel title={t('console.process.ways_out')}><Ways numbers={data} onPick={pick} /></Panel>
            <Panel title={t('console.process.by_unit')}><Table head={t('console.process.unit')} onPick={pick} rows={data.units.slice(0, 30).map((each) => ({ key: `${each.unit?.id ?? ''}${each.template}`, name: <>{each.unit?.name ?? t('console.process.no_unit')} <span className="hint">{names.get(each.template)}</span></>, tally: each, filter: { template: each.template, ...(each.unit === null ? {} : { unit: each.unit.id }) } }))} /></Panel>
          </div>
          <div id="process-cases">
            <Panel title={t('console.process.cases')}>
              <p className="process-filter">{filters.map((name) => { const value = filter[name]; if (value === undefined) return null
                const said = name === 'template' ? names.get(value) : name === 'unit' ? units.get(value) : name === 'verdict' ? t(`console.process.verdict_${value}`) : t(`console.process.deviation_${value.split(':')[0] ?? ''}`, { step: own(templates.data?.items.find((each) => each.code === filter.template)?.steps.find((step) => step.code === value.split(':')[1])?.words ?? { 'zh-CN': value, 'zh-TW': value, en: value }) })
                return <button key={name} type="button" className="text-button" onClick={() => { const { [name]: _, ...rest } = filter; setSearch({ days: String(days), ...rest }) }}>{said ?? value} <Icon name="close" size={12} /></button> })}</p>
              <Cases days={days} filter={filter} names={names} />
            </Panel>
          </div>
        </>
      )}
      <Panel title={t('console.process.templates')} {...(templates.data === undefined ? {} : { count: templates.data.items.length })}>{templates.data === undefined ? <Skeleton rows={4} /> : <Templates all={templates.data} />}</Panel>
    </div>
  )
}
