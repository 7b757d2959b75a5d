// Rating how the complaint was handled: one answer, and words if wanted.
import { html } from '../kit/html.ts'
import { choiceField, errorList, hidden, send, wordsField } from '../kit/fields.ts'
import { casePath } from '../kit/format.ts'
import { document, heading, problemNote } from '../kit/layout.ts'
import type { CaseFormModel, Page } from '../models.ts'

/** Draws the page. Scores run from 5 (very satisfied) to 1. */
export function ratingPage(page: Page, model: CaseFormModel): string {
  const { t } = page
  return document(
    page,
    { title: t('portal.rating.title'), form: 'rating', back: { href: casePath(model.complaintNo), label: t('portal.case.back') } },
    heading(t('portal.rating.title'), t('portal.rating.lead')),
    problemNote(page, model.problem),
    errorList(page, model.errors),
    html`<form id="rating" method="post" action=${casePath(model.complaintNo, 'rating')} novalidate data-guard>
      ${hidden([['key', model.key]])}
      ${choiceField(page, { name: 'score', kind: 'radio', label: t('portal.rating.score'), options: ['5', '4', '3', '2', '1'].map((value) => ({ value, label: t(`portal.rating.scores.s${value}`) })), chosen: model.values['score'] ?? [] }, model.errors)}
      ${wordsField(page, { name: 'comment', label: t('portal.rating.text'), value: model.values['comment']?.[0] ?? '', optional: true, maxlength: 1000, rows: 3 }, model.errors)}
      ${send(t('portal.rating.send'))}
    </form>`,
  )
}
