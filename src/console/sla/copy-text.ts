// The explanation of a deadline as text for a regulator: always in the regulator's language, whatever is on screen.
import type { ExplanationView } from '../../contract/deadlines.ts'
import { plainDeadline, tellDeadline } from '../../contract/explanation-text.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { wordsIn } from '../kit/words.ts'

/** The numbered text in simplified Chinese. */
export async function textForRegulator(seen: ExplanationView): Promise<string> {
  const words = await wordsIn('zh-CN', ['clocks', 'codes'])
  return plainDeadline(tellDeadline(seen, words, 'zh-CN', spokenNo(seen.complaintNo)), words)
}

/** Puts text on the clipboard; false where the browser has none for us (plain http in an intranet). */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
