// The head of a page: what it is, one line about it, and at the right what can be done.
import type { ReactNode } from 'react'

/** Draws the head; `hint` stands beside the title, `children` are the page's acts, the primary one last. */
export function PageHead({ title, hint, children }: { title: ReactNode; hint?: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-head">
      <div className="page-title"><h1>{title}</h1>{hint === undefined ? null : <p className="hint">{hint}</p>}</div>
      {children}
    </header>
  )
}
