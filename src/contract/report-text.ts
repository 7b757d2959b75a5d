// The investigation report in words: the page, the print and the PDF say the same, from the same content.
import { longNumber } from './report-spans.ts'
import { custodyFigure } from './custody-figure.ts'
import type { Figure } from './custody-figure.ts'
import type { Report, ReportContent } from './reports.ts'
import { timeText } from './time-text.ts'
import type { TimeText } from './time-text.ts'
import type { LocaleCode, Words } from './words.ts'

export type ReportBlock =
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, text: string])[] }
  | { readonly kind: 'text'; readonly text: string; readonly quiet?: true }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly caption?: string; readonly head: readonly string[]; /** Shares of the width. */ readonly widths: readonly number[]; readonly rows: readonly (readonly string[])[]; /** Columns of digits and hashes. */ readonly mono?: readonly number[] }
  | { readonly kind: 'figure'; readonly caption: string; readonly legend: string; readonly figure: Figure }
export type ReportPart = { readonly title: string; readonly blocks: readonly ReportBlock[] }
export type ToldReport = { readonly title: string; readonly subject: string; readonly notes: readonly string[]; readonly parts: readonly ReportPart[]; readonly foot: string | null }

type Voice = { readonly c: ReportContent; readonly t: Words; readonly time: TimeText; readonly locale: LocaleCode; readonly say: (key: string, params?: Readonly<Record<string, string | number>>) => string; readonly name: (kind: string, code: string | null) => string }

/** Tells a report. `t` needs the namespaces `codes`, `clocks` and `reasons`; `spokenNo` is the complaint number as people read it. */
export function tellReport(report: Pick<Report, 'content' | 'number' | 'sha256' | 'versions' | 'erasedAt'>, t: Words, locale: LocaleCode, spokenNo: string): ToldReport {
  const c = report.content
  const time = timeText(t, locale)
  const say: Voice['say'] = (key, params) => t(`codes.report.${key}`, params)
  const voice: Voice = { c, t, time, locale, say, name: (kind, code) => (code === null || code === '' ? '—' : known(t, `codes.${kind}.${code}`, code)) }
  const version = report.versions.find((v) => v.number === report.number)
  const notes = [
    report.number === null ? say('draft_note') : say('number', { n: report.number }), say('as_of', { at: moment(voice, c.asOf) }), ...(version ? [say('handed_in', { by: version.by, at: moment(voice, version.at), department: voice.name('department', version.department) })] : []),
    report.erasedAt === null ? say('masked') : say('erased', { at: moment(voice, report.erasedAt) }), ...(c.restricted ? [say('restricted')] : []),
  ]
  const part = (key: string, blocks: readonly ReportBlock[]): ReportPart => {
    const cut = c.cut?.find((each) => each.part === key)
    return { title: say(`part.${key}`), blocks: cut ? [{ kind: 'text', text: say('cut', { shown: cut.shown, all: cut.all }) }, ...blocks] : blocks }
  }
  const head = [part('summary', summary(voice)), part('team', team(voice))]
  const tail = [part('evidence', evidence(voice)), part('chronology', chronology(voice))]
  return {
    title: say('title'), subject: say('subject', { no: spokenNo, keyword: c.keyword }), notes, foot: report.sha256 === null ? null : say('hash', { hash: report.sha256 }),
    parts: report.erasedAt === null ? [...head, part('chain', chain(voice)), part('facts', facts(voice)), part('records', records(voice)), part('orders', orders(voice)), part('cause', cause(voice)), part('unknown', unknowns(voice)), ...tail] : [...head, ...tail],
  }
}

function known(t: Words, key: string, otherwise: string): string {
  const text = t(key)
  return text === key ? otherwise : text
}

function moment({ time }: Voice, at: string): string {
  return time.moment(Date.parse(at), true)
}

/** As a column of a table has it: sortable, the same in every language. */
function brief(at: string): string {
  return new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

function summary(v: Voice): ReportBlock[] {
  const { c, say, name } = v
  const kinds = c.demand?.kinds.map((k) => name('demand', k)).join(say('comma')) ?? ''
  const amount = c.demand?.amount ? ` ¥${(c.demand.amount.minor / 100).toFixed(2)}` : ''
  return [{ kind: 'facts', rows: [
    [say('name.reason'), c.reasonCode === null ? '—' : known(v.t, `reasons.${c.reasonCode.includes('.') ? 'leaf' : 'first'}.${c.reasonCode}`, c.reasonCode)], [say('name.link'), name('link', c.link)], [say('name.received'), moment(v, c.receivedAt)], [say('name.customer'), c.customer ?? '—'], [say('name.waybill'), c.waybillNo ?? '—'], [say('name.demand'), `${kinds}${amount}`.trim() || '—'],
  ] }]
}

function team(v: Voice): ReportBlock[] {
  const { c, say, name } = v
  const lead = c.lead === null ? say('no_lead') : say('led', { name: c.lead.name, department: name('department', c.lead.department) })
  const members = c.lead?.team === true ? [...c.lead.members.map((m) => say('member', { name: m.name, role: name('memberRole', m.role) })), ...(c.lead.teamReason === null ? [] : [say('team_reason', { reason: c.lead.teamReason })])].join(say('semicolon')) : say('single')
  const check: readonly (readonly [string, string])[] = c.check === null ? [] : [[say('name.check'), say('checked', { result: name('checkResult', c.check.result), basis: c.check.basis, by: c.check.by, at: moment(v, c.check.at) })]]
  return [{ kind: 'facts', rows: [...check, [say('name.lead'), lead], [say('name.team'), members]] }]
}

function chain(v: Voice): ReportBlock[] {
  const { c: { parcel }, say, name } = v
  if (parcel === null) return [{ kind: 'text', text: say('no_chain') }]
  const figure = custodyFigure(parcel, { name: (unit) => unit ?? '—', day: (at) => tick(at, v), span: (m) => longNumber(m, say) })
  const compare = (m: { usual: { n: number; share: number } | null; known: number }): string => (m.usual === null ? (m.known === 0 ? '' : say('too_few', { n: m.known })) : say('slower', { n: m.usual.n, percent: Math.floor(m.usual.share * 100) }))
  const rows = parcel.stays.flatMap((s) => [
    [`${s.unitName ?? '—'}${s.gap === null ? '' : `\n${say(`gap.${s.gap}`)}`}`, brief(s.arrivedAt), s.leftAt === null ? (s.lasts ? say('still') : brief(s.scans.at(-1)?.at ?? s.arrivedAt)) : brief(s.leftAt), longNumber(s.minutes, say), s.planMinutes === null ? '—' : longNumber(s.planMinutes, say), compare(s)],
    ...parcel.hops.filter((h) => h.from === s.seq).map((h) => [`${say('road', { to: h.next.unitName ?? '—' })}${h.gap === null ? '' : `\n${[...(h.gap === 'passed_without_scan' ? h.passed.map((p) => p.unitName ?? '') : []), say(`gap.${h.gap}`)].join(' ')}`}`, '', '', longNumber(h.minutes, say), h.planMinutes === null ? '—' : longNumber(h.planMinutes, say), compare(h)]),
  ])
  const segments = parcel.segments.slice(0, 3).map((s) => `${s.unitName ?? name('link', s.link)}${say('colon')}${because(v, s.because)}`)
  return [
    { kind: 'facts', rows: [[say('name.route'), `${parcel.fromCity ?? '—'} → ${parcel.toCity ?? '—'}`], [say('name.state'), name('waybillState', parcel.state)], [say('name.taken'), moment(v, parcel.takenAt)], [say('name.segments'), segments.length === 0 ? '—' : segments.join(say('semicolon'))]] },
    { kind: 'figure', caption: say('figure'), legend: say('legend'), figure },
    { kind: 'table', caption: say('figure_hops'), head: ['place', 'arrived', 'left', 'time', 'plan', 'compare'].map((k) => say(`col.${k}`)), widths: [28, 17, 17, 13, 12, 13], rows },
    ...(parcel.kit.length === 0 ? [] : [{ kind: 'table' as const, head: ['line', 'result', 'what'].map((k) => say(`col.${k}`)), widths: [24, 14, 62], rows: parcel.kit.map((l) => [name('kitLine', l.line), say(`state.${l.state}`), v.t(`codes.kit.${l.because.code}`, plain(l.because.params, v))]) }]),
  ]
}

function tick(at: number, v: Voice): string {
  const on = new Date(at + 8 * 3_600_000)
  const midnight = on.getUTCHours() === 0
  return midnight ? `${on.getUTCMonth() + 1}/${on.getUTCDate()}` : v.time.clock(at, true)
}

function because(v: Voice, { code, params }: { code: string; params: Readonly<Record<string, unknown>> }): string {
  const figures = plain(params, v)
  if (code === 'kit_line') return v.t(`codes.kit.${String(params['line'])}`, figures)
  const more = [...(params['planHours'] === undefined ? [] : [v.t('codes.segment.over_plan', figures)]), ...(params['percent'] === undefined ? [] : [v.t('codes.segment.than_usual', { days: 30, ...figures })])]
  return [known(v.t, `codes.segment.${code}`, '') === '' ? v.t(`codes.anomaly.${code}`, figures) : v.t(`codes.segment.${code}`, figures), ...more].join(v.say('comma'))
}

function plain(params: Readonly<Record<string, unknown>>, v: Voice): Record<string, string | number> {
  return Object.fromEntries(Object.entries(params).map(([k, value]) => [k, k === 'as' ? v.name('scan', String(value)) : typeof value === 'number' ? value : String(value)]))
}

function proofs(v: Voice, seqs: readonly number[]): string {
  return seqs.length === 0 ? v.say('no_piece') : v.say('by_pieces', { n: seqs.join(v.say('comma')) })
}

function facts(v: Voice): ReportBlock[] {
  const { c, say, name } = v
  const text: ReportBlock[] = c.finding === null ? [] : [{ kind: 'text', text: c.finding.facts }]
  if (c.facts.length === 0) return [...text, { kind: 'text', text: say('no_facts'), quiet: true }]
  const who = (f: ReportContent['facts'][number]): string => [f.unit, f.staffNo === null ? null : say('staff', { no: f.staffNo })].filter(Boolean).join(' ')
  const rows = c.facts.map((f, i) => [String(i + 1), [`${name('fact', f.code)}${who(f) === '' ? '' : `（${who(f)}）`}`, f.text].join('\n'), name('factVerdict', f.verdict), [proofs(v, f.evidence), ...(f.heard.length === 0 ? [] : [say('heard', { who: f.heard.map((h) => name('voice', h)).join(say('comma')) })])].join('\n'), f.opposing === null ? say('none_against') : f.opposingSide === null ? f.opposing : say('against_of', { side: name('evidenceSide', f.opposingSide), text: f.opposing })])
  return [...text, { kind: 'table', head: ['no', 'fact', 'verdict', 'ground', 'against'].map((k) => say(`col.${k}`)), widths: [6, 36, 14, 20, 24], rows }]
}

function records(v: Voice): ReportBlock[] {
  const { c, say, name } = v
  if (c.records.length === 0) return [{ kind: 'text', text: say('empty'), quiet: true }]
  const rows = c.records.map((r) => [brief(r.happenedAt), [name('recordKind', r.kind), [r.person === null ? null : name('heardPerson', r.person), r.staffNo === null ? null : say('staff', { no: r.staffNo }), r.unit, r.place, r.method === null ? null : name('siteMethod', r.method)].filter(Boolean).join(' ')].join('\n'), `${r.result}${r.readBack === true ? `（${say('read_back')}）` : ''}`, `${proofs(v, r.evidence)}\n${r.by}`])
  return [{ kind: 'table', head: ['when', 'who', 'what', 'ground'].map((k) => say(`col.${k}`)), widths: [17, 22, 43, 18], rows }]
}

function orders(v: Voice): ReportBlock[] {
  const { c, say, name } = v
  if (c.orders.length === 0) return [{ kind: 'text', text: say('empty'), quiet: true }]
  const answered = (o: ReportContent['orders'][number]): string => (o.answer === null ? say(o.silent ? 'silent' : 'unanswered') : [name('orderAnswer', o.answer), o.answerText ?? '', [o.answeredBy ?? '', o.answeredAt === null ? '' : brief(o.answeredAt)].join(' '), ...(o.evidence.length === 0 ? [] : [proofs(v, o.evidence)])].filter(Boolean).join('\n'))
  return [{ kind: 'table', head: ['place', 'asked', 'answer'].map((k) => say(`col.${k}`)), widths: [22, 38, 40], rows: c.orders.map((o) => [o.unit, [o.question, say('asked_by', { due: brief(o.dueAt) })].join('\n'), answered(o)]) }]
}

function cause(v: Voice): ReportBlock[] {
  const { c: { finding: f }, say, name, locale } = v
  if (f === null) return [{ kind: 'text', text: say('no_finding'), quiet: true }]
  const similar = f.similar === null ? [] : [[say('name.similar'), f.similar.times === null ? say('similar_first', { days: f.similar.days, n: f.similar.recent }) : say('similar_of', { days: f.similar.days, n: f.similar.recent, times: Math.round(f.similar.times * 10) / 10 })] as const]
  return [{ kind: 'facts', rows: [
    [say('name.cause'), [name('cause', f.causeCode), f.causeWords?.[locale]].filter(Boolean).join(say('comma'))], [say('name.liability'), name('companyLiability', f.companyLiability)], [say('name.basis'), f.liabilityBasis], [say('name.judgement'), [name('demandJudgement', f.demandJudgement), f.demandReason].filter(Boolean).join(say('semicolon'))],
    ...(f.demands.length === 0 ? [] : [[say('name.each'), f.demands.map((d) => say('demand_of', { kind: name('demand', d.kind), judgement: name('demandJudgement', d.judgement), reason: d.reason })).join('\n')] as const]),
    [say('name.common'), say(f.commonProblem ? 'common_yes' : 'common_no')], ...similar, [say('name.by'), say('said_at', { by: f.by, at: moment(v, f.at) })],
  ] }]
}

function unknowns(v: Voice): ReportBlock[] {
  const { c, say, name, locale } = v
  if (c.unknown.length === 0) return [{ kind: 'text', text: say('unknown_none') }]
  const what = (u: ReportContent['unknown'][number]): string => u.words?.[locale] ?? (u.code === 'fact_open' ? name('fact', u.what) : u.code === 'kit_unknown' ? name('kitLine', u.what) : u.code === 'scan_gap' ? say(`gap.${u.what}`) : u.what)
  return [{ kind: 'list', items: c.unknown.map((u) => say(`unknown.${u.code}`, { what: what(u), unit: u.unit ?? '' })) }]
}

function evidence(v: Voice): ReportBlock[] {
  const { c, say, name } = v
  if (c.evidence.length === 0) return [{ kind: 'text', text: say('empty'), quiet: true }]
  const rows = c.evidence.map((e) => [String(e.seq), `${name('evidenceType', e.type)}${e.withdrawn ? say('withdrawn') : ''}`, [name('evidenceSide', e.side), e.unit].filter(Boolean).join(' '), e.sha256 ?? '—', `${e.addedBy === '' ? say('customer') : e.addedBy}\n${brief(e.addedAt)}`])
  return [{ kind: 'table', head: ['no', 'type', 'side', 'hash', 'added'].map((k) => say(`col.${k}`)), widths: [6, 18, 18, 38, 20], mono: [3], rows }]
}

function chronology(v: Voice): ReportBlock[] {
  const { c, say } = v
  return [{ kind: 'table', head: ['when', 'step', 'by'].map((k) => say(`col.${k}`)), widths: [26, 48, 26], rows: c.chronology.map((l) => [brief(l.at), [known(v.t, `codes.report.step.${l.step.replace('.', '_')}`, l.step), l.unit].filter(Boolean).join(' '), l.by === '' ? say('customer') : l.by]) }]
}
