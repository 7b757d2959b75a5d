// Withdrawing: free, verified by headquarters, and nobody who pressed for it learns of it (OPN-36).
import { html } from '../kit/html.ts'
import { choiceField, errorList, hidden, send, tick } from '../kit/fields.ts'
import { casePath } from '../kit/format.ts'
import { document, heading, problemNote, quiet } from '../kit/layout.ts'
import type { Page, WithdrawModel } from '../models.ts'

/** Reasons a customer may give for withdrawing, in the order shown. */
export const withdrawalReasons = ['solved', 'mistaken', 'no_time', 'other'] as const

/** Draws the page. */
export function withdrawPage(page: Page, model: WithdrawModel): string {
  const { t } = page
  const { reason, pressed, verifyBy } = model.values
  const option = (kind: string, value: string): { value: string; label: string } => ({ value, label: t(`portal.withdraw.${kind}.${value}`) })
  return document(
    page,
    { title: t('portal.withdraw.title'), form: 'withdraw', back: { href: casePath(model.complaintNo), label: t('portal.case.back') } },
    heading(t('portal.withdraw.title'), t('portal.withdraw.lead')),
    problemNote(page, model.problem),
    errorList(page, model.errors),
    html`<ul class="consequences">
      <li>${t('portal.withdraw.verified')}</li>
      <li>${t('portal.withdraw.goesOn')}</li>
      <li>${t('portal.withdraw.again')}</li>
    </ul>`,
    html`<form id="withdraw" method="post" action=${casePath(model.complaintNo, 'withdrawal')} novalidate data-guard>
      ${hidden([['key', model.key]])}
      ${choiceField(page, { name: 'reason', kind: 'radio', label: t('portal.withdraw.reasonLabel'), options: withdrawalReasons.map((value) => option('reason', value)), chosen: reason ?? [] }, model.errors)}
      ${tick('pressed', t('portal.withdraw.pressed'), pressed?.[0] === 'yes', t('portal.withdraw.pressedHint'))}
      ${model.phoneMasked
        ? choiceField(page, { name: 'verifyBy', kind: 'radio', label: t('portal.withdraw.verifyLabel', { phone: model.phoneMasked }), options: ['code', 'call'].map((value) => option('verifyBy', value)), chosen: verifyBy ?? ['call'] }, model.errors)
        : null}
      <div class="actions">${quiet(casePath(model.complaintNo), t('portal.withdraw.stay'))} ${send(t('portal.withdraw.send'))}</div>
    </form>`,
  )
}
