// The three lines of a hand-over, made from the record: what happened, what was promised, what the customer wants; each clause with its source (OPN-32).

export type Source = { readonly code: string; readonly params: Readonly<Record<string, unknown>> }
/** `code` has its sentence under `codes.clause`, the source's under `codes.source`. */
export type Clause = { readonly code: string; readonly params: Readonly<Record<string, unknown>>; readonly source: Source }
export type ThreeLines = { readonly happened: readonly Clause[]; readonly promised: readonly Clause[]; readonly wants: readonly Clause[] }

/** What the record of a case holds for the lines; instants as ISO texts. */
export type LinesFacts = {
  readonly keyword: string; readonly summary: string | null; readonly receivedAt: string; readonly channel: string
  readonly finding: { readonly facts: string; readonly liability: string; readonly at: string; readonly by: string } | null
  readonly contact: { readonly summary: string; readonly outcome: string; readonly at: string; readonly by: string } | null
  readonly promises: readonly { readonly text: string | null; readonly dueAt: string; readonly madeAt: string }[]
  readonly offer: { readonly text: string; readonly amountMinor: number; readonly state: string; readonly at: string; readonly answer: string | null } | null
  readonly decision: { readonly text: string; readonly at: string; readonly channel: string } | null
  readonly demand: { readonly kinds: readonly string[]; readonly amountMinor: number | null; readonly text: string | null } | null
}

/** The lines; one for which the record holds nothing says so. */
export function threeLines(f: LinesFacts): ThreeLines {
  const intake: Source = { code: 'intake', params: { at: f.receivedAt, channel: f.channel } }
  const happened: Clause[] = [{ code: 'happened', params: { text: f.summary ?? f.keyword }, source: intake }]
  if (f.finding) happened.push({ code: 'found', params: { text: f.finding.facts, liability: f.finding.liability }, source: { code: 'finding', params: { at: f.finding.at, by: f.finding.by } } })
  if (f.contact) happened.push({ code: 'contacted', params: { text: f.contact.summary, outcome: f.contact.outcome }, source: { code: 'contact', params: { at: f.contact.at, by: f.contact.by } } })
  const promised: Clause[] = f.promises.map((p) => ({ code: p.text === null ? 'promised_call' : 'promised', params: { text: p.text, dueAt: p.dueAt }, source: { code: 'promise', params: { at: p.madeAt } } }))
  if (f.offer) promised.push({ code: 'offered', params: { text: f.offer.text, amount: { minor: f.offer.amountMinor, currency: 'CNY' }, state: f.offer.state }, source: { code: 'offer', params: { at: f.offer.at } } })
  if (f.decision) promised.push({ code: 'decided', params: { text: f.decision.text }, source: { code: 'decision', params: { at: f.decision.at, channel: f.decision.channel } } })
  const wants: Clause[] = []
  if (f.demand && (f.demand.kinds.length > 0 || f.demand.text !== null || f.demand.amountMinor !== null)) {
    wants.push({ code: 'wants', params: { kinds: f.demand.kinds, text: f.demand.text, ...(f.demand.amountMinor === null ? {} : { amount: { minor: f.demand.amountMinor, currency: 'CNY' } }) }, source: intake })
  }
  if (f.offer && f.offer.answer !== null) wants.push({ code: 'answered', params: { text: f.offer.answer }, source: { code: 'answer', params: { at: f.offer.at } } })
  return { happened, promised: promised.length > 0 ? promised : [{ code: 'nothing_promised', params: {}, source: { code: 'record', params: {} } }], wants: wants.length > 0 ? wants : [{ code: 'wants_unknown', params: {}, source: intake }] }
}
