// The demo company: the organisation of the demo carrier and the accounts everybody may try (`contract.md`).
import { sql } from 'kysely'
import type { DemoAccount } from './identity/founding.ts'
import { demoPassword, ensureRoles, foundAccounts, foundUnits } from './identity/founding.ts'
import { hashPassword } from './identity/passwords.ts'
import type { Db } from './platform/context.ts'
import { inTransaction } from './platform/database.ts'
import { demoNetwork, demoStaff } from './waybills/demo-network.ts'

const outlet = 'W42010'

/** The accounts, each in a unit that the demo's parcels pass: 武汉武昌 and 长沙岳麓 deliver, 武汉 is the hub. */
export const demoAccounts: readonly DemoAccount[] = [
  { username: 'admin', name: '贺明', role: 'admin', unitCode: 'HQ', staffNo: 'A0001' },
  { username: 'agent', name: '周小雨', role: 'agent', unitCode: 'C02', staffNo: 'K1007' },
  { username: 'agent2', name: '林可', role: 'agent', unitCode: 'C01', staffNo: 'K1023' },
  { username: 'lead', name: '顾晓峰', role: 'lead', unitCode: 'C02', staffNo: 'K0102' },
  { username: 'province', name: '熊建平', role: 'province_manager', unitCode: 'P42', staffNo: 'P4201' },
  { username: 'investigator', name: '宋远', role: 'investigator', unitCode: 'C01', staffNo: 'D2004' },
  { username: 'judge', name: '沈致和', role: 'judge', unitCode: 'HQ', staffNo: 'J3001' },
  { username: 'judge2', name: '陆知秋', role: 'judge', unitCode: 'HQ', staffNo: 'J3002' },
  { username: 'arbitrator', name: '程守正', role: 'arbitrator', unitCode: 'HQ', staffNo: 'J3009' },
  { username: 'inspector', name: '白兰', role: 'inspector', unitCode: 'HQ', staffNo: 'Q4001' },
  { username: 'claims', name: '方晴', role: 'claims_officer', unitCode: 'HQ', staffNo: 'L5001' },
  { username: 'finance', name: '钱守仁', role: 'finance', unitCode: 'HQ', staffNo: 'F6001' },
  { username: 'finance2', name: '金玉兰', role: 'finance', unitCode: 'HQ', staffNo: 'F6002' },
  { username: 'liaison', name: '郑怀远', role: 'liaison', unitCode: 'HQ', staffNo: 'G7001' },
  { username: 'account', name: '吕思嘉', role: 'account_manager', unitCode: 'HQ', staffNo: 'M8001' },
  { username: 'caller', name: '田甜', role: 'caller', unitCode: 'C03', staffNo: 'K1088' },
  { username: 'trainer', name: '孔令仪', role: 'trainer', unitCode: 'HQ', staffNo: 'T9001' },
  { username: 'analyst', name: '段清', role: 'analyst', unitCode: 'HQ', staffNo: 'N9101' },
  { username: 'outlet', name: '汪大勇', role: 'outlet_manager', unitCode: outlet, staffNo: '4201000' },
  { username: 'outlet2', name: '彭立新', role: 'outlet_manager', unitCode: 'W43006', staffNo: '4300600' },
  { username: 'hub', name: '江海涛', role: 'hub_manager', unitCode: 'H4201', staffNo: 'H420100' },
  { username: 'station', name: '余桂英', role: 'station_keeper', unitCode: 'Z42005', staffNo: 'Z4200500' },
  { username: 'courier', name: '', role: 'courier', unitCode: outlet },
  { username: 'partner', name: '石永强', role: 'partner', unitCode: 'X02', staffNo: 'X0200' },
]

/** People of the demo company beyond the accounts everybody may try: the departments answer orders too. */
export const furtherAccounts: readonly DemoAccount[] = [{ username: 'dept', name: '何思远', role: 'department_desk', unitCode: 'D01', staffNo: 'B1001' }]

/** Whether this database holds the demo company. */
export async function hasDemo(db: Db): Promise<boolean> {
  return (await sql`select 1 from settings where name = 'demo'`.execute(db)).rows.length > 0
}

/** Founds the demo company in an empty database, all of it or nothing. @throws Error when there are people or units already. */
export async function foundDemo(db: Db): Promise<void> {
  const network = demoNetwork()
  const courier = demoStaff(network, outlet)[0]
  const accounts = demoAccounts.map((a) => (a.username === 'courier' && courier ? { ...a, name: courier.name, staffNo: courier.staffNo } : a))
  const passwordHash = await hashPassword(demoPassword)
  await ensureRoles(db)
  await inTransaction(db, async ({ tx, now }) => {
    const ids = await foundUnits(tx, now, network.units)
    await foundAccounts(tx, now, [...accounts, ...furtherAccounts], ids, passwordHash)
    await sql`insert into settings (name, value) values ('demo', ${JSON.stringify({ anchorAt: now })}::jsonb)`.execute(tx)
  })
}

/** What the door tells about the accounts. */
export function demoLines(): string[] {
  return [`Demo accounts, password ${demoPassword}:`, `  ${demoAccounts.map((a) => a.username).join(' ')}`]
}
