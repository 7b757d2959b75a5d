// Photos made smaller before they travel: at most half a megabyte, upright, their place and camera left behind with the rest of the metadata.

/** Largest a photo may be when it travels, in bytes. */
export const wantedBytes = 500_000

const photo = /^image\/(jpeg|png|webp|heic|heif|bmp)$/

/** The photo within `wantedBytes` where the browser can read it; anything else, and what can't be made smaller, as it is. */
export async function shrinkPhoto(file: File): Promise<File> {
  if (file.size <= wantedBytes || !photo.test(file.type)) return file
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (bitmap === null) return file
  for (let side = 1800, quality = 0.82; side >= 900; side -= 300, quality -= 0.06) {
    const blob = await drawn(bitmap, side, quality)
    if (blob !== null && blob.size <= wantedBytes) return new File([blob], `${file.name.replace(/\.\w+$/, '')}.jpg`, { type: 'image/jpeg', lastModified: file.lastModified })
  }
  return file
}

function drawn(bitmap: ImageBitmap, longest: number, quality: number): Promise<Blob | null> {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  const pen = canvas.getContext('2d')
  if (pen === null) return Promise.resolve(null)
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality))
}
