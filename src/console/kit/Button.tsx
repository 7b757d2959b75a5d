// The one button: what it does in words, one primary per view; while it works it says so and can't be pressed again.
import type { ReactNode } from 'react'

type Props = Omit<React.ComponentProps<'button'>, 'type'> & { type?: 'primary' | 'default' | 'text'; size?: 'small' | 'large'; htmlType?: 'submit' | 'button'; loading?: boolean; danger?: boolean; block?: boolean; children: ReactNode }

/** Draws a button; `type` is its weight, `htmlType` whether it sends the form around it. */
export function Button({ type = 'default', size, htmlType = 'button', loading = false, danger = false, block = false, onClick, children, ...rest }: Props) {
  const looks = ['btn', `is-${type}`, ...(size === undefined ? [] : [`is-${size}`]), ...(danger ? ['is-danger'] : []), ...(block ? ['is-block'] : [])]
  // Not disabled while it works: the focus would be lost.
  return (
    <button {...rest} type={htmlType === 'submit' && !loading ? 'submit' : 'button'} className={looks.join(' ')} aria-busy={loading} aria-disabled={loading || undefined} onClick={loading ? undefined : onClick}>
      {loading ? <span className="btn-spin" aria-hidden="true" /> : null}{children}
    </button>
  )
}
