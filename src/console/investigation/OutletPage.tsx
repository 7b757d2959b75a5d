// The unit's page, made for a phone in one hand: what must be answered today, soonest first, one question a screen; what was answered; registering a complaint; how the unit does.
import { Button } from '../kit/Button.tsx'
import { NavLink, useParams } from 'react-router'
import { listMyOrders } from '../../contract/investigation.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { holds, useMe } from '../identity/session.ts'
import type { Me } from '../identity/session.ts'
import { Icon } from '../kit/Icon.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { BatchCards } from './BatchCards.tsx'
import { AnsweredCard, OrderCard } from './OrderCard.tsx'
import { OutletScore } from './OutletScore.tsx'
import { RegisterForm } from './RegisterForm.tsx'
import { useOutbox } from './outlet-outbox.ts'
import '../kit/form.css'
import './outlet.css'

type Page = ReplyOf<typeof listMyOrders>

function Lead({ openCount, dueTodayCount }: Page) {
  return <p className="outlet-lead">{dueTodayCount > 0 ? t('console.outlet.today', { n: dueTodayCount }) : t('console.outlet.not_today')}{openCount === dueTodayCount ? null : <span className="hint"> {t('console.outlet.all', { n: openCount })}</span>}</p>
}

function Orders({ state, me }: { state: 'open' | 'answered'; me: Me }) {
  const list = usePages(listMyOrders, { query: { state, limit: 30 } })
  if (list.isPending) return <Skeleton rows={6} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  const first = list.data.pages[0] as Page
  const mayLink = holds(me, 'order:issue') || holds(me, 'complaint:contact')
  return (
    <>
      {first.abnormal === null ? null : <p className="notice is-soon"><Icon name="info" size={14} /><span>{t(`console.outletPage.abnormal.${first.abnormal}`)}</span></p>}
      {items.length === 0 && (state === 'answered' || first.openCount === 0) ? <Empty icon="outlet" title={t(`console.outlet.none_${state}`)} hint={t(`console.outlet.none_${state}_hint`)} /> : null}
      {state === 'open' && first.openCount > 0 ? <Lead {...first} /> : null}
      {state === 'open' ? <BatchCards /> : null}
      {items.map((card) => (state === 'open' ? <OrderCard key={card.id} card={card} by={me.id} mayLink={mayLink} /> : <AnsweredCard key={card.id} card={card} />))}
      {list.hasNextPage ? <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button> : null}
    </>
  )
}

/** Shows the page. */
export default function OutletPage() {
  const { part = 'open' } = useParams()
  const me = useMe().data
  useOutbox(me?.id)
  if (me === null || me === undefined) return null
  const mayRegister = holds(me, 'complaint:register')
  return (
    <div className="page outlet">
      <div className="outlet-inner">
        <nav className="outlet-tabs" aria-label={t('console.outlet.title')}>
          <NavLink to="/outlet" end><Icon name="clock" />{t('console.outlet.open_tab')}</NavLink>
          <NavLink to="/outlet/answered"><Icon name="check" />{t('console.outlet.answered_tab')}</NavLink>
          {mayRegister ? <NavLink to="/outlet/register"><Icon name="add" />{t('console.outlet.register_tab')}</NavLink> : null}
          <NavLink to="/outlet/score"><Icon name="history" />{t('console.outletPage.score.tab')}</NavLink>
        </nav>
        {part === 'score' ? <OutletScore /> : part === 'register' && mayRegister ? <RegisterForm /> : <Orders key={part} state={part === 'answered' ? 'answered' : 'open'} me={me} />}
      </div>
    </div>
  )
}
