// The one tagged template of the portal: HTML-looking text becomes Preact nodes, so every value is escaped when it is rendered.
import { Fragment, h } from 'preact'
import type { ComponentChildren, VNode } from 'preact'
import htm from 'htm'
import { renderToString } from 'preact-render-to-string'

/** Anything a page may put between two tags. Text is always escaped; there is no way to put raw markup in. */
export type Node = ComponentChildren

/** Tagged template: html`<p>${text}</p>`. */
export const html: (strings: TemplateStringsArray, ...values: unknown[]) => Node = htm.bind<VNode>(h)

/** Renders nodes to markup (without a doctype). */
export function toMarkup(node: Node): string {
  return renderToString(h(Fragment, null, node))
}
