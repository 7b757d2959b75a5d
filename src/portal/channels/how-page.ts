// How complaints are handled: channels, steps, time limits and further rights, readable before complaining (CH-15).
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { action, document, heading } from '../kit/layout.ts'
import { maybe } from '../words.ts'
import type { Locale, Page } from '../models.ts'

/** Draws the page. */
export function howPage(page: Page): string {
  const { t } = page
  return document(
    page,
    { title: t('portal.how.title'), wide: true, back: { href: '/p', label: t('portal.frame.home') } },
    heading(t('portal.how.title'), t('portal.how.lead')),
    html`<div class="columns">
      <div>${course(page)}</div>
      <div class="aside">${channels(page)} ${prepare(page)} ${rights(page)}</div>
    </div>`,
    html`<div class="actions">${action('/p/complain', t('portal.home.complain'))}</div>`,
  )
}

function course(page: Page): Node {
  const { t } = page
  const { limits } = page.site
  const numbers = { hours: limits.firstContactHours, days: limits.decisionDays, law: limits.statutoryDays }
  const stations = ['received', 'contact', 'checking', 'proposal', 'decision', 'carrying_out', 'done'] as const
  return html`<section>
    <h2>${t('portal.how.course')}</h2>
    <ol class="journey plainly">
      ${stations.map((one) => html`<li class="later"><b>${t(`portal.how.step.${one}.name`)}</b><p>${t(`portal.how.step.${one}.text`, numbers)}</p></li>`)}
    </ol>
    <p class="hint">${t('portal.how.law', numbers)}</p>
  </section>`
}

function channels(page: Page): Node {
  const { t, site } = page
  const shown = (value: string | Readonly<Record<Locale, string>>): string => (typeof value === 'string' ? value : value[page.locale])
  return html`<section>
    <h2>${t('portal.how.channels')}</h2>
    <dl class="sheet">
      ${site.channels.map(
        (one) => html`<div>
          <dt>${maybe(page, `portal.channel.${one.kind}`) ?? t('portal.channel.other')}</dt>
          <dd>${one.href ? html`<a href=${one.href}>${one.kind === 'web' ? t('portal.home.complain') : shown(one.value)}</a>` : shown(one.value)}${one.hours ? html`<small>${one.hours}</small>` : null}</dd>
        </div>`,
      )}
    </dl>
    <p class="hint">${t('portal.how.channelsHint')}</p>
  </section>`
}

function prepare(page: Page): Node {
  const { t } = page
  return html`<section>
    <h2>${t('portal.how.prepare')}</h2>
    <ul>
      <li>${t('portal.how.prepareNumber')}</li>
      <li>${t('portal.how.prepareProof')}</li>
      <li>${t('portal.how.prepareYear')}</li>
    </ul>
  </section>`
}

function rights(page: Page): Node {
  const { t } = page
  return html`<section>
    <h2>${t('portal.how.rights')}</h2>
    <ul>
      <li>${t('portal.how.rightObject')}</li>
      <li>${t('portal.how.rightAppeal', { law: page.site.limits.statutoryDays, phone: page.site.regulator.phone })}</li>
      <li>${t('portal.how.rightData')}</li>
    </ul>
  </section>`
}
