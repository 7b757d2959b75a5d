// What a file is, by its content: the closed list of what may be evidence, and pictures no larger than can be drawn.
import { open } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'
import sharp from 'sharp'
import { acceptedTypes, mediaKindOf, mediaKinds } from '../../domain/complaints/evidence.ts'
import { Refusal } from '../../domain/refusal.ts'
import { readTaken } from './file-meta.ts'
import type { Taken } from './file-meta.ts'

/** Largest picture in pixels that is ever decoded (a flood of pixels is a small file). */
export const pixelLimit = 50_000_000

/** The names readers of formats give what has one name here. */
const alias: Readonly<Record<string, string>> = { 'audio/x-m4a': 'audio/mp4', 'audio/vnd.wave': 'audio/wav', 'audio/x-wav': 'audio/wav', 'audio/opus': 'audio/ogg', 'audio/ogg; codecs=opus': 'audio/ogg', 'application/ogg': 'audio/ogg', 'video/x-m4v': 'video/mp4', 'audio/matroska': 'audio/webm' }

/** @throws Refusal 415 `attachment.type`, 413 `attachment.kind_too_large`, 400 `attachment.picture` for a picture that is broken or of too many pixels */
export async function typeOf(path: string, size: number): Promise<{ readonly mediaType: string; readonly taken: Taken | null }> {
  const found = await fileTypeFromFile(path).catch(() => undefined)
  const sound = found === undefined ? undefined : soundOnly[found.mime]
  const mediaType = found === undefined ? '' : sound?.is(await headOf(path)) === true ? sound.type : (alias[found.mime] ?? found.mime)
  const kind = mediaKindOf(mediaType)
  if (kind === null) throw new Refusal('attachment.type', { accepted: acceptedTypes }, 415)
  if (size > mediaKinds[kind].most) throw new Refusal('attachment.kind_too_large', { kind, limitMb: mediaKinds[kind].most / 1024 / 1024 }, 413)
  return { mediaType, taken: kind === 'image' ? await readPicture(path) : null }
}

async function readPicture(path: string): Promise<Taken | null> {
  const meta = await sharp(path, { limitInputPixels: pixelLimit }).metadata().catch(() => null)
  if (!meta?.width || !meta.height || meta.width * meta.height > pixelLimit) throw new Refusal('attachment.picture', {}, 400)
  return meta.exif === undefined ? null : readTaken(meta.exif)
}

/**
 * Containers that hold pictures or a voice note alone, and name their tracks in their head. An MP4 whose tracks are named at its end, as cameras make it,
 * is taken for what it says it is.
 */
const soundOnly: Readonly<Record<string, { readonly type: string; readonly is: (head: string) => boolean }>> = {
  'video/webm': { type: 'audio/webm', is: (head) => !/V_(VP8|VP9|AV1|MPEG|MJPEG|THEORA)/.test(head) },
  'video/mp4': { type: 'audio/mp4', is: (head) => head.includes('soun') && !head.includes('vide') },
}

async function headOf(path: string): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const head = Buffer.alloc(65_536)
    const { bytesRead } = await handle.read(head, 0, head.length, 0)
    return head.subarray(0, bytesRead).toString('latin1')
  } finally {
    await handle.close()
  }
}
