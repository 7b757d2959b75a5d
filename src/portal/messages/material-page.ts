// Adding something to a complaint: words, photos, papers.
import { html } from '../kit/html.ts'
import { errorList, filesField, hidden, send, wordsField } from '../kit/fields.ts'
import { casePath } from '../kit/format.ts'
import { document, heading, note, problemNote } from '../kit/layout.ts'
import type { MaterialModel, Page } from '../models.ts'

/** Draws the page. */
export function materialPage(page: Page, model: MaterialModel): string {
  const { t } = page
  return document(
    page,
    { title: t('portal.material.title'), form: 'material', back: { href: casePath(model.complaintNo), label: t('portal.case.back') } },
    heading(t('portal.material.title'), model.ask ? undefined : t('portal.material.lead')),
    model.ask ? note('soon', 'bell', html`<p class="said">${model.ask.what}</p>`, model.ask.reason === '' ? null : html`<p class="said">${t('portal.ask.why', { reason: model.ask.reason })}</p>`, html`<p class="hint">${t('portal.ask.consequence')}</p>`) : null,
    problemNote(page, model.problem),
    errorList(page, model.errors),
    html`<form id="material" method="post" action=${casePath(model.complaintNo, 'material')} enctype="multipart/form-data" novalidate data-guard data-draft=${`material-${model.complaintNo}`}>
      ${hidden([['key', model.key]])}
      ${wordsField(page, { name: 'words', label: t('portal.material.text'), value: model.values['words']?.[0] ?? '', optional: true, maxlength: 1000 }, model.errors)}
      ${filesField(page, { name: 'files', label: t('portal.material.files'), hint: t('portal.material.filesHint'), optional: true, kept: model.files, max: model.maxFiles, maxMb: model.maxFileMb }, model.errors)}
      ${send(t('portal.material.send'))}
      <p class="hint after">${t('portal.material.after')}</p>
    </form>`,
  )
}
