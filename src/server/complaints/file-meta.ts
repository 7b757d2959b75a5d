// When and where a picture says it was taken (EXIF): read from the original before a view without it is drawn. Broken or hostile data gives nothing.

/** `at` is the camera's own clock without a zone, as it stands in the file; degrees north and east. */
export type Taken = { readonly at: string | null; readonly lat: number | null; readonly lon: number | null; readonly camera: string | null }

const tag = { make: 0x010f, model: 0x0110, exif: 0x8769, gps: 0x8825, taken: 0x9003 } as const
const sizeOf: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 }
type Entry = { readonly type: number; readonly count: number; readonly at: number }
type Reader = { readonly b: Buffer; readonly u16: (at: number) => number; readonly u32: (at: number) => number }

/** What the EXIF block of a picture says; null when it says none of it. */
export function readTaken(exif: Buffer): Taken | null {
  try {
    const b = exif.subarray(0, 6).toString('latin1') === 'Exif\0\0' ? exif.subarray(6) : exif
    const little = b.subarray(0, 2).toString('latin1') === 'II'
    const r: Reader = { b, u16: (at) => (little ? b.readUInt16LE(at) : b.readUInt16BE(at)), u32: (at) => (little ? b.readUInt32LE(at) : b.readUInt32BE(at)) }
    if (r.u16(2) !== 42) return null
    const main = entries(r, r.u32(4))
    const inner = pointed(r, main.get(tag.exif))
    const gps = pointed(r, main.get(tag.gps))
    const taken: Taken = { at: moment(ascii(r, inner.get(tag.taken))), lat: degrees(r, gps, 1, 'S', 90), lon: degrees(r, gps, 3, 'W', 180), camera: camera(r, main) }
    return taken.at === null && taken.lat === null && taken.camera === null ? null : taken.lat === null || taken.lon === null ? { ...taken, lat: null, lon: null } : taken
  } catch {
    return null
  }
}

function entries(r: Reader, at: number): Map<number, Entry> {
  const n = Math.min(r.u16(at), 200)
  const found = new Map<number, Entry>()
  for (let i = 0; i < n; i += 1) {
    const e = at + 2 + i * 12
    const type = r.u16(e + 2)
    const count = r.u32(e + 4)
    const size = (sizeOf[type] ?? 0) * count
    if (size > 0 && size <= 4096) found.set(r.u16(e), { type, count, at: size <= 4 ? e + 8 : r.u32(e + 8) })
  }
  return found
}

function pointed(r: Reader, e: Entry | undefined): Map<number, Entry> {
  return e === undefined ? new Map() : entries(r, r.u32(e.at))
}

function ascii(r: Reader, e: Entry | undefined): string | null {
  if (e?.type !== 2) return null
  const text = r.b.subarray(e.at, e.at + e.count).toString('latin1').replace(/\0.*$/s, '').trim()
  return text === '' ? null : text
}

function moment(text: string | null): string | null {
  const m = text === null ? null : /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text)
  return m === null || m[1] === '0000' ? null : `${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}`
}

function degrees(r: Reader, gps: ReadonlyMap<number, Entry>, ref: number, negative: string, most: number): number | null {
  const sign = ascii(r, gps.get(ref))
  const e = gps.get(ref + 1)
  if (sign === null || e === undefined || e.type !== 5 || e.count !== 3) return null
  const [d, m, s] = [0, 1, 2].map((i) => r.u32(e.at + i * 8) / (r.u32(e.at + i * 8 + 4) || 1)) as [number, number, number]
  const value = d + m / 60 + s / 3600
  return Number.isFinite(value) && value <= most ? Math.round((sign === negative ? -value : value) * 1e6) / 1e6 : null
}

function camera(r: Reader, main: ReadonlyMap<number, Entry>): string | null {
  const text = [ascii(r, main.get(tag.make)), ascii(r, main.get(tag.model))].filter((each) => each !== null).join(' ').replace(/[^\x20-\x7e]/g, '').slice(0, 60)
  return text === '' ? null : text
}
