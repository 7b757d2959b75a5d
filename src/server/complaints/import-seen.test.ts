import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { seenLines } from './import-seen.ts'

const hashOf = (said: string): Buffer => createHash('sha256').update(said).digest()

test('tells the line that said the same, and grows beyond what was announced without forgetting one', () => {
  const seen = seenLines(10)
  for (let line = 1; line <= 20_000; line++) expect(seen.meet(hashOf(`line ${line}`), line)).toBeUndefined()
  for (let line = 1; line <= 20_000; line += 97) expect(seen.meet(hashOf(`line ${line}`), 50_000)).toBe(line)
})
