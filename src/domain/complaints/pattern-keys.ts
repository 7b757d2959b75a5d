// Finds strings of one or two characters that a text must contain for a pattern to match, so that most patterns never have to run.

/** Keys of which a match needs at least one, or null when nothing certain can be said. */
export type Keys = ReadonlySet<string> | null

/** Words too frequent in complaints to select well. */
const common = new Set(['快递', '物流', '配送', '派送', '送货', '包裹', '没有', '我的', '电话', '就是', '东西', '一个', '不能', '客服', '收到', '送到', '什么', '服务', '速度', '包装', '不好', '不是'])
const singleCost = 12
const commonCost = 40

/**
 * The cheapest set of keys every match of `source` needs. `source` is a regular expression of literals, groups, classes and
 * quantifiers; what isn't understood (assertions, classes) promises nothing, so that no match is ever lost.
 */
export function requiredKeys(source: string): Keys {
  const reader = { source, at: 0 }
  return alternatives(reader)
}

type Reader = { readonly source: string; at: number }

function alternatives(r: Reader): Keys {
  let all: Set<string> | null = new Set()
  for (;;) {
    const keys = sequence(r)
    if (!keys) all = null
    else if (all) for (const k of keys) all.add(k)
    if (r.source[r.at] !== '|') return all
    r.at++
  }
}

function sequence(r: Reader): Keys {
  let best: Keys = null
  let literal = ''
  const offer = (keys: Keys): void => {
    if (keys && (!best || cost(keys) < cost(best))) best = keys
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
  return best
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
    return 0
  }
  const counted = /^\{(\d+)(?:,\d*)?\}/.exec(r.source.slice(r.at, r.at + 10))
  if (!counted) return null
  r.at += counted[0].length
  return Number(counted[1])
}

function cost(keys: ReadonlySet<string>): number {
  let sum = 0
  for (const k of keys) sum += k.length === 1 ? singleCost : common.has(k) ? commonCost : 1
  return sum
}
