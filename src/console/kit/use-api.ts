// Reading and changing through the contract inside React: cached reads, changes that carry one idempotency key per intent.
import { keepPreviousData, QueryClient, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Endpoint, ReplyOf } from '../../contract/endpoint.ts'
import { call, intentOf } from './api.ts'
import type { CallOf, Intent } from './api.ts'
import { problemOf } from './problem.ts'

/** The cache of everything read; replies stay fresh 15 s unless the live stream says otherwise. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000, refetchOnWindowFocus: true,
      retry: (count, error) => { const { status } = problemOf(error); return count < 2 && (status === 0 || status === 503) },
    },
    mutations: { retry: false },
  },
})

type Asked = { params?: unknown; query?: unknown; body?: unknown }

/** The cache key of a read: path, params, query, and the body of a read that asks by POST. */
export function keyOf(endpoint: Endpoint, parts: Asked = {}): readonly unknown[] {
  return [endpoint.path, parts.params ?? {}, parts.query ?? {}, ...(parts.body === undefined ? [] : [parts.body])]
}

type ReadOptions = { enabled?: boolean; keep?: boolean; staleTime?: number; refetchInterval?: number }

/** Reads an endpoint and keeps the reply; `keep` shows the former reply while new parts load. */
export function useApi<E extends Endpoint>(endpoint: E, parts: CallOf<E>, options: ReadOptions = {}) {
  return useQuery<ReplyOf<E>>({
    queryKey: keyOf(endpoint, parts as Asked),
    queryFn: ({ signal }) => call(endpoint, { ...parts, signal }),
    enabled: options.enabled ?? true,
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
    ...(options.staleTime === undefined ? {} : { staleTime: options.staleTime }),
    ...(options.refetchInterval === undefined ? {} : { refetchInterval: options.refetchInterval }),
  })
}

type Paged = { items: unknown[]; nextCursor: string | null }

/** Reads a keyset list page by page; `items` are all pages so far. */
export function usePages<E extends Endpoint>(endpoint: E, parts: CallOf<E>, options: ReadOptions = {}) {
  const loose = parts as { params?: unknown; query?: Record<string, unknown> }
  const result = useInfiniteQuery({
    queryKey: [...keyOf(endpoint, loose), 'pages'],
    queryFn: ({ pageParam, signal }) => call(endpoint, { ...parts, query: { ...loose.query, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal } as CallOf<E>),
    initialPageParam: '',
    getNextPageParam: (last) => (last as Paged).nextCursor ?? undefined,
    enabled: options.enabled ?? true,
    ...(options.staleTime === undefined ? {} : { staleTime: options.staleTime }),
    ...(options.refetchInterval === undefined ? {} : { refetchInterval: options.refetchInterval }),
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
  })
  const items = result.data?.pages.flatMap((page) => (page as Paged).items) as ReplyOf<E> extends { items: (infer T)[] } ? T[] | undefined : never
  return { ...result, items }
}

/** Changes something. A failed try repeated with the same parts reuses its idempotency key, so nothing is done twice. */
export function useAct<E extends Endpoint>(endpoint: E, options: { onDone?: (reply: ReplyOf<E>) => void } = {}) {
  const intent = useRef<Intent>(undefined)
  return useMutation<ReplyOf<E>, Error, CallOf<E>>({
    mutationFn: (parts) => {
      if (!endpoint.idempotent) return call(endpoint, parts)
      intent.current = intentOf(intent.current, parts)
      return call(endpoint, { ...parts, idempotencyKey: intent.current.key })
    },
    onSuccess: (reply) => {
      intent.current = undefined
      options.onDone?.(reply)
    },
  })
}

/** Drops every cached read whose path starts so; open pages read again. */
export function forget(...pathPrefixes: string[]): Promise<void> {
  return queries.invalidateQueries({ predicate: ({ queryKey }) => pathPrefixes.some((prefix) => String(queryKey[0]).startsWith(prefix)) })
}
