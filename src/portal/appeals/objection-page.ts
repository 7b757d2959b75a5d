// Objecting to the result: somebody else looks again (FUP-12).
import { html } from '../kit/html.ts'
import { choiceField, errorList, filesField, hidden, send, wordsField } from '../kit/fields.ts'
import { casePath } from '../kit/format.ts'
import { document, heading, problemNote } from '../kit/layout.ts'
import { decisionCard } from '../resolution/offer-card.ts'
import type { ObjectModel, Page } from '../models.ts'

/** What an objection may be about, in the order shown. */
export const objectionGrounds = ['amount', 'facts', 'not_done', 'attitude', 'other'] as const

/** Draws the page. */
export function objectionPage(page: Page, model: ObjectModel): string {
  const { t } = page
  return document(
    page,
    { title: t('portal.objection.title'), form: 'objection', back: { href: casePath(model.complaintNo), label: t('portal.case.back') } },
    heading(t('portal.objection.title'), t('portal.objection.lead', { days: page.site.limits.reviewDays })),
    problemNote(page, model.problem),
    errorList(page, model.errors),
    model.decision ? decisionCard(page, model.decision, false) : null,
    html`<form id="objection" method="post" action=${casePath(model.complaintNo, 'objection')} enctype="multipart/form-data" novalidate data-guard data-draft=${`objection-${model.complaintNo}`}>
      ${hidden([['key', model.key]])}
      ${choiceField(
        page,
        { name: 'ground', kind: 'radio', label: t('portal.objection.ground'), options: objectionGrounds.map((value) => ({ value, label: t(`portal.objection.grounds.${value}`) })), chosen: model.values['ground'] ?? [] },
        model.errors,
      )}
      ${wordsField(page, { name: 'words', label: t('portal.objection.text'), hint: t('portal.objection.textHint'), value: model.values['words']?.[0] ?? '', maxlength: 1800 }, model.errors)}
      ${filesField(page, { name: 'files', label: t('portal.objection.files'), hint: t('portal.objection.filesHint'), optional: true, kept: model.files, max: model.maxFiles, maxMb: model.maxFileMb }, model.errors)}
      ${send(t('portal.objection.send'))}
    </form>`,
  )
}
