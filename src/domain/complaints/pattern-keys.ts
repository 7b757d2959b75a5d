// Finds strings of one or two characters that a text must contain for a pattern to match, so that most patterns never have to run.

/** Keys of which a match needs at least one, or null when nothing certain can be said. */
type Keys = ReadonlySet<string> | null

/** Sets of keys, cheapest first: a match needs at least one of each. Empty when nothing certain can be said. */
export type Demands = readonly ReadonlySet<string>[]

/** More sets than these sort out too little to be worth looking for. */
const mostDemands = 3

/** Words too frequent in complaints to select well. */
const common = new Set(['快递', '物流', '配送', '派送', '送货', '包裹', '没有', '我的', '电话', '就是', '东西', '一个', '不能', '客服', '收到', '送到', '什么', '服务', '速度', '包装', '不好', '不是'])
const singleCost = 12
const commonCost = 40

/**
 * The cheapest sets of keys every match of `source` needs. `source` is a regular expression of literals, groups, classes and
 * quantifiers; what isn't understood (assertions, classes) promises nothing, so that no match is ever lost.
 */
export function requiredKeys(source: string): Demands {
  const reader = { source, at: 0 }
  const first = sequence(reader)
  if (reader.at === source.length) return first.toSorted((a, b) => cost(a) - cost(b)).slice(0, mostDemands)
  reader.at = 0
  const either = alternatives(reader)
  return either ? [either] : []
}

type Reader = { readonly source: string; at: number }

function alternatives(r: Reader): Keys {
  let all: Set<string> | null = new Set()
  for (;;) {
    const keys = cheapest(sequence(r))
    if (!keys) all = null
    else if (all) for (const k of keys) all.add(k)
    if (r.source[r.at] !== '|') return all
    r.at++
  }
}

function cheapest(demands: Demands): Keys {
  let best: Keys = null
  for (const keys of demands) if (!best || cost(keys) < cost(best)) best = keys
  return best
}

function sequence(r: Reader): Demands {
  const demands: ReadonlySet<string>[] = []
  let literal = ''
  const offer = (keys: Keys): void => {
    if (keys) demands.push(keys)
  }
  const flush = (): void => {
    for (let i = 0; i + 1 < literal.length; i++) offer(new Set([literal.slice(i, i + 2)]))
    if (literal.length === 1) offer(new Set([literal]))
    literal = ''
  }
  while (r.at < r.source.length && r.source[r.at] !== '|' && r.source[r.at] !== ')') {
    const before = r.at
    const keys = atom(r)
    const text = r.source.slice(before, r.at)
    const minimum = quantifier(r)
    if (keys === 'literal' && minimum !== 0) {
      literal += text
      if (minimum !== null) flush()
      continue
    }
    flush()
    if (keys !== 'literal' && minimum !== 0) offer(keys)
  }
  flush()
  return demands
}

/** Reads one atom; a plain character is `literal`. */
function atom(r: Reader): Keys | 'literal' {
  const ch = r.source[r.at]
  if (ch === '[') {
    while (r.at < r.source.length && r.source[r.at] !== ']') r.at += r.source[r.at] === '\\' ? 2 : 1
    r.at++
    return null
  }
  if (ch === '\\') {
    r.at += 2
    return null
  }
  if (ch !== '(') {
    r.at++
    return ch === '.' || ch === '^' || ch === '$' ? null : 'literal'
  }
  const assertion = /^\(\?(?:[=!]|<[=!])/.test(r.source.slice(r.at, r.at + 4))
  r.at += r.source.startsWith('(?:', r.at) ? 3 : 1
  const keys = alternatives(r)
  r.at++
  return assertion ? null : keys
}

/** The least number of repetitions a quantifier allows, or null without one. */
function quantifier(r: Reader): number | null {
  const ch = r.source[r.at]
  if (ch === '?' || ch === '*') {
    r.at++
    skipLazy(r)
    return 0
  }
  const counted = /^\{(\d+)(?:,\d*)?\}/.exec(r.source.slice(r.at, r.at + 10))
  if (!counted) return null
  r.at += counted[0].length
  skipLazy(r)
  return Number(counted[1])
}

/** A question mark after a quantifier only makes it reluctant. */
function skipLazy(r: Reader): void {
  if (r.source[r.at] === '?') r.at++
}

function cost(keys: ReadonlySet<string>): number {
  let sum = 0
  for (const k of keys) sum += k.length === 1 ? singleCost : common.has(k) ? commonCost : 1
  return sum
}
