// The frame around every page: mark, navigation, the one search box, the state of the line, the person's menu.
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { NavLink, useNavigate } from 'react-router'
import { Icon, Mark } from './Icon.tsx'
import type { IconName } from './Icon.tsx'
import { useKeys } from './keys.ts'
import { KeySheet } from './KeySheet.tsx'
import { locales, setPreferences, usePreferences } from './preferences.ts'
import type { ThemeChoice } from './preferences.ts'
import { useStreamState } from './stream.ts'
import type { Density } from './tokens.ts'
import { t } from './words.ts'

export type NavItem = Readonly<{ to: string; words: string; icon: IconName; keys: string }>

function Line() {
  const state = useStreamState()
  return <span className={`line-state is-${state}`} role="status"><span className="dot" aria-hidden="true" /><span className="line-words">{t(`console.line.${state}`)}</span></span>
}

function Choice<T extends string>({ title, value, options, onChange }: { title: string; value: T; options: readonly (readonly [T, string])[]; onChange: (value: T) => void }) {
  return (
    <fieldset className="choice">
      <legend>{title}</legend>
      <div className="choice-row">
        {options.map(([option, words]) => (
          <label key={option} className={option === value ? 'is-on' : ''}>
            <input type="radio" className="sr" name={title} checked={option === value} onChange={() => onChange(option)} />{words}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

const themes: readonly ThemeChoice[] = ['light', 'dark', 'system']
const densities: readonly Density[] = ['compact', 'normal', 'roomy']

/** The person's menu: appearance choices, then whatever the app adds. */
function Menu({ name, detail, onKeys, children }: { name: string; detail: string; onKeys: () => void; children: ReactNode }) {
  const chosen = usePreferences()
  return (
    <>
      <button type="button" className="ghost person" popoverTarget="person-menu" title={t('console.menu.open', { name })}><span className="avatar" aria-hidden="true">{name.slice(0, 1)}</span><span className="person-name">{name}</span><Icon name="down" size={12} /></button>
      <div id="person-menu" popover="auto" className="menu">
        <p className="menu-head"><strong>{name}</strong><span className="hint">{detail}</span></p>
        <Choice title={t('console.menu.theme')} value={chosen.theme} options={themes.map((each) => [each, t(`console.menu.theme_${each}`)] as const)} onChange={(theme) => setPreferences({ theme })} />
        <Choice title={t('console.menu.density')} value={chosen.density} options={densities.map((each) => [each, t(`console.menu.density_${each}`)] as const)} onChange={(density) => setPreferences({ density })} />
        <Choice title={t('console.menu.language')} value={chosen.locale} options={locales.map((each) => [each, t(`console.menu.language_${each}`)] as const)} onChange={(locale) => setPreferences({ locale })} />
        <hr />
        <button type="button" className="menu-item" popoverTarget="person-menu" popoverTargetAction="hide" onClick={onKeys}><Icon name="keyboard" />{t('console.keys.title')}<kbd>?</kbd></button>
        {children}
      </div>
    </>
  )
}

function Search({ onSearch }: { onSearch: (words: string) => void }) {
  const box = useRef<HTMLInputElement>(null)
  const focus = () => { box.current?.focus(); box.current?.select() }
  useKeys([{ keys: '/', label: t('console.keys.search'), run: focus }, { keys: 'Ctrl+k', label: '', run: focus, inFields: true }])
  return (
    <form role="search" className="search" onSubmit={(event) => { event.preventDefault(); const words = box.current?.value.trim() ?? ''; if (words !== '') { onSearch(words); box.current?.blur() } }}>
      <Icon name="search" />
      <input ref={box} type="search" aria-label={t('console.search.label')} placeholder={t('console.search.placeholder')} autoComplete="off" spellCheck={false} maxLength={80} onKeyDown={(event) => { if (event.key === 'Escape') box.current?.blur() }} />
      <kbd aria-hidden="true">/</kbd>
    </form>
  )
}

/** Draws the frame. `menu` holds the app's own menu items; `onSearch` is absent where there is nothing to search. */
export function Shell({ nav, name, detail, menu, onSearch, children }: { nav: readonly NavItem[]; name: string; detail: string; menu: ReactNode; onSearch?: (words: string) => void; children: ReactNode }) {
  const [showKeys, setShowKeys] = useState(false)
  const navigate = useNavigate()
  useKeys([
    { keys: '?', label: t('console.keys.title'), run: () => setShowKeys(true) },
    ...nav.map((item) => ({ keys: item.keys, label: item.words, run: () => void navigate(item.to) })),
  ])
  useEffect(() => {
    document.body.classList.toggle('has-search', onSearch !== undefined)
  }, [onSearch])
  return (
    <div className="shell">
      <a className="skip" href="#main">{t('console.app.skip')}</a>
      <header className="top">
        <NavLink to="/" className="brand" title={t('console.app.home')}><Mark /><span>{t('console.app.name')}</span></NavLink>
        <nav aria-label={t('console.app.nav')}>
          {nav.map((item) => <NavLink key={item.to} to={item.to}><Icon name={item.icon} /><span>{item.words}</span></NavLink>)}
        </nav>
        {onSearch === undefined ? <span className="spring" /> : <Search onSearch={onSearch} />}
        <Line />
        <Menu name={name} detail={detail} onKeys={() => setShowKeys(true)}>{menu}</Menu>
      </header>
      <main id="main" tabIndex={-1}>{children}</main>
      {showKeys ? <KeySheet onClose={() => setShowKeys(false)} /> : null}
    </div>
  )
}
