// Which rows of the queue are picked: one by one, a range from the last one picked, or all up to the limit.

export type Selection = Readonly<{ ids: ReadonlySet<string>; anchor: string | undefined }>
export const nothingPicked: Selection = { ids: new Set(), anchor: undefined }

/** Picks a row, or puts it back; at the limit no further one is picked. */
export function togglePick({ ids }: Selection, id: string, limit: number): Selection {
  const next = new Set(ids)
  if (!next.delete(id) && next.size < limit) next.add(id)
  return { ids: next, anchor: id }
}

/** Picks every row from the last one picked to this one, in the order on screen; without a last one only this. */
export function pickRange(picked: Selection, order: readonly string[], id: string, limit: number): Selection {
  const [from, to] = [picked.anchor === undefined ? -1 : order.indexOf(picked.anchor), order.indexOf(id)]
  if (from < 0 || to < 0) return togglePick({ ...picked, ids: new Set([...picked.ids].filter((each) => each !== id)) }, id, limit)
  const span = order.slice(Math.min(from, to), Math.max(from, to) + 1)
  return { ids: firstOf([...picked.ids, ...(from <= to ? span : span.toReversed())], limit), anchor: picked.anchor }
}

/** Picks all of these, up to the limit. */
export function pickAll(order: readonly string[], limit: number): Selection {
  return { ids: firstOf(order, limit), anchor: order[0] }
}

function firstOf(ids: readonly string[], limit: number): ReadonlySet<string> {
  return new Set([...new Set(ids)].slice(0, limit))
}
