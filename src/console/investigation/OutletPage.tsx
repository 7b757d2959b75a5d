// The unit's page, made for a phone in one hand: what must be answered today, soonest first; what was answered; registering a complaint.
import { Button } from '../kit/Button.tsx'
import { NavLink, useParams } from 'react-router'
import { listMyOrders } from '../../contract/investigation.ts'
import { holds, useMe } from '../identity/session.ts'
import { Icon } from '../kit/Icon.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { AnsweredCard, OrderCard } from './OrderCard.tsx'
import { RegisterForm } from './RegisterForm.tsx'
import '../kit/form.css'
import './outlet.css'

function Orders({ state }: { state: 'open' | 'answered' }) {
  const list = usePages(listMyOrders, { query: { state, limit: 30 } })
  if (list.isPending) return <Skeleton rows={6} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  if (items.length === 0) return <Empty icon="outlet" title={t(`console.outlet.none_${state}`)} hint={t(`console.outlet.none_${state}_hint`)} />
  const { openCount: all, dueTodayCount: today } = list.data.pages[0] as { openCount: number; dueTodayCount: number }
  return (
    <>
      {state === 'open' ? <p className="outlet-lead">{today > 0 ? t('console.outlet.today', { n: today }) : t('console.outlet.not_today')}{all === today ? null : <span className="hint"> {t('console.outlet.all', { n: all })}</span>}</p> : null}
      {items.map((card, i) => (state === 'open' ? <OrderCard key={card.id} card={card} first={i === 0} /> : <AnsweredCard key={card.id} card={card} />))}
      {list.hasNextPage ? <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button> : null}
    </>
  )
}

/** Shows the page. */
export default function OutletPage() {
  const { part = 'open' } = useParams()
  const me = useMe().data
  const mayRegister = me !== null && me !== undefined && holds(me, 'complaint:register')
  return (
    <div className="page outlet">
      <div className="outlet-inner">
        <nav className="outlet-tabs" aria-label={t('console.outlet.title')}>
          <NavLink to="/outlet" end><Icon name="clock" />{t('console.outlet.open_tab')}</NavLink>
          <NavLink to="/outlet/answered"><Icon name="check" />{t('console.outlet.answered_tab')}</NavLink>
          {mayRegister ? <NavLink to="/outlet/register"><Icon name="add" />{t('console.outlet.register_tab')}</NavLink> : null}
        </nav>
        {part === 'register' && mayRegister ? <RegisterForm /> : <Orders key={part} state={part === 'answered' ? 'answered' : 'open'} />}
      </div>
    </div>
  )
}
