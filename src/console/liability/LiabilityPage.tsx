// The judge's desk: what is to be judged, what waits for units, contests and arbitrations; the list at the left, the case at the right; the place stands in the address.
import { Link, Navigate, NavLink, useNavigate, useParams } from 'react-router'
import { deskStates, listLiability } from '../../contract/liability.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { Button } from '../kit/Button.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Money } from '../kit/Money.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Rail } from '../kit/Rail.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { usePages } from '../kit/use-api.ts'
import { hasWords, label, t } from '../kit/words.ts'
import { DeskCase } from './DeskCase.tsx'
import '../kit/form.css'
import './liability.css'

type Show = (typeof deskStates)[number]
type Page = ReplyOf<typeof listLiability>
type Item = Page['items'][number]

function Line({ item, show, chosen }: { item: Item; show: Show; chosen: boolean }) {
  const { asked, given, silent } = item.statements
  return (
    <NavLink to={`/liability/${show}/${item.id}`} aria-current={chosen ? 'true' : undefined}>
      <span className="judge-line"><strong>{reasonLabel(item.reasonCode ?? 'other')}</strong>{item.dueAt === null ? <Moment at={item.openedAt} /> : <Countdown dueAt={item.dueAt} what={item.dueKind === null ? '' : t(`console.liability.due.${item.dueKind}`)} />}</span>
      <span className="hint"><span className="mono">{spokenNo(item.complaintNo)}</span> {item.keyword}</span>
      <span className="judge-line"><span className="hint">{item.shares.slice(0, 3).map((s) => `${hasWords(`codes.bearer.${s.name}`) ? label('bearer', s.name) : s.name} ${s.percent}%`).join('，')}</span>{item.amount.minor > 0 ? <Money value={item.amount} /> : null}</span>
      <span className="judge-line"><span>{asked === 0 ? null : <Tag tone={given + silent < asked ? 'soon' : 'plain'}>{t('console.liability.heard_of', { heard: given + silent, asked })}</Tag>} {silent === 0 ? null : <Tag tone="overdue">{t('console.liability.silent_n', { n: silent })}</Tag>} {item.contests === 0 ? null : <Tag tone="info">{t('console.liability.contests_n', { n: item.contests })}</Tag>} {item.mine && show !== 'final' ? <Tag tone="outline" title={t('console.liability.mine_hint')}>{t('console.liability.mine')}</Tag> : null}</span></span>
    </NavLink>
  )
}

/** What asks for somebody's decision; the other lists wait by themselves. */
const acts: readonly Show[] = ['to_judge', 'contested', 'arbitrating']

const useList = (show: Show) => usePages(listLiability, { query: { show, limit: 30 } })
const numbered = (show: Show, n: number | undefined): string => `${t(`console.liability.show.${show}`)}${n === undefined || n === 0 || show === 'final' ? '' : ` ${n >= 100 ? '99+' : n}`}`

/** Nothing here: what will come, and where somebody is waited for meanwhile. */
function Nothing({ show, counts }: { show: Show; counts: Page['counts'] | undefined }) {
  const waiting = acts.filter((each) => each !== show && (counts?.[each] ?? 0) > 0)
  return <Empty icon="check" title={t(`console.liability.none.${show}`)} hint={t(`console.liability.none_hint.${show}`)} action={waiting.length === 0 ? null : <p className="judged-buttons">{waiting.map((each) => <Link key={each} className="btn" to={`/liability/${each}`}>{numbered(each, counts?.[each])}</Link>)}</p>} />
}

function Lines({ list, show, chosen, counts }: { list: ReturnType<typeof useList>; show: Show; chosen: string | undefined; counts: Page['counts'] | undefined }) {
  if (list.isPending) return <Skeleton rows={6} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  if (items.length === 0) return <Nothing show={show} counts={counts} />
  return (
    <>
      <ul className="judge-list">{items.map((item) => <li key={item.id}><Line item={item} show={show} chosen={item.id === chosen} /></li>)}</ul>
      {list.hasNextPage ? <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button> : null}
    </>
  )
}

/** Shows the page. A case opened by itself (`case`) stands beside the list of what is to be judged. */
export default function LiabilityPage() {
  const { show: given = 'to_judge', id } = useParams()
  const navigate = useNavigate()
  const show = deskStates.find((each) => each === given)
  const shown = show ?? 'to_judge'
  const list = useList(shown)
  const counts = list.data?.pages.map((page) => (page as Page).counts)[0]
  const first = list.items?.[0]
  if (show === undefined && given !== 'case') return <Navigate to="/liability/to_judge" replace />
  return (
    <div className="railed">
      <Rail title={t('console.liability.desk')} groups={[{ name: t('console.liability.desk'), items: deskStates.map((each) => ({ to: `/liability/${each}`, words: numbered(each, counts?.[each]) })) }]} />
      <div className={`judge-desk${id === undefined ? (list.items?.length === 0 ? ' is-empty' : '') : ' has-chosen'}`}>
        <section className="judge-side" aria-labelledby="desk-title">
          <h1 id="desk-title">{t(`console.liability.show.${shown}`)}</h1>
          <Lines key={shown} list={list} show={shown} chosen={id} counts={counts} />
        </section>
        <section className="judge-main">
          {id === undefined ? (first === undefined ? null : <Empty icon="queue" title={t('console.liability.choose.title')} hint={t('console.liability.choose.hint')} action={<Link className="btn is-primary" to={`/liability/${shown}/${first.id}`}>{t(`console.liability.choose.${shown === 'final' ? 'newest' : 'first'}`)}</Link>} />)
            : <><button type="button" className="text-button judge-back" onClick={() => void navigate(`/liability/${shown}`)}><Icon name="left" size={14} />{t('console.liability.back')}</button><DeskCase key={id} id={id} /></>}
        </section>
      </div>
    </div>
  )
}
