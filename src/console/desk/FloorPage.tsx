// The floor now, for who leads it: who is there and on what, what waits, what breaches within the hour, what nobody can do in time.
import { useEffect } from 'react'
import { Link } from 'react-router'
import { getFloor } from '../../contract/duty.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Panel } from '../kit/Panel.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { nameTab } from '../kit/title.ts'
import { useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { sayRouting } from '../complaints/routing-words.ts'
import { WarningMeasure } from '../sla/WarningMeasure.tsx'
import './floor.css'

type Floor = ReplyOf<typeof getFloor>
type Person = Floor['people'][number]

const many = (n: number, cap: number): string => (n >= cap ? `${cap}+` : String(n))

function Figure({ title, count, cap, to, hot = false }: { title: string; count: number; cap: number; to: string; hot?: boolean }) {
  return <Link to={to} className={`figure${hot && count > 0 ? ' is-hot' : ''}`}><span className="hint">{title}</span><strong className="num">{many(count, cap)}</strong></Link>
}

function Bars({ rows, to, words }: { rows: readonly { key: string | null; count: number }[]; to: (key: string | null) => string | undefined; words: (key: string | null) => string }) {
  const most = Math.max(1, ...rows.map((row) => row.count))
  if (rows.length === 0) return <p className="hint floor-none">{t('console.floor.none')}</p>
  return (
    <ul className="meters">
      {rows.slice(0, 12).map((row) => {
        const address = to(row.key)
        const inner = <><span>{words(row.key)}</span><span className="meter" aria-hidden="true"><span style={{ width: `${(row.count / most) * 100}%` }} /></span><span className="num">{row.count}</span></>
        return <li key={row.key ?? ''}>{address === undefined ? <span className="meter-row">{inner}</span> : <Link className="meter-row" to={address}>{inner}</Link>}</li>
      })}
    </ul>
  )
}

/** A skill's cases as a filter of the queue; languages and key customers have none. */
function skillAddress(skill: string): string | undefined {
  const [kind, code] = skill.split(':')
  if (kind === 'reason') return `/queue?view=soon&reason=${code ?? ''}&due_within=1`
  return kind === 'regulator' ? '/queue?view=soon&flag=regulator_appeal' : undefined
}

function skillWords(skill: string): string {
  const [kind, code = ''] = skill.split(':')
  return kind === 'reason' ? reasonLabel(code) : kind === 'language' ? label('language', code) : t(`console.duty.skill_${kind ?? ''}`)
}

function PersonRow({ each }: { each: Person }) {
  const full = each.capacity > 0 && each.open >= each.capacity
  return (
    <tr className={each.present ? '' : 'is-away'}>
      <th scope="row"><Link to={`/queue?view=open&owner=${each.person.id}`}>{each.person.name}</Link><span className="hint"> {each.unit.name}</span></th>
      <td><Tag tone={each.absent ? 'outline' : each.state === 'online' ? 'good' : 'plain'}>{each.absent ? t('console.floor.absent') : label('dutyState', each.state)}</Tag></td>
      <td className="num">{each.shiftEndsAt === null ? <span className="hint">{t('console.floor.off_shift')}</span> : <span className="hint">{t('console.floor.until')} <Moment at={each.shiftEndsAt} /></span>}</td>
      <td className={each.on === null ? 'is-empty' : ''}>{each.on === null ? <span className="hint">—</span> : <Link to={`/queue/${each.on.id}`}>{each.on.keyword} <span className="hint">{label('presenceAct', each.on.doing)}</span></Link>}</td>
      <td className="num"><span className={full ? 'floor-full' : ''}>{each.open}</span><span className="hint"> / {each.capacity}</span></td>
      <td className={each.overdue > 0 ? 'num' : 'num is-empty'}>{each.overdue > 0 ? <Link className="floor-late" to={`/queue?view=overdue&owner=${each.person.id}`}><Icon name="alarm" size={14} />{each.overdue}</Link> : <span className="hint">0</span>}</td>
    </tr>
  )
}

function People({ people }: { people: readonly Person[] }) {
  if (people.length === 0) return <Empty icon="person" title={t('console.floor.nobody')} hint={t('console.floor.nobody_hint')} />
  const there = people.toSorted((a, b) => Number(b.present) - Number(a.present) || Number(b.onShift) - Number(a.onShift) || b.overdue - a.overdue)
  return (
    <div className="table-wrap">
      <table className="plain floor-people">
        <thead><tr>{['person', 'state', 'shift', 'on', 'load', 'late'].map((name) => <th key={name} scope="col">{t(`console.floor.${name}`)}</th>)}</tr></thead>
        <tbody>{there.map((each) => <PersonRow key={each.person.id} each={each} />)}</tbody>
      </table>
    </div>
  )
}

function Stranded({ items }: { items: Floor['stranded'] }) {
  if (items.length === 0) return null
  return (
    <Panel title={t('console.floor.stranded')} count={items.length}>
      <ul className="stranded">
        {items.map(({ case: row, because }) => (
          <li key={row.id}><Link to={`/queue/${row.id}`}>{row.keyword}</Link>{row.nextDue === null ? null : <Countdown dueAt={row.nextDue.dueAt} provisional={row.nextDue.provisional} />}<span className="hint">{row.owner?.name} · {sayRouting([because])}</span></li>
        ))}
      </ul>
    </Panel>
  )
}

/** Shows the page; it follows the live stream and asks again every five seconds. */
export default function FloorPage() {
  const floor = useApi(getFloor, {}, { staleTime: 1000, refetchInterval: 5000 })
  useEffect(() => nameTab(t('console.nav.floor')), [])
  if (floor.isPending) return <div className="page"><Skeleton rows={10} /></div>
  if (floor.isError) return <div className="page"><ErrorState error={floor.error} retry={() => void floor.refetch()} /></div>
  const { data } = floor
  const there = data.people.filter((each) => each.present).length
  return (
    <div className="page">
      <div className="page-inner floor">
        <PageHead title={t('console.nav.floor')} hint={t('console.floor.there', { there, all: data.people.length })} />
        <section className="figures" aria-label={t('console.floor.waiting')}>
          <Figure title={t('console.floor.overdue')} count={data.overdue} cap={data.cap} to="/queue?view=overdue" hot />
          <Figure title={t('console.floor.breaching')} count={data.breaching} cap={data.cap} to="/queue?view=soon&due_within=1" />
          <Figure title={t('console.floor.unowned')} count={data.unowned} cap={data.cap} to="/queue?view=unowned" />
          {data.oldest === null ? null : <Link to={`/queue/${data.oldest.id}`} className="figure is-wide"><span className="hint">{t('console.floor.oldest')}</span><span>{data.oldest.keyword}</span><span className="hint"><Moment at={data.oldest.receivedAt} distance begins /></span></Link>}
        </section>
        <div className="floor-grid">
          <section className="card"><Panel title={t('console.floor.people')} count={data.people.length}><People people={data.people} /></Panel></section>
          <aside className="card floor-side">
            <Stranded items={data.stranded} />
            <Panel title={t('console.floor.by_skill')}><Bars rows={data.breachingBySkill.map((row) => ({ key: row.skill, count: row.count }))} to={(key) => skillAddress(key ?? '')} words={(key) => skillWords(key ?? '')} /></Panel>
            <Panel title={t('console.floor.by_reason')}><Bars rows={data.unownedByReason.map((row) => ({ key: row.reason, count: row.count }))} to={(key) => (key === null ? undefined : `/queue?view=unowned&reason=${key}`)} words={(key) => (key === null ? t('console.floor.no_reason') : reasonLabel(key))} /></Panel>
            <WarningMeasure />
          </aside>
        </div>
      </div>
    </div>
  )
}
