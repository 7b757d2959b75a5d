// Who is signed in, as the pages ask it.
import type { z } from 'zod'
import { getMe } from '../../contract/identity.ts'
import type { me } from '../../contract/identity.ts'
import type { Permission } from '../../domain/identity/permissions.ts'
import { call } from '../kit/api.ts'
import { noteServerTime } from '../kit/clock.ts'
import { beginDrafts, pauseDrafts } from '../kit/drafts.ts'
import { problemOf } from '../kit/problem.ts'
import { keyOf, queries } from '../kit/use-api.ts'
import { useQuery } from '@tanstack/react-query'

export type Me = z.output<typeof me>

const meKey = keyOf(getMe)

/** The signed-in person, null when nobody is; sets the page's clock by the server's. */
export function useMe() {
  return useQuery<Me | null>({
    queryKey: meKey, staleTime: 300_000,
    queryFn: async () => {
      try {
        const mine = await call(getMe, {})
        noteServerTime(Date.parse(mine.serverTime))
        beginDrafts(mine.id)
        return mine
      } catch (error) {
        if (problemOf(error).status === 401) return null
        throw error
      }
    },
  })
}

/** Puts a fresh reply of signing in or switching posts in place and drops what another person or post had read. */
export function enter(mine: Me): void {
  beginDrafts(mine.id)
  noteServerTime(Date.parse(mine.serverTime))
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meKey[0] })
  queries.setQueryData(meKey, mine)
}

/** Forgets everything read by the person who leaves. */
export function leave(): void {
  pauseDrafts()
  // Clearing the cache whole would leave the page watching a value that nobody changes any more.
  queries.setQueryData(meKey, null)
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meKey[0] })
}

/** Whether the person's role holds a permission; the server decides, this only hides what could never work. */
export function holds(mine: Me, permission: Permission): boolean {
  return mine.permissions.includes(permission)
}

/** The page a role starts the day on. */
export function homeOf(mine: Me): string {
  if (holds(mine, 'order:answer') && !holds(mine, 'complaint:assign')) return '/outlet'
  if (holds(mine, 'identity:manage')) return '/admin/people'
  return '/queue'
}
