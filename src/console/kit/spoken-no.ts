// A complaint's number as people read it aloud and copy it.

/** 261122-48217-39055-3 from seventeen digits. */
export function spokenNo(no: string): string {
  return no.replace(/^(\d{6})(\d{5})(\d{5})(\d)$/, '$1-$2-$3-$4')
}
