// The judge's desk: what is to be judged, what waits for units, contests and arbitrations; the list at the left, the case at the right; the place stands in the address.
import { Navigate, NavLink, useNavigate, useParams } from 'react-router'
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

function Lines({ show, chosen }: { show: Show; chosen: string | undefined }) {
  const list = usePages(listLiability, { query: { show, limit: 30 } })
  if (list.isPending) return <Skeleton rows={6} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  if (items.length === 0) return <Empty icon="check" title={t(`console.liability.none.${show}`)} hint={t('console.liability.none_hint')} />
  return (
    <>
      <ul className="judge-list">{items.map((item) => <li key={item.id}><Line item={item} show={show} chosen={item.id === chosen} /></li>)}</ul>
      {list.hasNextPage ? <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button> : null}
    </>
  )
}

function useCounts(show: Show): Page['counts'] | undefined {
  return usePages(listLiability, { query: { show, limit: 30 } }).data?.pages.map((page) => (page as Page).counts)[0]
}

/** Shows the page. A case opened by itself (`case`) stands beside the list of what is to be judged. */
export default function LiabilityPage() {
  const { show: given = 'to_judge', id } = useParams()
  const navigate = useNavigate()
  const show = deskStates.find((each) => each === given)
  const counts = useCounts(show ?? 'to_judge')
  if (show === undefined && given !== 'case') return <Navigate to="/liability/to_judge" replace />
  const count = (n: number | undefined): string => (n === undefined || n === 0 ? '' : ` ${n >= 100 ? '99+' : n}`)
  return (
    <div className="railed">
      <Rail title={t('console.liability.desk')} groups={[{ name: t('console.liability.desk'), items: deskStates.map((each) => ({ to: `/liability/${each}`, words: `${t(`console.liability.show.${each}`)}${each === 'final' ? '' : count(counts?.[each])}` })) }]} />
      <div className={`judge-desk${id === undefined ? '' : ' has-chosen'}`}>
        <section className="judge-side" aria-labelledby="desk-title">
          <h1 id="desk-title">{t(`console.liability.show.${show ?? 'to_judge'}`)}</h1>
          <Lines key={show ?? 'to_judge'} show={show ?? 'to_judge'} chosen={id} />
        </section>
        <section className="judge-main">
          {id === undefined ? <p className="state hint">{t('console.liability.choose')}</p>
            : <><button type="button" className="text-button judge-back" onClick={() => void navigate(`/liability/${show ?? 'to_judge'}`)}><Icon name="left" size={14} />{t('console.liability.back')}</button><DeskCase key={id} id={id} /></>}
        </section>
      </div>
    </div>
  )
}
