// Holds the published versions of policy against the record: content, legal reasons, sources and who stands for it must be those the record tells of their publication.
import type pg from 'pg'

/** One line per version that is not what the record tells, with the stream of its kind; '' where there is none. */
export async function verifyPolicy(client: pg.Client): Promise<readonly { readonly streamId: string; readonly detail: string }[]> {
  const found = await client.query<{ stream_id: string; detail: string }>(`
    with told as (select stream_id, actor_id, body::jsonb -> 'data' as data from events where stream_kind = 'policy' and type = 'policy.published'),
    kept as (select kind, version, state, encode(sha256(convert_to(body::text, 'UTF8')), 'hex') as hash, body_hash, sources, exceptions, valid_from, published_by, author_name, reason, based_on from policy_versions)
    select coalesce(t.stream_id::text, '') as stream_id, 'policy_versions ' || coalesce(k.kind || '@' || k.version, t.data ->> 'kind' || '@' || (t.data ->> 'version')) as detail
    from (select * from kept where state = 'published') k full join told t on t.data ->> 'kind' = k.kind and (t.data ->> 'version')::int = k.version
    where t.data is null or k.kind is null or k.hash <> t.data ->> 'bodyHash' or k.body_hash <> k.hash or k.sources <> t.data -> 'sources' or k.exceptions <> t.data -> 'exceptions' or k.valid_from <> (t.data ->> 'validFrom')::timestamptz
      or k.published_by::text <> t.actor_id or k.author_name <> t.data ->> 'author' or k.reason <> t.data ->> 'reason' or k.based_on <> (t.data ->> 'basedOn')::int
    order by 2`)
  return found.rows.map((r) => ({ streamId: r.stream_id, detail: r.detail }))
}
