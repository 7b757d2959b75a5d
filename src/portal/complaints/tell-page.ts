// Step 2 of a complaint: say it, show it, and how to reach you. One form that comes back filled when something is missing.
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { choiceField, errorList, filesField, hidden, send, textField, tick, wordsField } from '../kit/fields.ts'
import { icon } from '../kit/icons.ts'
import { document } from '../kit/layout.ts'
import { longestWords, wishes } from './draft.ts'
import { steps } from './steps.ts'
import type { Choice, Page, TellModel } from '../models.ts'

/** Draws step 2. `draft.about` is answered; without an answer the page asks step 1 again through a link. */
export function tellPage(page: Page, model: TellModel): string {
  const { t } = page
  const { draft, errors } = model
  const about: Choice = draft.about === '' ? 'other' : draft.about
  return document(
    page,
    { title: t('portal.tell.title'), form: 'complain', back: { href: `/p/complain?draft=${encodeURIComponent(draft.key)}`, label: t('portal.steps.what') } },
    steps(page, 2),
    html`<h1>${t('portal.tell.title')}</h1>`,
    html`<p class="picked">${icon(about)}<b>${t(`portal.about.${about}`)}</b><button form="complain" name="step" value="what" formnovalidate>${t('portal.form.change')}</button></p>`,
    errorList(page, errors),
    html`<form id="complain" method="post" action="/p/complain/review" enctype="multipart/form-data" novalidate data-draft="complain" data-guard>
      ${hidden([['key', draft.key], ['about', draft.about]])}
      ${wordsField(
        page,
        { name: 'words', label: t('portal.tell.words'), hint: t(`portal.tell.wordsHint.${about}`), value: draft.words, optional: about !== 'other', maxlength: longestWords, rows: 4 },
        errors,
      )}
      ${filesField(page, { name: 'files', label: t('portal.tell.files'), hint: t(`portal.tell.filesHint.${about}`), optional: true, kept: draft.files, max: model.maxFiles, maxMb: model.maxFileMb }, errors)}
      ${textField(
        page,
        { name: 'number', label: t('portal.tell.number'), hint: t('portal.tell.numberHint'), value: draft.number, optional: true, maxlength: 200 },
        errors,
      )}
      ${reach(page, model)} ${more(page, model)} ${send(t('portal.tell.next'))}
      <p class="hint after">${t('portal.tell.nextHint')}</p>
    </form>`,
  )
}

function reach(page: Page, { draft, errors }: TellModel): Node {
  const { t } = page
  return html`<fieldset class="group">
    <legend>${t('portal.tell.reach')}</legend>
    ${textField(
      page,
      { name: 'phone', label: t('portal.tell.phone'), hint: t('portal.tell.phoneHint'), value: draft.phone, type: 'tel', inputmode: 'tel', autocomplete: 'tel', maxlength: 30, big: true },
      errors,
    )}
    ${textField(page, { name: 'name', label: t('portal.tell.name'), value: draft.name, optional: true, autocomplete: 'name', maxlength: 60 }, errors)}
    ${tick('noCalls', t('portal.tell.noCalls'), draft.noCalls, t('portal.tell.noCallsHint'))}
    ${tick('anonymous', t('portal.tell.anonymous'), draft.anonymous, t('portal.tell.anonymousHint'))}
  </fieldset>`
}

function more(page: Page, { draft, errors }: TellModel): Node {
  const { t } = page
  const roles = (['consignee', 'sender', 'representative'] as const).map((role) => ({ value: role, label: t(`portal.role.${role}`) }))
  return html`<details class="more" open=${draft.role !== '' || draft.wishes.length > 0}>
    <summary>${t('portal.tell.more')}</summary>
    ${choiceField(page, { name: 'role', kind: 'radio', label: t('portal.tell.role'), options: roles, chosen: [draft.role], row: true, optional: true }, errors)}
    ${choiceField(
      page,
      { name: 'wishes', kind: 'checkbox', label: t('portal.tell.wishes'), options: wishes.map((wish) => ({ value: wish, label: t(`portal.wish.${wish}`) })), chosen: draft.wishes, row: true, optional: true },
      errors,
    )}
  </details>`
}
