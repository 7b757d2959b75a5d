// A shared read is never older than the question, and a crowd costs two reads.
import { expect, test } from 'vitest'
import { shareReads } from './sharing.ts'

function slowReads() {
  const open: { key: string; answer: (value: string) => void; fail: (error: Error) => void }[] = []
  const read = shareReads((key) => new Promise<string>((answer, fail) => { open.push({ key, answer, fail }) }))
  return { open, read }
}
const settle = (): Promise<void> => new Promise((done) => { setImmediate(done) })

test('who asks during a read waits for the next one, which serves the whole crowd', async () => {
  const { open, read } = slowReads()
  const first = read('a')
  const crowd = [read('a'), read('a'), read('a')]
  expect(open.length).toBe(1)
  open[0]?.answer('before')
  expect(await first).toBe('before')
  await settle()
  expect(open.length).toBe(2)
  const late = read('a')
  open[1]?.answer('after')
  expect(await Promise.all(crowd)).toEqual(['after', 'after', 'after'])
  await settle()
  open[2]?.answer('latest')
  expect(await late).toBe('latest')
  await settle()
  void read('a')
  expect(open.length).toBe(4)
})

test('keys do not wait for each other', () => {
  const { open, read } = slowReads()
  void read('a')
  void read('b')
  expect(open.map((o) => o.key)).toEqual(['a', 'b'])
})

test('a failed read fails those who asked for it and nobody after them', async () => {
  const { open, read } = slowReads()
  const first = read('a')
  const second = read('a')
  open[0]?.fail(new Error('gone'))
  await expect(first).rejects.toThrow('gone')
  await settle()
  open[1]?.answer('back')
  expect(await second).toBe('back')
})
