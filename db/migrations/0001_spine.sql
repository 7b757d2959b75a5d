-- The spine: identity, policy versions, complaints and everything a case carries, the record, messages, idempotency.
-- `:app_role` is the login of the application; it owns nothing and may not alter the record.

create extension if not exists btree_gin;

-- The clock of the system: the database's, moved only by demo, seed and tests through clock_offset.
create table clock_offset (only_row boolean primary key default true check (only_row), shift interval not null default interval '0');
insert into clock_offset default values;
create function app_now() returns timestamptz language sql stable parallel safe as $$ select now() + (select shift from clock_offset) $$;

create table key_checks (name text primary key, fingerprint text not null, created_at timestamptz not null default now());
create table settings (name text primary key, value jsonb not null, updated_at timestamptz not null default now());

-- identity ------------------------------------------------------------------------------------------------------------------
create table org_units (
  id uuid primary key, code text not null unique, name text not null,
  kind text not null check (kind in ('headquarters','province','hub','outlet','station','complaint_centre','partner')),
  parent_id uuid references org_units (id), province_id uuid, hub_id uuid, outlet_id uuid,
  city text, status text not null default 'active' check (status in ('active','suspended','closed')), created_at timestamptz not null default app_now()
);
create index org_units_parent on org_units (parent_id);
create index org_units_kind on org_units (kind, code);

create table roles (code text primary key, scope text not null check (scope in ('all','unit')), permissions text[] not null, updated_at timestamptz not null default app_now());
create table users (
  id uuid primary key, username text not null unique, name text not null, staff_no text unique, password_hash text not null, must_change_password boolean not null default true,
  status text not null default 'active' check (status in ('active','disabled')), created_at timestamptz not null default app_now(), updated_at timestamptz not null default app_now(), last_seen_at timestamptz
);
create table posts (id uuid primary key, user_id uuid not null references users (id), role_code text not null references roles (code), unit_id uuid not null references org_units (id), position smallint not null default 0, ended_at timestamptz, created_at timestamptz not null default app_now());
create index posts_user on posts (user_id) where ended_at is null;
create index posts_unit on posts (unit_id) where ended_at is null;
create table sessions (
  id uuid primary key, token_hash bytea not null unique, user_id uuid not null references users (id), post_id uuid not null references posts (id), user_agent text not null default '',
  created_at timestamptz not null default now(), last_seen_at timestamptz not null default now(), expires_at timestamptz not null, revoked_at timestamptz
);
create index sessions_user on sessions (user_id) where revoked_at is null;
create table api_tokens (
  id uuid primary key, name text not null, token_hash bytea not null unique, permissions text[] not null, created_by uuid not null references users (id), created_at timestamptz not null default now(), expires_at timestamptz, last_used_at timestamptz, revoked_at timestamptz
);
create table sign_in_failures (key text not null, at timestamptz not null default now());
create index sign_in_failures_key on sign_in_failures (key, at);

-- complaints --------------------------------------------------------------------------------------------------------------
create table complaint_numbers (complaint_no text primary key, complaint_id uuid not null);

create table complaints (
  id uuid primary key, complaint_no text not null, version integer not null default 1,
  kind text not null, channel text not null, source_detail text, status text not null, outcome text,
  reason_code text, secondary_reason text, link text, regulator_class text, suggested jsonb, policy_version text,
  priority smallint not null check (priority between 1 and 4), priority_because jsonb not null default '[]', severity smallint not null, impact smallint not null, mood smallint not null,
  keyword text not null, summary text, verbatim_masked text not null, demand jsonb, place_masked text, details jsonb not null default '{}', respondent jsonb,
  name_masked text, phone_masked text, email_masked text, handle_masked text, complainant_role text not null, preferences jsonb, anonymous boolean not null default false, identity_checked boolean not null default false,
  -- name, phone, e-mail, handle, place, verbatim words and demand in plain, as one AES-256-GCM value (AAD: table, column, id)
  sealed bytea not null, phone_index bytea, email_index bytea,
  risk_marks text[] not null default '{}', goods text[] not null default '{}', complex boolean not null default false,
  flags text[] not null default '{}', missing_fields text[] not null default '{}',
  received_at timestamptz not null, reported_at timestamptz, recorded_at timestamptz not null, occurred_at timestamptz, accepted_on date, read_back boolean not null default false,
  received_by uuid, owner_id uuid, first_contact_owner_id uuid, over_age_decided boolean not null default false,
  next_due_at timestamptz, next_due_kind text, decided_at timestamptz, closed_at timestamptz, reopened smallint not null default 0, chased smallint not null default 0,
  merged_into uuid, item_number text, family_key text, search tsvector not null,
  chain_seq integer not null, chain_hash bytea not null
);
-- open cases are few: the queue's indexes cover only them
create index complaints_open_due on complaints (next_due_at, id) where status in ('received','accepted','investigating','planning','approving','negotiating','decided','executing','confirming');
create index complaints_open_owner on complaints (owner_id, next_due_at, id) where status in ('received','accepted','investigating','planning','approving','negotiating','decided','executing','confirming');
create index complaints_received on complaints (received_at desc, id desc);
create index complaints_phone on complaints (phone_index, received_at) where phone_index is not null;
create index complaints_search on complaints using gin (search);

create table complaint_items (complaint_id uuid not null references complaints (id), seq smallint not null, type text not null check (type in ('waybill','order','consignment','contract')), number text not null, number_index text not null, family_key text, primary key (complaint_id, seq));
create index complaint_items_number on complaint_items (number_index, complaint_id);
create index complaint_items_family on complaint_items (family_key) where family_key is not null;

create table parties (
  complaint_id uuid not null references complaints (id), unit_id uuid not null, role text not null, province_id uuid, hub_id uuid, outlet_id uuid, received_at timestamptz not null,
  -- whether the case is over, so that a unit's queue starts at its few open parties however long its history grows
  ended boolean not null default false, primary key (complaint_id, unit_id, role)
);
create index parties_province on parties (province_id, received_at desc, complaint_id) where province_id is not null;
create index parties_hub on parties (hub_id, received_at desc, complaint_id) where hub_id is not null;
create index parties_outlet on parties (outlet_id, received_at desc, complaint_id) where outlet_id is not null;
create index parties_unit on parties (unit_id, received_at desc, complaint_id);
create index parties_province_open on parties (province_id, complaint_id) where not ended and province_id is not null;
create index parties_hub_open on parties (hub_id, complaint_id) where not ended and hub_id is not null;
create index parties_outlet_open on parties (outlet_id, complaint_id) where not ended and outlet_id is not null;
create index parties_unit_open on parties (unit_id, complaint_id) where not ended;
create function is_open_status(status text) returns boolean language sql immutable parallel safe as $$
  select status in ('received','accepted','investigating','planning','approving','negotiating','decided','executing','confirming') $$;
create function keep_parties_ended() returns trigger language plpgsql as $$ begin
  update parties set ended = not is_open_status(new.status) where complaint_id = new.id;
  return null;
end $$;
-- only the few steps that end or reopen a case pay for it
create trigger complaints_keep_parties after update of status on complaints for each row when (is_open_status(old.status) <> is_open_status(new.status)) execute function keep_parties_ended();

create table clocks (
  complaint_id uuid not null references complaints (id), kind text not null, epoch smallint not null, opened_at timestamptz not null, due_at timestamptz not null, strict_due_at timestamptz not null, rolled_due_at timestamptz,
  statutory boolean not null, provisional boolean not null default false, policy_version text not null, calendar_version text not null, note text, subject_id uuid,
  stopped_at timestamptz, stop_event text, cancelled boolean not null default false, primary key (complaint_id, kind, epoch)
);
create index clocks_due on clocks (due_at) where stopped_at is null;
create table clock_pauses (complaint_id uuid not null references complaints (id), id uuid not null, from_at timestamptz not null, to_at timestamptz, until_at timestamptz, reason text not null, evidence text, by_id uuid not null, entered_at timestamptz not null, primary key (complaint_id, id));
create index clock_pauses_open on clock_pauses (until_at) where to_at is null;
create table clock_breaches (complaint_id uuid not null, kind text not null, epoch smallint not null, due_at timestamptz not null, noticed_at timestamptz not null, primary key (complaint_id, kind, epoch));

create table contacts (
  complaint_id uuid not null references complaints (id), id uuid not null, at timestamptz not null, recorded_at timestamptz not null, by_id uuid, by_name text not null, direction text not null, channel text not null, outcome text not null, purpose text not null,
  summary text not null, reference text, verified boolean not null, promise text, promise_due_at timestamptz, evidence_request jsonb, primary key (complaint_id, id)
);
create table handovers (
  complaint_id uuid not null references complaints (id), id uuid not null, from_id uuid not null, to_id uuid not null, reason text not null, happened jsonb not null, promised jsonb not null, wants jsonb not null,
  state text not null check (state in ('offered','accepted','declined')), at timestamptz not null, answered_at timestamptz, answer_reason text, primary key (complaint_id, id)
);
create index handovers_to on handovers (to_id) where state = 'offered';
create table notes (complaint_id uuid not null references complaints (id), id uuid not null, text text not null, by_id uuid not null, by_name text not null, at timestamptz not null, primary key (complaint_id, id));
create table duplicates (complaint_id uuid not null references complaints (id), other_id uuid not null, because jsonb not null, primary key (complaint_id, other_id));
create table withdrawals (complaint_id uuid not null references complaints (id), id uuid not null, via text not null, words text not null, requested_at timestamptz not null, requested_by uuid, state text not null check (state in ('requested','verified','refused')), verified_by uuid, verified_at timestamptz, method text, reference text, harassment boolean not null default false, primary key (complaint_id, id), check (verified_by <> requested_by));
create table ratings (complaint_id uuid not null references complaints (id), epoch smallint not null, score smallint not null check (score between 1 and 5), comment text, at timestamptz not null, primary key (complaint_id, epoch));
create table attachments (
  id uuid primary key, complaint_id uuid, order_id uuid, uploader_kind text not null, uploader_id text not null, uploader_unit_id uuid, name text not null, media_type text not null, size integer not null, sha256 bytea not null, stored_as text not null, added_at timestamptz not null default app_now(), attached_at timestamptz
);
create index attachments_complaint on attachments (complaint_id) where complaint_id is not null;
create table waybill_snapshots (complaint_id uuid not null references complaints (id), number text not null, taken_at timestamptz not null, state text not null, carrier text not null, public jsonb not null, sealed bytea, primary key (complaint_id, number));

-- investigation, liability -----------------------------------------------------------------------------------------------------
create table orders (
  complaint_id uuid not null references complaints (id), id uuid not null, unit_id uuid not null, province_id uuid, hub_id uuid, outlet_id uuid, question text not null, wanted text[] not null default '{}', asked_by uuid not null, asked_by_name text not null, asked_at timestamptz not null, due_at timestamptz not null, epoch smallint not null,
  state text not null check (state in ('open','answered','cancelled')), answer text, answer_text text, other_unit_code text, answered_by uuid, answered_by_name text, answered_at timestamptz, primary key (complaint_id, id)
);
create index orders_unit_open on orders (unit_id, due_at, id) where state = 'open';
create index orders_id on orders (id);
-- open questions by each column a unit's scope goes by, soonest first; the answered ones newest first for the outlet's own list.
create index orders_outlet_open on orders (outlet_id, due_at, id) where state = 'open' and outlet_id is not null;
create index orders_hub_open on orders (hub_id, due_at, id) where state = 'open' and hub_id is not null;
create index orders_province_open on orders (province_id, due_at, id) where state = 'open' and province_id is not null;
create index orders_outlet_answered on orders (outlet_id, answered_at desc, id desc) where state = 'answered' and outlet_id is not null;
create index orders_unit_answered on orders (unit_id, answered_at desc, id desc) where state = 'answered';
create table findings (
  complaint_id uuid not null references complaints (id), id uuid not null, facts text not null, cause_code text not null, company_liability text not null check (company_liability in ('liable','partly','not_liable')), liability_basis text not null, demand_judgement text not null, demand_reason text not null, common_problem boolean not null,
  by_id uuid not null, by_name text not null, at timestamptz not null, primary key (complaint_id, id)
);
create table judgements (complaint_id uuid not null references complaints (id), id uuid not null, reasoning text not null, rule text, by_id uuid not null, by_name text not null, finding_by uuid not null, at timestamptz not null, superseded_at timestamptz, primary key (complaint_id, id), check (by_id <> finding_by));
create table judgement_shares (complaint_id uuid not null, judgement_id uuid not null, seq smallint not null, bearer text not null, unit_id uuid, staff_no text, percent smallint not null check (percent between 1 and 100), basis text not null, primary key (complaint_id, judgement_id, seq), foreign key (complaint_id, judgement_id) references judgements (complaint_id, id));
create function shares_add_up() returns trigger language plpgsql as $$
begin
  if (select sum(percent) from judgement_shares s where s.complaint_id = new.complaint_id and s.judgement_id = new.judgement_id) <> 100 then raise exception 'shares of a judgement add up to 100' using errcode = 'check_violation'; end if;
  return null;
end $$;
create constraint trigger judgement_shares_add_up after insert on judgement_shares deferrable initially deferred for each row execute function shares_add_up();

-- resolution, appeals ----------------------------------------------------------------------------------------------------------
create table plans (
  complaint_id uuid not null references complaints (id), id uuid not null, state text not null check (state in ('draft','approving','approved','sent_back','superseded')), reasoning text not null, basis text not null, needs_consent boolean not null, approval_levels smallint not null,
  maker_id uuid not null, maker_name text not null, at timestamptz not null, primary key (complaint_id, id)
);
create unique index plans_one_live on plans (complaint_id) where state in ('approving','approved');
-- plans that wait for an approval are few; those approved stay for ever
create index plans_waiting on plans (complaint_id) where state = 'approving';
create table plan_measures (
  complaint_id uuid not null, plan_id uuid not null, seq smallint not null, kind text not null, description text not null, amount_minor bigint check (amount_minor > 0), currency text not null default 'CNY', payee_sealed bytea, due_at timestamptz, state text not null default 'open' check (state in ('open','done','dropped')),
  evidence text, evidence_attachments uuid[] not null default '{}', executed_by uuid, executed_by_name text, executed_at timestamptz, primary key (complaint_id, plan_id, seq), foreign key (complaint_id, plan_id) references plans (complaint_id, id)
);
create table approvals (
  complaint_id uuid not null, plan_id uuid not null, level smallint not null, approve boolean not null, reason text not null, maker_id uuid not null, by_id uuid not null, by_name text not null, at timestamptz not null,
  primary key (complaint_id, plan_id, level), unique (complaint_id, plan_id, by_id), check (by_id <> maker_id), foreign key (complaint_id, plan_id) references plans (complaint_id, id)
);
create table offers (
  complaint_id uuid not null references complaints (id), id uuid not null, plan_id uuid not null, round smallint not null, text text not null, grounds text not null, amount_minor bigint not null, currency text not null default 'CNY', via text not null, state text not null check (state in ('open','accepted','refused','countered','expired','superseded')),
  made_by uuid not null, made_at timestamptz not null, expires_at timestamptz, answered_at timestamptz, answered_via text, answer_reference text, answer_words text, counter_minor bigint, guardian_confirmed boolean, primary key (complaint_id, id), unique (complaint_id, round)
);
create unique index offers_one_open on offers (complaint_id) where state = 'open';
create table decisions (
  complaint_id uuid not null references complaints (id), id uuid not null, outcome text not null, text text not null, reasons text not null, basis text, channel text not null, reference text, told_at timestamptz not null, recorded_at timestamptz not null, by_id uuid not null, by_name text not null, appeal_route_told boolean not null default false, company_limits text, epoch smallint not null default 0, primary key (complaint_id, id)
);
create table confirmations (complaint_id uuid not null references complaints (id), id uuid not null, epoch smallint not null default 0, method text not null, satisfied boolean, reference text, attempts jsonb, reason text, at timestamptz not null, by_id uuid, by_name text not null, primary key (complaint_id, id));
create table reviews (complaint_id uuid not null references complaints (id), id uuid not null, kind text not null check (kind in ('objection','internal_appeal')), words text not null, raised_at timestamptz not null, raised_by text not null, state text not null check (state in ('open','upheld','reopened')), handler_id uuid, handler_name text, reasons text, decided_at timestamptz,
  -- whose handling a second look undid, so that another person takes the case (C7)
  previous_owner_id uuid, primary key (complaint_id, id));
create unique index reviews_one_open on reviews (complaint_id) where state = 'open';

-- the record: append-only, chained per stream, partitioned by month -----------------------------------------------------------
create table events (
  stream_id uuid not null, seq integer not null, at timestamptz not null, stream_kind text not null, type text not null, actor_id text not null,
  -- the canonical JSON exactly as hashed; type, at and actor repeat it for queries and verify-audit compares them
  body text not null, hash bytea not null, primary key (stream_id, seq, at)
) partition by range (at);
-- heads of the streams that are not complaints (people, units, roles, policy)
create table stream_heads (stream_id uuid primary key, stream_kind text not null, seq integer not null, hash bytea not null);
-- the feed of changes: what live streams and later webhooks read, in commit order by (tx, id)
create table outbox (id bigint generated always as identity, tx xid8 not null default pg_current_xact_id(), at timestamptz not null default app_now(), complaint_id uuid, version integer, type text not null, primary key (id, at)) partition by range (at);
create index outbox_order on outbox (tx, id);
create table messages (
  id uuid not null, at timestamptz not null default app_now(), complaint_id uuid, complaint_no text, channel text not null, to_masked text not null, to_sealed bytea not null, template text not null, body text not null, state text not null default 'queued' check (state in ('queued','sent','failed')), dedupe_key text not null, sent_at timestamptz, primary key (id, at)
) partition by range (at);
create index messages_at on messages (at desc, id desc);
create table message_keys (dedupe_key text primary key, message_id uuid not null);

create function refuse_change() returns trigger language plpgsql as $$ begin raise exception 'the record is append-only' using errcode = 'insufficient_privilege'; end $$;

-- Makes the monthly partitions of events, outbox and messages from one month to another; the app may call it, the owner runs it.
create function ensure_partitions(from_on date, to_on date) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare m date := date_trunc('month', from_on); t text; p text; made integer := 0;
begin
  perform pg_advisory_xact_lock(7216001);
  while m <= to_on loop
    foreach t in array array['events','outbox','messages'] loop
      p := t || '_' || to_char(m, 'YYYYMM');
      if to_regclass(p) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)', p, t, m::timestamp at time zone 'Asia/Shanghai', (m + interval '1 month')::timestamp at time zone 'Asia/Shanghai');
        if t = 'events' then execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', p || '_keep', p); end if;
        made := made + 1;
      end if;
    end loop;
    m := m + interval '1 month';
  end loop;
  return made;
end $$;
create table events_rest partition of events default;
create table outbox_rest partition of outbox default;
create table messages_rest partition of messages default;
create trigger events_keep before update or delete on events for each row execute function refuse_change();
create trigger events_keep_all before truncate on events for each statement execute function refuse_change();
create trigger events_rest_keep before truncate on events_rest for each statement execute function refuse_change();
select ensure_partitions((now() - interval '4 months')::date, (now() + interval '2 months')::date);

-- the door of the customer ------------------------------------------------------------------------------------------------------
create table follow_links (token_hash bytea primary key, complaint_id uuid not null, created_at timestamptz not null default app_now());
create index follow_links_complaint on follow_links (complaint_id);
create table portal_codes (id uuid primary key, phone_index bytea not null, complaint_id uuid, code_hash bytea not null, created_at timestamptz not null default now(), expires_at timestamptz not null, attempts smallint not null default 0, used_at timestamptz);
create index portal_codes_phone on portal_codes (phone_index, created_at);
create table portal_sessions (token_hash bytea primary key, phone_index bytea not null, complaint_id uuid, created_at timestamptz not null default now(), expires_at timestamptz not null, ended_at timestamptz);

create table idempotency_keys (scope text not null, key text not null, request_hash bytea not null, status smallint, reply text, complaint_id uuid, created_at timestamptz not null default now(), primary key (scope, key));
create index idempotency_keys_age on idempotency_keys (created_at);

-- rights: the application reads and writes, but only adds to the record ----------------------------------------------------------
grant usage on schema public to :app_role;
grant select, insert, update, delete on all tables in schema public to :app_role;
grant usage, select on all sequences in schema public to :app_role;
revoke update, delete, truncate on events from :app_role;
revoke insert, update, delete on key_checks from :app_role;
grant insert on key_checks to :app_role;
revoke insert, update, delete on clock_offset from :app_role;
revoke delete on complaints, complaint_numbers from :app_role;
grant execute on function ensure_partitions(date, date) to :app_role;
