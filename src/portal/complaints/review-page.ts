// Step 3 of a complaint: read it back (INT-12), then send. What failed on the way is said, what was typed is kept.
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { hidden, send } from '../kit/fields.ts'
import { sizeText } from '../kit/format.ts'
import { document, problemNote } from '../kit/layout.ts'
import { consent } from '../customers/consent.ts'
import { carried, plainItems } from './draft.ts'
import { steps } from './steps.ts'
import type { Page, ReviewModel } from '../models.ts'

/** Draws step 3. The hidden fields hold the whole draft; "change" posts it back to step 2. */
export function reviewPage(page: Page, model: ReviewModel): string {
  const { t } = page
  const { draft, problem } = model
  return document(
    page,
    { title: t('portal.review.title'), form: 'complain' },
    steps(page, 3),
    html`<h1>${t('portal.review.title')}</h1>`,
    problemNote(page, problem),
    html`<form id="complain" method="post" action="/p/complain" data-guard>
      ${hidden(carried(draft))}
      <dl class="sheet">${rows(page, model).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      ${consent(page)} ${send(t('portal.review.send'))}
      <button class="button" name="step" value="edit" formaction="/p/complain/tell" formenctype="multipart/form-data" formnovalidate>${t('portal.review.change')}</button>
      <p class="hint after">${t('portal.review.promise')}</p>
    </form>`,
  )
}

function rows(page: Page, { draft }: ReviewModel): [string, Node][] {
  const { t } = page
  const about = draft.about === '' ? 'other' : draft.about
  const numbers = plainItems(draft.number)
  const list: [string, Node | undefined][] = [
    [t('portal.review.about'), t(`portal.about.${about}`)],
    [t('portal.review.words'), draft.words === '' ? html`<span class="none">${t('portal.review.noWords')}</span>` : html`<span class="said">${draft.words}</span>`],
    [t('portal.review.files'), draft.files.length === 0 ? undefined : html`<ul class="plain">${draft.files.map((file) => html`<li>${file.name} <small>${sizeText(file.size)}</small></li>`)}</ul>`],
    [t('portal.review.number'), numbers.length === 0 ? html`<span class="none">${t('portal.review.noNumber')}</span>` : numbers.join('  ')],
    [t('portal.review.reach'), draft.anonymous ? t('portal.review.anonymous') : html`<span class="nums">${draft.phone}</span>${draft.name === '' ? null : ` ${draft.name}`}`],
    [t('portal.review.noCalls'), draft.noCalls && !draft.anonymous ? t('portal.review.noCallsYes') : undefined],
    [t('portal.review.role'), draft.role === '' ? undefined : t(`portal.role.${draft.role}`)],
    [t('portal.review.wishes'), draft.wishes.length === 0 ? undefined : draft.wishes.map((wish) => t(`portal.wish.${wish}`)).join(t('portal.form.and'))],
  ]
  return list.filter((row): row is [string, Node] => row[1] !== undefined)
}
