// When something doesn't work: what happened, what was kept, one way forward and one way to a person.
import { html } from '../kit/html.ts'
import { action, document, note } from '../kit/layout.ts'
import { momentText } from '../kit/moment.ts'
import { refusalText } from '../words.ts'
import type { Page, TroubleModel } from '../models.ts'

const forwards: Readonly<Record<TroubleModel['code'], { href: string; label: string }>> = {
  not_found: { href: '/p/follow', label: 'portal.trouble.toFollow' },
  expired: { href: '/p/follow', label: 'portal.trouble.toCode' },
  too_many: { href: '/p', label: 'portal.trouble.toHome' },
  unavailable: { href: '/p', label: 'portal.trouble.again' },
  refused: { href: '/p', label: 'portal.trouble.toHome' },
  broken: { href: '/p', label: 'portal.trouble.toHome' },
  too_large: { href: '/p/complain', label: 'portal.trouble.toComplain' },
}

/** Draws the page for an error. The way to a person is the hotline, shown here large and in the foot as everywhere. */
export function troublePage(page: Page, model: TroubleModel): string {
  const { t, site } = page
  const forward = model.forward ?? { href: forwards[model.code].href, label: t(forwards[model.code].label) }
  const when = model.retryAt ? { moment: momentText(page, model.retryAt) } : undefined
  return document(
    { ...page, self: undefined },
    { title: t(`portal.trouble.${model.code}.title`) },
    html`<div class="trouble">
      <h1>${t(`portal.trouble.${model.code}.title`)}</h1>
      <p class="lead">${model.refusal ? refusalText(page, model.refusal) : t(`portal.trouble.${model.code}.text`)}</p>
      ${when ? note('info', 'delay', html`<p>${t('portal.trouble.retryAt', when)}</p>`) : null}
      <div class="actions">
        ${action(forward.href, forward.label)}
        <a class="button" href=${`tel:${site.hotline.number.replace(/[^\d+]/g, '')}`}>${t('portal.frame.person', { number: site.hotline.number })}</a>
      </div>
      ${model.requestId ? html`<p class="hint">${t('portal.trouble.requestId', { id: model.requestId })}</p>` : null}
    </div>`,
  )
}
