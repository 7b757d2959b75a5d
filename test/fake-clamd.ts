// A ClamAV daemon for tests: speaks INSTREAM as clamd does, finds whatever holds the word of its signature, or fails when told to.
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

export type FakeClamd = { readonly setting: string; fails: boolean; readonly seen: number[]; readonly stop: () => Promise<void> }

/** Listens on a port of its own; `seen` are the sizes of what it was sent. */
export async function startFakeClamd(word: string): Promise<FakeClamd> {
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      const body = readStream(bytes)
      if (body === null) return
      fake.seen.push(body.length)
      socket.end(fake.fails ? 'INSTREAM: Can\'t allocate memory ERROR\0' : body.includes(word) ? 'stream: Test.Signature FOUND\0' : 'stream: OK\0')
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const fake: FakeClamd = { setting: `clamd:127.0.0.1:${(server.address() as AddressInfo).port}`, fails: false, seen: [], stop: () => new Promise((done) => { server.close(() => done()) }) }
  return fake
}

/** What lies between the command and the chunk of length zero; null while it isn't all there. */
function readStream(bytes: Buffer): Buffer | null {
  const command = Buffer.from('zINSTREAM\0')
  if (bytes.length < command.length || !bytes.subarray(0, command.length).equals(command)) return null
  const parts: Buffer[] = []
  for (let at = command.length; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    if (length === 0) return Buffer.concat(parts)
    parts.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return null
}
