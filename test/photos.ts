// Pictures for tests, each of bytes of its own, with or without a moment and a place inside.
import sharp from 'sharp'

let drawn = 0

/** A JPEG nobody has uploaded before. `exif`: it says that it was taken in Wuhan at noon. */
export async function aPhoto(more: { readonly exif?: boolean; readonly side?: number } = {}): Promise<Buffer> {
  const n = (drawn += 1)
  const side = more.side ?? 16
  const plain = sharp({ create: { width: side, height: side, channels: 3, background: `#${n.toString(16).padStart(6, '0')}` } }).jpeg()
  if (more.exif !== true) return Buffer.concat([await plain.toBuffer(), Buffer.from(`seed ${n}`)])
  return plain.withExif({ IFD0: { Make: 'HUAWEI', Model: 'P60' }, IFD2: { DateTimeOriginal: '2026:11:20 12:30:00' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 35/1 2460/100', GPSLongitudeRef: 'E', GPSLongitude: '114/1 18/1 1800/100' } }).toBuffer()
}
