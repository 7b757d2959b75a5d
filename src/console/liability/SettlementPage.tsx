// What units bear: for who settles the months, penalties and disputes, for a unit its statements, for its line the duties of staff.
import { Navigate, useParams } from 'react-router'
import { holds, useMe } from '../identity/session.ts'
import type { Me } from '../identity/session.ts'
import { Rail } from '../kit/Rail.tsx'
import { t } from '../kit/words.ts'
import { Disputes } from './Disputes.tsx'
import { Measures } from './Measures.tsx'
import { Months, MonthStatements } from './Months.tsx'
import { MyStatements } from './MyStatements.tsx'
import { Penalties } from './Penalties.tsx'
import { StatementView } from './Statement.tsx'
import '../kit/form.css'
import './settlement.css'

/** Where a person begins here; null when nothing here is theirs. */
export function settlementHome(me: Me): string | null {
  return holds(me, 'settlement:manage') ? '/settlements/months' : holds(me, 'settlement:dispute') ? '/settlements/mine' : holds(me, 'staff_measure:record') ? '/settlements/measures' : null
}

function Part({ me, part, id }: { me: Me; part: string; id: string | undefined }) {
  const settles = holds(me, 'settlement:manage')
  // a statement opens below the list it was found in
  if ((part === 'months' || part === 'mine') && id !== undefined && /^[0-9a-f]{8}-/.test(id)) return <StatementView key={id} id={id} />
  if (part === 'months' && settles) return id === undefined ? <Months /> : <MonthStatements key={id} month={id} />
  if (part === 'penalties' && settles) return <Penalties key={id} state={id === 'decided' ? 'decided' : 'proposed'} />
  if (part === 'disputes' && settles) return <Disputes key={id} state={id === 'answered' ? 'answered' : 'open'} />
  if (part === 'mine' && holds(me, 'settlement:dispute')) return <MyStatements />
  if (part === 'measures' && holds(me, 'staff_measure:record')) return <Measures key={id} state={id === 'ended' ? 'ended' : 'open'} />
  return <Navigate to={settlementHome(me) ?? '/'} replace />
}

/** Shows the page. */
export default function SettlementPage() {
  const { part, id } = useParams()
  const me = useMe().data
  if (me === null || me === undefined) return null
  const home = settlementHome(me)
  if (home === null) return <Navigate to="/" replace />
  if (part === undefined) return <Navigate to={home} replace />
  const item = (name: string) => ({ to: `/settlements/${name}`, words: t(`console.settlement.rail_${name}`) })
  return (
    <div className="railed">
      <Rail title={t('console.settlement.title')} groups={[
        { name: t('console.settlement.title'), items: [...(holds(me, 'settlement:manage') ? ['months', 'penalties', 'disputes'] : []), ...(holds(me, 'settlement:dispute') ? ['mine'] : []), ...(holds(me, 'staff_measure:record') ? ['measures'] : [])].map(item) },
      ]} />
      <div className="page"><div className="page-inner settlements"><Part me={me} part={part} id={id} /></div></div>
    </div>
  )
}
