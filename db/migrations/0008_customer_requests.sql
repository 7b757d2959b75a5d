-- What a customer asks of us besides handling: drafts that survive the back button, the consent given, requests about one's own data.

-- A complaint being written on the portal, sealed (AAD: table, column, key). `owner_hash` is that of a cookie: an address alone opens nothing. Real time counts, not the moved clock.
create table portal_drafts (owner_hash bytea not null, key text not null, sealed bytea not null, touched_at timestamptz not null default now(), expires_at timestamptz not null, primary key (owner_hash, key));
create index portal_drafts_expiry on portal_drafts (expires_at);

-- Which consent text stood under the complaint when it was sent.
create table consents (complaint_id uuid primary key references complaints (id), text_version text not null, locale text not null, at timestamptz not null);

-- What a case of kind data_request asks for and what came of it. `subject_id`: the one case it is about, when no phone binds it to a person.
create table data_requests (
  complaint_id uuid primary key references complaints (id), wants text not null check (wants in ('copy','correct','delete','unclear')), subject_id uuid references complaints (id), opened_at timestamptz not null, due_at timestamptz not null,
  state text not null default 'open' check (state in ('open','answered')), result text check (result in ('copied','corrected','erased','refused')), reason text, kept jsonb not null default '[]', erased integer,
  answered_at timestamptz, answered_by uuid, answered_by_name text, check ((state = 'answered') = (result is not null and answered_at is not null))
);
create index data_requests_open on data_requests (due_at, complaint_id) where state = 'open';
create index data_requests_answered on data_requests (answered_at desc, complaint_id desc) where state = 'answered';
-- The copy made for a request, sealed (AAD: table, column, request) until it is taken away.
create table data_copies (complaint_id uuid primary key references data_requests (complaint_id), sealed bytea not null, made_at timestamptz not null, expires_at timestamptz not null, taken_at timestamptz);
create index data_copies_expiry on data_copies (expires_at);

-- which requests wait to be opened is asked every few seconds
create index complaints_data_requests on complaints (id) where kind = 'data_request';

grant select, insert, update, delete on portal_drafts, data_requests, data_copies to :app_role;
-- what was consented to is not rewritten
grant select, insert on consents to :app_role;
