// What can be done now, as the palette lists it: parts of the page register their commands while they are on screen.
import type { IconName } from './Icon.tsx'
import { createRegistry } from './registry.ts'

/**
 * One command. `also` holds other words it is found by; `refused` says why it can't be done now, and then it only explains itself.
 * `keys` are its shortcut as shipped. `place` orders groups before anything is typed, lowest first.
 */
export type PaletteCommand = Readonly<{ id: string; place: number; group: string; words: string; icon: IconName; also?: string; hint?: string; keys?: string; refused?: string; run: () => void }>

/** Answers commands for typed words that only the server can find: people, cases by number. */
export type CommandSource = (typed: string) => Promise<readonly PaletteCommand[]>

const commands = createRegistry<PaletteCommand>()
const sources = createRegistry<CommandSource>()

/** Registers commands while the component is mounted. */
export const useCommands = commands.use
/** Registers a source while the component is mounted. */
export const useCommandSources = sources.use
/** Every command now registered, as a React value. */
export const useRegistered = commands.useAll
/** Every source now registered. */
export const registeredSources = sources.read
