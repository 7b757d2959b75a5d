// Finding people and units by name for the search fields of forms.
import type { ReplyOf } from '../../contract/endpoint.ts'
import { listUnits, listUsers } from '../../contract/identity.ts'
import { call } from '../kit/api.ts'
import type { Option } from '../kit/form.ts'
import { label } from '../kit/words.ts'

/** Active people whose name, user name or staff number has the words. */
export async function findPeople(words: string): Promise<readonly Option[]> {
  const { items } = await call(listUsers, { query: { limit: 12, ...(words.trim() === '' ? {} : { q: words.trim() }) } })
  return items.filter((each) => each.status === 'active').map(optionOf)
}

/** A person as a choice: name, then post and unit. */
export function optionOf(each: ReplyOf<typeof listUsers>['items'][number]): Option {
  return { value: each.id, words: [each.name, ...each.posts.slice(0, 1).map((post) => `${label('role', post.roleCode)} · ${post.unit.name}`)].join('  ') }
}

/** Units whose name or code has the words. */
export async function findUnits(words: string): Promise<readonly Option[]> {
  const { items } = await call(listUnits, { query: { limit: 12, ...(words.trim() === '' ? {} : { q: words.trim() }) } })
  return items.map((each) => ({ value: each.id, words: `${each.name}  ${each.code}` }))
}
