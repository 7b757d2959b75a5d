// What the units of a case bear, on the case page: claims as they stand and penalties with why.
import { getCaseSettlement } from '../../contract/settlements.ts'
import { holds, useMe } from '../identity/session.ts'
import { Money } from '../kit/Money.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { PenaltyItem } from './Penalties.tsx'
import './settlement.css'

/** Shows nothing until something is booked or proposed. */
export default function SettlementPanel({ id }: { id: string }) {
  const me = useMe().data
  const found = useApi(getCaseSettlement, { params: { id } })
  const { claims = [], penalties = [] } = found.data ?? {}
  if (claims.length === 0 && penalties.length === 0) return null
  const decides = me !== null && me !== undefined && holds(me, 'settlement:manage')
  return (
    <section className="letter-part" data-part="settlement">
      <header><h2>{t('console.settlement.of_case')}</h2>{(found.data?.got.minor ?? 0) === 0 ? null : <span className="hint">{t('console.settlement.got')} <Money value={found.data?.got ?? { minor: 0, currency: 'CNY' }} /></span>}</header>
      {claims.length === 0 ? null : <dl className="settle-sums">{claims.map((claim) => <div key={claim.unit.id}><dt>{claim.unit.name} <span className="num">{claim.percent}%</span></dt><dd><Money value={claim.amount} /></dd></div>)}</dl>}
      {penalties.length === 0 ? null : <ul className="settle-lines">{penalties.map((each) => <PenaltyItem key={each.id} penalty={each} decides={decides} />)}</ul>}
    </section>
  )
}
