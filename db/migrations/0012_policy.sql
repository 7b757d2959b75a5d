-- Versions of policy documents. Version 1 of each kind is what the house ships (policies/*.yaml) and stands in no row.

create table policy_versions (
  kind text not null, version integer not null check (version > 1), state text not null check (state in ('draft','published','withdrawn')),
  -- json, not jsonb: the order of keys is part of what people wrote; body_hash is SHA-256 over the text as stored
  body json not null, body_hash text not null, edition integer not null default 1,
  based_on integer not null, reason text not null, sources jsonb not null default '{}', exceptions jsonb not null default '[]',
  -- everybody who wrote in it: none of them may publish it
  author_id uuid not null references users (id), author_name text not null, author_ids uuid[] not null, created_at timestamptz not null default app_now(), updated_at timestamptz not null default app_now(),
  valid_from timestamptz, published_by uuid references users (id), published_by_name text, published_at timestamptz,
  withdrawn_by uuid references users (id), withdrawn_by_name text, withdrawn_at timestamptz, withdrawn_reason text,
  primary key (kind, version),
  check (author_id = any (author_ids)),
  check (state <> 'published' or (valid_from is not null and published_by is not null and published_by_name is not null and published_at is not null and valid_from >= published_at)),
  check (published_by is null or published_by <> all (author_ids)),
  check (state <> 'withdrawn' or (withdrawn_by is not null and withdrawn_at is not null))
);
create index policy_versions_in_force on policy_versions (kind, valid_from desc, version desc) where state = 'published';

-- what was published or withdrawn stays as it was; a draft changes until then; nothing is ever deleted
create function keep_policy() returns trigger language plpgsql as $$ begin
  if tg_op = 'DELETE' then raise exception 'a policy version is never deleted' using errcode = 'insufficient_privilege'; end if;
  if old.state <> 'draft' then raise exception 'policy version %@% is % and no longer changes', old.kind, old.version, old.state using errcode = 'insufficient_privilege'; end if;
  return new;
end $$;
create trigger policy_versions_keep before update or delete on policy_versions for each row execute function keep_policy();
create trigger policy_versions_keep_all before truncate on policy_versions for each statement execute function refuse_change();

grant select, insert, update on policy_versions to :app_role;
