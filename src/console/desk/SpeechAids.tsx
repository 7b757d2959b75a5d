// Ready sentences and forbidden words for the open case: the policy says which, the locale how, the case fills in names and moments.
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import type { CaseView } from '../../contract/desk.ts'
import { getSpeech } from '../../contract/speech.ts'
import { objectionsTo } from '../../domain/messages/speech.ts'
import { useMe } from '../identity/session.ts'
import { serverNow } from '../kit/clock.ts'
import { moneyWords } from '../kit/Money.tsx'
import { Aids } from '../kit/TextArea.tsx'
import type { WritingAids } from '../kit/TextArea.tsx'
import { moment } from '../kit/time-words.ts'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { spokenNo } from '../kit/spoken-no.ts'

/** What a snippet may name; what is not known stays a blank to fill in. */
function variables(seen: CaseView, agent: string): Record<string, string> {
  const blank = t('console.speech.blank')
  const due = seen.clocks.filter((clock) => clock.stoppedAt === null && ['promise', 'decision', 'first_contact'].includes(clock.kind)).map((clock) => Date.parse(clock.dueAt)).filter((at) => at > serverNow()).toSorted((a, b) => a - b)[0]
  const total = (seen.plan?.measures ?? []).reduce((sum, measure) => sum + (measure.amount?.minor ?? 0), 0)
  return {
    customer: seen.complainant?.name === null || seen.complainant === null ? '' : t('console.speech.customer', { name: seen.complainant.name.slice(0, 1) }), no: spokenNo(seen.complaintNo), waybill: seen.waybill?.number ?? seen.items[0]?.number ?? blank, agent,
    due: due === undefined ? blank : moment(due, serverNow()), amount: total > 0 ? moneyWords({ minor: total, currency: 'CNY' }) : blank, wants: seen.demand?.text ?? blank,
  }
}

/** Gives the fields within their aids; `action` is the act that is being written. */
export function SpeechAids({ seen, action, children }: { seen: CaseView; action: string | undefined; children: ReactNode }) {
  const speech = useApi(getSpeech, {}, { staleTime: 3_600_000 }).data
  const agent = useMe().data?.name ?? ''
  const aids = useMemo<WritingAids>(() => {
    const names = variables(seen, agent)
    const fitting = (speech?.snippets ?? []).filter(({ acts }) => acts.length === 0 || action === undefined || acts.includes(action))
    return {
      snippets: fitting.toSorted((a, b) => b.acts.length - a.acts.length).map(({ code }) => ({ code, title: t(`console.speech.snippet.${code}.title`), text: t(`console.speech.snippet.${code}.text`, names) })),
      remarksOn: (text) => objectionsTo(text, speech?.forbidden ?? []).map(({ code, severity, words }) => ({ words: t(`console.speech.forbidden.${code}`, { words }), blocks: severity === 'block' })),
    }
  }, [speech, seen, action, agent])
  return <Aids.Provider value={aids}>{children}</Aids.Provider>
}
