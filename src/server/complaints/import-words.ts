// The words by which lines of an import say channel, kind, reason, role and demand: our codes, our labels in every language, and what others call them.
import { localeCodes } from '../../contract/words.ts'
import { otherWords, plainWord, worded } from '../../domain/complaints/import-line.ts'
import type { ImportVocabulary } from '../../domain/complaints/import-line.ts'
import { channels, complainantRoles, contactKinds, demandKinds } from '../../domain/complaints/vocabulary.ts'
import type { ReasonTree } from '../../domain/policy/reason-tree.ts'
import { wordsOf } from '../platform/locales.ts'

/** Builds the vocabulary; a word that several leaves of the reason tree share means the first. */
export function importVocabulary(reasons: ReasonTree): ImportVocabulary {
  const codes = { channel: channels, kind: contactKinds, role: complainantRoles, demandKinds, reason: reasonCodesOf(reasons) }
  const keys = { channel: 'codes.channel', kind: 'codes.kind', role: 'codes.complainantRole', demandKinds: 'codes.demand', reason: '' }
  return Object.fromEntries(worded.map((field) => {
    const words = new Map<string, string>()
    const add = (word: string, code: string): void => { if (!words.has(plainWord(word))) words.set(plainWord(word), code) }
    for (const code of codes[field]) add(code, code)
    for (const locale of localeCodes) for (const code of codes[field]) add(wordsOf(locale)(field === 'reason' ? reasonKey(code) : `${keys[field]}.${code}`), code)
    for (const [word, code] of Object.entries(otherWords[field])) add(word, code)
    return [field, words]
  })) as unknown as ImportVocabulary
}

const reasonKey = (code: string): string => (code.includes('.') ? `reasons.leaf.${code}` : `reasons.first.${code}`)

// First level before leaves: a word of both means the broader one.
function reasonCodesOf(reasons: ReasonTree): string[] {
  return [...reasons.nodes.values()].sort((a, b) => Number(a.leaf) - Number(b.leaf)).map((node) => node.code)
}
