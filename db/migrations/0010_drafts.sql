-- What a person has typed and not sent yet: sealed, theirs alone, gone after seven days.

create table drafts (
  user_id uuid not null references users (id), key text not null, sealed bytea not null, saved_at timestamptz not null default now(), expires_at timestamptz not null default now() + interval '7 days', primary key (user_id, key)
);
create index drafts_age on drafts (expires_at);

grant select, insert, update, delete on drafts to :app_role;
