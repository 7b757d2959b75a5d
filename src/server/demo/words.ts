// Fills the words of stories with what the parcel is.

/** The text with its `{names}` replaced. */
export function told(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** An amount as people say it. */
export function yuan(minor: number): string {
  return minor % 100 === 0 ? String(minor / 100) : (minor / 100).toFixed(2)
}
