// Which page stands at which address, and who may see the frame around it.
import { lazy, Suspense, useEffect } from 'react'
import { createBrowserRouter, Navigate, Outlet, RouterProvider, useLocation, useNavigate } from 'react-router'
import { signOut, switchPost } from '../contract/identity.ts'
import { DutyMenu } from './identity/DutyMenu.tsx'
import { enter, holds, homeOf, leave, useMe } from './identity/session.ts'
import type { Me } from './identity/session.ts'
import { HousePill } from './identity/HousePill.tsx'
import { Alerts } from './desk/Alerts.tsx'
import { Bell } from './desk/Bell.tsx'
import { DemoGuide } from './desk/DemoGuide.tsx'
import { DeskCommands } from './desk/DeskCommands.tsx'
import { listenToCases } from './desk/live.ts'
import { keepSending, useUnsent } from './desk/outbox.ts'
import { forgetOpened } from './desk/recent.ts'
import { call, whenSignedOut } from './kit/api.ts'
import { base, isPractice } from './kit/base.ts'
import { Button } from './kit/Button.tsx'
import { endDrafts } from './kit/drafts.ts'
import { Icon } from './kit/Icon.tsx'
import { problemOf, sayProblem } from './kit/problem.ts'
import { Shell } from './kit/Shell.tsx'
import type { NavItem } from './kit/Shell.tsx'
import { Empty, ErrorState, Skeleton } from './kit/states.tsx'
import { toast } from './kit/toast.tsx'
import { label, t } from './kit/words.ts'
import { PracticeOver } from './training/PracticeOver.tsx'

const SignInPage = lazy(() => import('./identity/SignInPage.tsx'))
const PasswordPage = lazy(() => import('./identity/PasswordPage.tsx'))
const AdminPage = lazy(() => import('./identity/AdminPage.tsx'))
const Messages = lazy(() => import('./messages/Messages.tsx'))
const DeadlinePage = lazy(() => import('./sla/DeadlinePage.tsx'))
const ReportPage = lazy(() => import('./investigation/ReportPage.tsx'))
const Waybill360Page = lazy(() => import('./waybills/Waybill360Page.tsx'))
const QueuePage = lazy(() => import('./desk/QueuePage.tsx'))
const IntakePage = lazy(() => import('./desk/IntakePage.tsx'))
const DataRequestsPage = lazy(() => import('./channels/DataRequestsPage.tsx'))
const ImportsPage = lazy(() => import('./complaints/ImportsPage.tsx'))
const FloorPage = lazy(() => import('./desk/FloorPage.tsx'))
const HandoverSheet = lazy(() => import('./desk/HandoverSheet.tsx'))
const PausesPage = lazy(() => import('./desk/PausesPage.tsx'))
const DutyPage = lazy(() => import('./complaints/DutyPage.tsx'))
const ProcessesPage = lazy(() => import('./complaints/ProcessesPage.tsx'))
const AssignmentRules = lazy(() => import('./complaints/AssignmentRules.tsx'))
const PaperPage = lazy(() => import('./compensation/PaperPage.tsx'))
const PracticePage = lazy(() => import('./training/PracticePage.tsx'))
const PracticeBar = lazy(() => import('./training/PracticeBar.tsx'))
const PolicyPage = lazy(() => import('./desk/PolicyPage.tsx'))
const CalendarPage = lazy(() => import('./sla/CalendarPage.tsx'))
const RecomputesPage = lazy(() => import('./policy/RecomputesPage.tsx'))
const IssuedOrdersPage = lazy(() => import('./investigation/IssuedOrdersPage.tsx'))
const EnquiryPaper = lazy(() => import('./investigation/EnquiryPaper.tsx'))
const IncidentsPage = lazy(() => import('./investigation/IncidentsPage.tsx'))
const BatchCasesPage = lazy(() => import('./investigation/BatchCasesPage.tsx'))
const LiabilityPage = lazy(() => import('./liability/LiabilityPage.tsx'))
const OwnJudgementsPage = lazy(() => import('./liability/OwnJudgementsPage.tsx'))
const SettlementPage = lazy(() => import('./liability/SettlementPage.tsx'))
const StatementPaper = lazy(() => import('./liability/StatementPaper.tsx'))
const OutletPage = lazy(() => import('./investigation/OutletPage.tsx'))

function navOf(me: Me): NavItem[] {
  const all: (NavItem | false)[] = [
    { to: '/queue', words: t('console.nav.queue'), icon: 'queue', keys: 'g q' },
    holds(me, 'complaint:create') && { to: '/intake', words: t('console.nav.intake'), icon: 'add', keys: 'g n' },
    holds(me, 'complaint:import') && { to: '/imports', words: t('console.nav.imports'), icon: 'import', keys: 'g i', under: '/intake' },
    holds(me, 'complaint:create') && { to: '/batch-cases', words: t('console.nav.batch_cases'), icon: 'parcel', under: '/intake' },
    holds(me, 'incident:manage') && { to: '/incidents', words: t('console.nav.incidents'), icon: 'flag', under: '/floor' },
    holds(me, 'order:answer') && { to: '/outlet', words: t('console.nav.outlet'), icon: 'outlet', keys: 'g o' },
    holds(me, 'order:issue') && { to: '/orders', words: t('console.orders.nav'), icon: 'send', keys: 'g k', under: '/queue' },
    holds(me, 'liability:judge') && { to: '/liability', words: t('console.nav.liability'), icon: 'link', keys: 'g l' },
    holds(me, 'liability:contest') && { to: '/judgements', words: t('console.nav.own_judgements'), icon: 'flag', ...(holds(me, 'order:answer') ? { under: '/outlet' } : {}) },
    (holds(me, 'settlement:manage') || holds(me, 'settlement:dispute') || holds(me, 'staff_measure:record')) && { to: '/settlements', words: t('console.nav.settlements'), icon: 'quote', keys: 'g s', ...(holds(me, 'settlement:manage') ? {} : { under: holds(me, 'order:answer') ? '/outlet' : '/floor' }) },
    holds(me, 'data_request:handle') && { to: '/data-requests', words: t('console.nav.data_requests'), icon: 'file', keys: 'g p' },
    holds(me, 'floor:read') && { to: '/floor', words: t('console.nav.floor'), icon: 'eye', keys: 'g f' },
    holds(me, 'complaint:approve_pause') && { to: '/pauses', words: t('console.clocks.page'), icon: 'pause', under: '/floor' },
    holds(me, 'duty:manage') && { to: '/duty', words: t('console.duty.roster'), icon: 'clock', keys: 'g d', under: '/floor' },
    holds(me, 'assignment:manage') && { to: '/duty/rules', words: t('console.duty.rules'), icon: 'filter', under: '/floor' },
    // who leads: the floor, a province, or those who watch over both
    (holds(me, 'floor:read') || holds(me, 'audit:read') || holds(me, 'policy:draft') || (holds(me, 'complaint:assign') && holds(me, 'order:answer'))) && { to: '/processes', words: t('console.nav.processes'), icon: 'flag', under: '/floor' },
    (holds(me, 'identity:manage') || holds(me, 'surge:manage') || holds(me, 'calendar:manage') || holds(me, 'policy:draft')) && { to: '/admin', words: t('console.nav.admin'), icon: 'admin', keys: 'g a' },
  ]
  return all.filter((item) => item !== false)
}

/** What was typed goes to the server before the session ends, and from this device with it. */
async function signOutNow(): Promise<void> {
  await endDrafts()
  await call(signOut, {}).catch(() => undefined)
  forgetOpened()
  leave()
}

const close = { popoverTarget: 'person-menu', popoverTargetAction: 'hide' } as const

/** What one changes during the day: which post, how one is, the hand-over. */
function DayItems({ me }: { me: Me }) {
  const navigate = useNavigate()
  const change = async (postId: string) => {
    try {
      const next = await call(switchPost, { body: { postId } })
      enter(next)
      void navigate(homeOf(next))
    } catch (error) {
      toast(sayProblem(problemOf(error)), 'bad')
    }
  }
  return (
    <>
      {me.posts.length > 1 ? me.posts.map((post) => (
        <button key={post.id} type="button" className="menu-item" {...close} aria-pressed={post.roleCode === me.roleCode && post.unit.id === me.unit.id} onClick={() => void change(post.id)}><Icon name="person" />{label('role', post.roleCode)} · {post.unit.name}</button>
      )) : null}
      {holds(me, 'complaint:take') ? <DutyMenu /> : null}
      {holds(me, 'complaint:take') && !isPractice ? <button type="button" className="menu-item" {...close} onClick={() => void navigate('/practice-room')}><Icon name="note" />{t('console.floorRest.practice.menu')}</button> : null}
      {holds(me, 'complaint:hand_over') && holds(me, 'complaint:take') ? <button type="button" className="menu-item" {...close} onClick={() => void navigate('/handover')}><Icon name="send" />{t('console.menu.handover')}</button> : null}
    </>
  )
}

function AccountItems() {
  const navigate = useNavigate()
  return (
    <>
      {isPractice ? null : <button type="button" className="menu-item" {...close} onClick={() => void navigate('/devices')}><Icon name="device" />{t('console.menu.sessions')}</button>}
      {isPractice ? null : <button type="button" className="menu-item" {...close} onClick={() => void navigate('/password')}><Icon name="lock" />{t('console.menu.password')}</button>}
      {isPractice ? null : <button type="button" className="menu-item" onClick={() => { void signOutNow() }}><Icon name="out" />{t('console.menu.sign_out')}</button>}
    </>
  )
}

/** Everything behind the door. */
function Inside() {
  const me = useMe()
  const here = useLocation()
  const navigate = useNavigate()
  const mine = me.data
  useEffect(() => (mine !== null && mine !== undefined && holds(mine, 'stream:read') ? listenToCases() : undefined), [mine])
  useEffect(() => whenSignedOut(() => { leave() }), [])
  const unsent = useUnsent()
  useEffect(() => (mine === null || mine === undefined ? undefined : keepSending(mine.id)), [mine])
  if (me.isPending) return <Skeleton />
  if (me.isError && isPractice && problemOf(me.error).code === 'practice.over') return <PracticeOver />
  if (me.isError) return <ErrorState error={me.error} retry={() => void me.refetch()} />
  if (mine === null || mine === undefined) return <Navigate to={here.pathname === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here.pathname + here.search)}`} replace />
  if (mine.mustChangePassword && here.pathname !== '/password') return <Navigate to="/password" replace />
  return (
    <Shell nav={navOf(mine)} name={mine.name} detail={`${label('role', mine.roleCode)} · ${mine.unit.name}`} day={<DayItems me={mine} />} menu={<AccountItems />} unsent={unsent} banner={isPractice ? <PracticeBar /> : undefined} beside={<><DemoGuide personId={mine.id} /><HousePill /><Bell />{holds(mine, 'queue:read') ? <Alerts /> : null}</>}
      {...(holds(mine, 'queue:read') ? { onSearch: (words: string) => void navigate(`/queue?find=${encodeURIComponent(words)}`) } : {})}>
      <DeskCommands />
      <Suspense fallback={<Skeleton />}>
        <Outlet />
      </Suspense>
    </Shell>
  )
}

function Home() {
  const mine = useMe().data
  return mine === null || mine === undefined ? null : <Navigate to={homeOf(mine)} replace />
}

function Nowhere() {
  const navigate = useNavigate()
  return <Empty icon="question" title={t('console.app.not_found')} hint={t('console.app.not_found_hint')} action={<Button onClick={() => void navigate('/')}>{t('console.app.home')}</Button>} />
}

const router = createBrowserRouter([
  { path: '/sign-in', element: <Suspense fallback={null}><SignInPage /></Suspense> },
  {
    element: <Inside />,
    children: [
      { path: '/', element: <Home /> },
      { path: '/queue/:id?', element: <QueuePage /> },
      { path: '/complaints/:id/clocks/:kind', element: <DeadlinePage /> },
      { path: '/complaints/:id/report', element: <ReportPage /> },
      { path: '/complaints/:id/waybill', element: <Waybill360Page /> },
      { path: '/intake', element: <IntakePage /> },
      { path: '/imports/:id?', element: <ImportsPage /> },
      { path: '/incidents/:id?', element: <IncidentsPage /> },
      { path: '/batch-cases/:id?', element: <BatchCasesPage /> },
      { path: '/floor', element: <FloorPage /> },
      { path: '/handover', element: <HandoverSheet /> },
      { path: '/pauses', element: <PausesPage /> },
      { path: '/duty', element: <DutyPage /> },
      { path: '/duty/rules', element: <AssignmentRules /> },
      { path: '/processes', element: <ProcessesPage /> },
      { path: '/orders', element: <IssuedOrdersPage /> },
      { path: '/papers/enquiry/:id/:order', element: <EnquiryPaper /> },
      { path: '/liability/:show?/:id?', element: <LiabilityPage /> },
      { path: '/judgements', element: <OwnJudgementsPage /> },
      { path: '/outlet/:part?', element: <OutletPage /> },
      { path: '/settlements/:part?/:id?', element: <SettlementPage /> },
      { path: '/papers/settlement/:id', element: <StatementPaper /> },
      { path: '/data-requests/:state?/:id?', element: <DataRequestsPage /> },
      { path: '/admin/:tab?/:part?/:item?', element: <AdminPage extra={[{ name: 'policy', group: 'rules', needs: 'policy:read', Page: PolicyPage }, { name: 'calendar', group: 'rules', needs: 'calendar:manage', Page: CalendarPage }, { name: 'recomputes', group: 'rules', needs: 'policy:publish', Page: RecomputesPage }, { name: 'messages', group: 'service', needs: 'message:read', Page: Messages }]} /> },
      { path: '/papers/compensation/:id', element: <PaperPage /> },
      { path: '/practice-room', element: <PracticePage /> },
      { path: '/devices', element: <AdminPage own /> },
      { path: '/password', element: <PasswordPage /> },
      { path: '*', element: <Nowhere /> },
    ],
  },
], base === '' ? {} : { basename: base })

/** The app. */
export function App() {
  return <RouterProvider router={router} />
}
