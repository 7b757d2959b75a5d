// One question to somebody without an account, opened from a link: what is asked, until when, three big answers, words and photos.
import type { OrderAnswer } from '../../domain/complaints/vocabulary.ts'
import { orderAnswers } from '../../domain/complaints/vocabulary.ts'
import type { UnitVerdict } from '../../domain/investigation/unit-kit.ts'
import { errorList, filesField, hidden, send, textField, wordsField } from '../kit/fields.ts'
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { icon } from '../kit/icons.ts'
import type { IconName } from '../kit/icons.ts'
import { document, heading, note, problemNote } from '../kit/layout.ts'
import { countdown, moment } from '../kit/moment.ts'
import type { FieldError, Instant, KeptFile, Page, Refused, Values } from '../models.ts'
import { maybe } from '../words.ts'

type Reason = { readonly code: string; readonly params: Readonly<Record<string, unknown>> }

/** `path` is the secret's own address, to which the form is sent back. Nothing here leads to the customer. */
export type OrderModel = {
  readonly path: string; readonly draft: string; readonly key: string; readonly unit: string; readonly keyword: string; readonly waybillNo: string | null; readonly question: string; /** Goods to be handled first have other answers. */ readonly isPriority: boolean; readonly item: readonly string[]; readonly wantedTypes: readonly string[]; readonly wanted: readonly string[]; readonly missing: string | null; readonly dueAt: Instant
  readonly verdict: UnitVerdict | null; readonly because: readonly Reason[]; readonly values: Values; readonly files: readonly KeptFile[]; readonly errors: readonly FieldError[]; readonly problem?: Refused; readonly maxFiles: number; readonly maxFileMb: number
}

const icons: Readonly<Record<OrderAnswer, IconName>> = { true: 'check', not_true: 'cross', other_unit: 'arrow' }
const value = (model: OrderModel, name: string): string => model.values[name]?.[0] ?? ''

/** Draws the question with its form. */
export function orderPage(page: Page, model: OrderModel): string {
  const { t } = page
  const wanted = [...model.wantedTypes.map((type) => t(`codes.evidenceType.${type}`)), ...model.wanted]
  return document(
    page,
    { title: t('portal.order.title'), form: 'order', secret: true },
    html`<form id="order" class="order" method="post" action=${model.path} enctype="multipart/form-data" novalidate data-guard data-draft=${model.draft}>
      ${hidden([['key', model.key]])}
      <div class="order-ask">
        ${heading(t('portal.order.title'), html`${model.unit}${model.waybillNo === null ? null : html` · <span class="no">${model.waybillNo}</span>`} · ${model.keyword}`)}
        ${problemNote(page, model.problem)} ${errorList(page, model.errors)}
        <p class="order-due">${icon('delay')}<span>${t('portal.order.due')} <b>${moment(page, model.dueAt, true)}</b> ${countdown(page, model.dueAt)}</span></p>
        ${model.missing === null ? null : note('soon', 'bell', html`<h2>${t('portal.order.missing')}</h2>`, html`<p class="said">${model.missing}</p>`)}
        <p class="order-question">${model.question}</p>
        ${model.item.length === 0 ? null : html`<p class="hint">${model.item.join(' · ')}</p>`}
        ${wanted.length === 0 ? null : html`<p class="hint">${t('portal.order.wanted', { what: wanted.join(t('portal.order.comma')) })}</p>`}
        ${standing(page, model)}
        <p class="hint">${t(Date.parse(model.dueAt) < page.now ? 'portal.order.silenceLate' : 'portal.order.silence')}</p>
      </div>
      ${answers(page, model)}
      <div class="order-more">
        ${wordsField(page, { name: 'words', label: t('portal.order.words'), value: value(model, 'words'), rows: 3, maxlength: 2000 }, model.errors)}
        <div class="order-unit">${textField(page, { name: 'unit', label: t('portal.order.otherUnit'), hint: t('portal.order.otherUnitHint'), value: value(model, 'unit'), optional: true, maxlength: 30 }, model.errors)}</div>
        ${filesField(page, { name: 'files', label: t('portal.order.files'), hint: t('portal.order.filesHint'), optional: true, accept: 'image/*,audio/*,video/*,application/pdf', kept: model.files, max: model.maxFiles, maxMb: model.maxFileMb }, model.errors)}
        ${textField(page, { name: 'who', label: t('portal.order.who'), value: value(model, 'who'), autocomplete: 'name', maxlength: 20 }, model.errors)}
        ${textField(page, { name: 'role', label: t('portal.order.role'), hint: t('portal.order.roleHint'), value: value(model, 'role'), autocomplete: 'organization-title', maxlength: 20 }, model.errors)}
        ${send(t('portal.order.send'))}
        <p class="hint after">${t('portal.order.after')}</p>
      </div>
    </form>`,
  )
}

/** What follows an answer that was taken; the link itself opens nothing more. */
export function orderThanksPage(page: Page, answered: { readonly unit: string; readonly draft: string }): string {
  const { t } = page
  return document({ ...page, self: undefined }, { title: t('portal.order.done'), secret: true }, note('good', 'check', html`<h1>${t('portal.order.done')}</h1>`, html`<p data-clear-draft=${answered.draft}>${t('portal.order.doneText', { unit: answered.unit })}</p>`))
}

/** The one page for every link that opens nothing: unknown, expired, used, withdrawn, its question answered. It says the same for all. */
export function deadLinkPage(page: Page): string {
  const { t } = page
  return document({ ...page, self: undefined }, { title: t('portal.order.dead'), secret: true }, html`<div class="trouble"><h1>${t('portal.order.dead')}</h1><p class="lead">${t('portal.order.deadText')}</p></div>`)
}

function answers(page: Page, model: OrderModel): Node {
  const { t } = page
  const wrong = model.errors.find((one) => one.path === 'answer')
  return html`<fieldset class="order-answers" id="f-answer" aria-describedby=${wrong ? 'e-answer' : undefined}>
    <legend>${t('portal.order.answer')}</legend>
    <div>${orderAnswers.map((answer) => html`<label class="answer"><input type="radio" name="answer" value=${answer} checked=${value(model, 'answer') === answer} />${icon(icons[answer])}<span>${t(model.isPriority ? `codes.priorityResult.${answer}` : `portal.order.answers.${answer}`)}</span></label>`)}</div>
    ${wrong ? html`<p class="wrong" id="e-answer">${icon('alert')}<span>${t('portal.wrong.any.required')}</span></p>` : null}
  </fieldset>`
}

function standing(page: Page, { verdict, because }: OrderModel): Node {
  const said = because.flatMap((reason) => sayReason(page, reason) ?? [])
  if (verdict === null || said.length === 0) return null
  return note(verdict === 'not_liable' ? 'good' : 'info', 'scales', html`<p><b>${page.t(`portal.order.verdict.${verdict}`)}</b> ${said.join(page.t('portal.order.comma'))}</p>`)
}

function sayReason(page: Page, { code, params }: Reason): string | undefined {
  const words = Object.fromEntries(Object.entries(params).filter((e): e is [string, string | number] => typeof e[1] === 'string' || typeof e[1] === 'number'))
  if (code === 'kit_line' && typeof words['line'] === 'string') return maybe(page, `codes.kit.${words['line']}`, words)
  return maybe(page, `codes.anomaly.${code}`, words) ?? maybe(page, `codes.segment.${code}`, words)
}
