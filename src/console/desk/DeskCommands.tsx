// What the palette offers anywhere: the views of the queue, saved views, the cases open last, and a case by whatever number one pastes.
import { useLocation, useNavigate } from 'react-router'
import { lookUp } from '../../contract/desk.ts'
import { listViews } from '../../contract/views.ts'
import { holds, useMe } from '../identity/session.ts'
import { call } from '../kit/api.ts'
import { useCommands, useCommandSources } from '../kit/commands.ts'
import type { PaletteCommand } from '../kit/commands.ts'
import { keyTable } from '../kit/key-table.ts'
import { useKeys } from '../kit/keys.ts'
import { useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { views } from './filters.ts'
import { useRecent } from './recent.ts'

/** Numbers of parcels, phones and complaints have this many digits at least; fewer would search while one only types a command. */
const digitsOfNumbers = 4

/** Registers them; draws nothing. */
export function DeskCommands() {
  const navigate = useNavigate()
  const me = useMe().data
  const may = me !== null && me !== undefined && holds(me, 'queue:read')
  const saved = useApi(listViews, {}, { enabled: may, staleTime: 300_000 }).data?.items ?? []
  const recent = useRecent()
  const here = useLocation().pathname
  const places = [
    { to: '/handover', words: t('console.menu.handover'), icon: 'send' as const, keys: keyTable.go_handover, may: me !== null && me !== undefined && holds(me, 'complaint:hand_over') && holds(me, 'complaint:take') },
  ].filter((place) => place.may)
  useKeys(places.map(({ to, words, keys }) => ({ keys, label: words, run: () => void navigate(to) })))
  const open = (id: string) => void navigate(`/queue/${id}?view=open`)
  useCommands(!may ? [] : [
    ...places.map(({ to, words, icon, keys }): PaletteCommand => ({ id: `go.${to}`, place: 4, group: t('console.palette.go'), words, icon, keys, run: () => void navigate(to) })),
    ...views.map((view): PaletteCommand => ({ id: `view.${view}`, place: 3, group: t('console.palette.views'), words: t(`console.views.${view}`), icon: 'queue', run: () => void navigate(`/queue?view=${view}`) })),
    ...saved.map(({ id, name, filters }): PaletteCommand => ({ id: `saved.${id}`, place: 2, group: t('console.palette.views'), words: name, icon: 'filter', run: () => void navigate(`/queue?${new URLSearchParams(filters).toString()}`) })),
    ...recent.filter((each) => !here.includes(each.id)).map((each): PaletteCommand => ({ id: `recent.${each.id}`, place: 1, group: t('console.palette.recent'), words: each.keyword, hint: spokenNo(each.complaintNo), also: each.complaintNo, icon: 'history', run: () => open(each.id) })),
  ])
  useCommandSources(!may ? [] : [async (typed) => {
    if ((typed.match(/\d/g) ?? []).length < digitsOfNumbers) return []
    const { kind, items } = await call(lookUp, { query: { q: typed } })
    return items.slice(0, 6).map((row): PaletteCommand => ({ id: `found.${row.id}`, place: 0, group: t(`console.palette.found_${kind}`), words: row.keyword, hint: [spokenNo(row.complaintNo), row.customer ?? '', label('status', row.status)].filter(Boolean).join(' · '), icon: 'search', run: () => open(row.id) }))
  }])
  return null
}
