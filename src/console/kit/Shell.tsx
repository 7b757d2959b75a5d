// The frame around every page: mark, navigation, the one search box and the palette, the state of the line, the person's menu.
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { Link, NavLink, useLocation, useNavigate } from 'react-router'
import { Icon, Mark } from './Icon.tsx'
import type { IconName } from './Icon.tsx'
import { useCommands } from './commands.ts'
import { useKeys } from './keys.ts'
import { keyTable } from './key-table.ts'
import { KeySheet } from './KeySheet.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'
import { Palette } from './Palette.tsx'
import { locales, setPreferences, usePreferences } from './preferences.ts'
import type { ThemeChoice } from './preferences.ts'
import { familyOf, headsOf, memberAt, Sisters } from './Sisters.tsx'
import { useStreamState } from './stream.ts'
import type { Density, FontSize } from './tokens.ts'
import { t } from './words.ts'

/** `under` names the page it stands beneath as a tab instead of in the head. */
export type NavItem = Readonly<{ to: string; words: string; icon: IconName; keys?: string; under?: string }>

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
const fonts: readonly FontSize[] = [14, 16, 18]

/** Appearance from the palette: each value of each choice is a command. */
function useAppearanceCommands(onKeys: () => void): void {
  const chosen = usePreferences()
  const command = (id: string, title: string, value: string, run: () => void) => ({ id: `set.${id}`, place: 6, group: t('console.palette.settings'), words: t('console.palette.set', { title, value }), icon: 'sun' as const, run })
  useCommands([
    ...themes.map((theme) => command(`theme.${theme}`, t('console.menu.theme'), t(`console.menu.theme_${theme}`), () => setPreferences({ theme }))),
    ...densities.map((density) => command(`density.${density}`, t('console.menu.density'), t(`console.menu.density_${density}`), () => setPreferences({ density }))),
    ...fonts.map((font) => command(`font.${font}`, t('console.menu.font'), String(font), () => setPreferences({ font }))),
    ...locales.map((locale) => command(`locale.${locale}`, t('console.menu.language'), t(`console.menu.language_${locale}`), () => setPreferences({ locale }))),
    command('sound', t('console.menu.sound'), t(chosen.sound ? 'console.menu.off' : 'console.menu.on'), () => setPreferences({ sound: !chosen.sound })),
    command('single', t('console.menu.single_keys'), t(chosen.singleKeys ? 'console.menu.off' : 'console.menu.on'), () => setPreferences({ singleKeys: !chosen.singleKeys })),
    { id: 'keys', place: 6, group: t('console.palette.settings'), words: t('console.keys.title'), icon: 'keyboard', keys: keyTable.sheet, run: onKeys },
  ])
}

/** The person's menu: what changes during the day, appearance, the account. */
function Menu({ name, detail, day, onKeys, children }: { name: string; detail: string; day: ReactNode; onKeys: () => void; children: ReactNode }) {
  const chosen = usePreferences()
  return (
    <>
      <button type="button" className="ghost person" popoverTarget="person-menu" title={t('console.menu.open', { name })}><span className="avatar" aria-hidden="true">{name.slice(0, 1)}</span><span className="person-name">{name}</span><Icon name="down" size={12} /></button>
      <div id="person-menu" popover="auto" className="menu">
        <p className="menu-head"><strong>{name}</strong><span className="hint">{detail}</span></p>
        {day}
        <hr />
        <Choice title={t('console.menu.theme')} value={chosen.theme} options={themes.map((each) => [each, t(`console.menu.theme_${each}`)] as const)} onChange={(theme) => setPreferences({ theme })} />
        <Choice title={t('console.menu.density')} value={chosen.density} options={densities.map((each) => [each, t(`console.menu.density_${each}`)] as const)} onChange={(density) => setPreferences({ density })} />
        <Choice title={t('console.menu.font')} value={String(chosen.font)} options={fonts.map((each) => [String(each), String(each)] as const)} onChange={(font) => setPreferences({ font: Number(font) as FontSize })} />
        <Choice title={t('console.menu.sound')} value={chosen.sound ? 'on' : 'off'} options={(['off', 'on'] as const).map((each) => [each, t(`console.menu.${each}`)] as const)} onChange={(on) => setPreferences({ sound: on === 'on' })} />
        {chosen.sound ? <QuietHours /> : null}
        <Choice title={t('console.menu.language')} value={chosen.locale} options={locales.map((each) => [each, t(`console.menu.language_${each}`)] as const)} onChange={(locale) => setPreferences({ locale })} />
        <hr />
        <button type="button" className="menu-item" popoverTarget="person-menu" popoverTargetAction="hide" onClick={onKeys}><Icon name="keyboard" />{t('console.keys.title')}<kbd>?</kbd></button>
        {children}
      </div>
    </>
  )
}

/** From when to when no sound is made. */
function QuietHours() {
  const { quiet: [from, to] } = usePreferences()
  const hour = (value: number, words: string, onChange: (value: number) => void) => (
    <select className="hour num" aria-label={words} value={value} onChange={(event) => onChange(Number(event.target.value))}>{Array.from({ length: 24 }, (_, h) => <option key={h} value={h}>{`${String(h).padStart(2, '0')}:00`}</option>)}</select>
  )
  return <div className="choice"><span className="hint">{t('console.menu.quiet')}</span><span className="choice-row">{hour(from, t('console.menu.quiet_from'), (next) => setPreferences({ quiet: [next, to] }))}<span aria-hidden="true">–</span>{hour(to, t('console.menu.quiet_to'), (next) => setPreferences({ quiet: [from, next] }))}</span></div>
}

function Search({ onSearch }: { onSearch: (words: string) => void }) {
  const box = useRef<HTMLInputElement>(null)
  const focus = () => { box.current?.focus(); box.current?.select() }
  useKeys([{ keys: keyTable.search, label: t('console.keys.search'), run: focus }])
  return (
    <form role="search" className="search" onSubmit={(event) => { event.preventDefault(); const words = box.current?.value.trim() ?? ''; if (words !== '') { onSearch(words); box.current?.blur() } }}>
      <Icon name="search" />
      <input ref={box} type="search" aria-label={t('console.search.label')} placeholder={t('console.search.placeholder')} autoComplete="off" spellCheck={false} maxLength={80} onKeyDown={(event) => { if (event.key === 'Escape') box.current?.blur() }} />
      <kbd aria-hidden="true">/</kbd>
    </form>
  )
}

/** Draws the frame. `day` and `menu` hold the app's items above and below the choices of the person's menu, `beside` what stands before the person; `banner` what stands under the head on every page; `unsent` is how much waits for the line; `onSearch` is absent where there is nothing to search. */
export function Shell({ nav, name, detail, day, menu, beside, banner, unsent = 0, onSearch, children }: { nav: readonly NavItem[]; name: string; detail: string; day: ReactNode; menu: ReactNode; beside?: ReactNode; banner?: ReactNode; unsent?: number; onSearch?: (words: string) => void; children: ReactNode }) {
  const [shown, setShown] = useState<'keys' | 'palette' | undefined>(undefined)
  const showKeys = () => setShown('keys')
  const navigate = useNavigate()
  const { pathname } = useLocation()
  useAppearanceCommands(showKeys)
  useCommands(nav.map((item) => ({ id: `go.${item.to}`, place: 4, group: t('console.palette.go'), words: item.words, icon: item.icon, ...(item.keys === undefined ? {} : { keys: item.keys }), run: () => void navigate(item.to) })))
  useKeys([
    { keys: keyTable.sheet, label: t('console.keys.title'), run: showKeys }, { keys: keyTable.palette, label: t('console.palette.title'), run: () => setShown('palette'), inFields: true },
    ...nav.flatMap((item) => (item.keys === undefined ? [] : [{ keys: item.keys, label: item.words, run: () => void navigate(item.to) }])),
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
          {headsOf(nav).map((item) => { const isHere = memberAt(familyOf(nav, item), pathname) !== undefined; return <Link key={item.to} to={item.to} className={isHere ? 'active' : undefined} aria-current={isHere ? 'page' : undefined}><Icon name={item.icon} /><span>{item.words}</span></Link> })}
        </nav>
        {onSearch === undefined ? <span className="spring" /> : <Search onSearch={onSearch} />}
        <button type="button" className="ghost palette-open" onClick={() => setShown('palette')} title={t('console.palette.title')}><Icon name="keyboard" /><span className="sr">{t('console.palette.title')}</span><kbd aria-hidden="true">Ctrl/⌘ K</kbd></button>
        <Line />
        {beside}
        <Menu name={name} detail={detail} day={day} onKeys={showKeys}>{menu}</Menu>
      </header>
      {banner}
      <OfflineBanner unsent={unsent} />
      <Sisters nav={nav} />
      <main id="main" tabIndex={-1}>{children}</main>
      {shown === 'keys' ? <KeySheet onClose={() => setShown(undefined)} /> : shown === 'palette' ? <Palette onClose={() => setShown(undefined)} /> : null}
    </div>
  )
}
