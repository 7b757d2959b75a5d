-- What units bear inside: proposed penalties, recovery claims, the entries both leave, monthly statements with disputes, duties of staff. No money moves here.

-- A penalty of a unit in a judged case: proposed by rule, decided by a person, reversed when the judgement falls; never deleted.
create table penalties (
  id uuid primary key, complaint_id uuid not null references complaints (id), unit_id uuid not null references org_units (id), judgement_id uuid not null, rule text not null, laws text[] not null, policy_version text not null, reason_code text not null,
  education boolean not null, fault_no smallint not null check (fault_no >= 1), proposed_minor bigint not null check (proposed_minor >= 0), amount_minor bigint not null check (amount_minor between 0 and proposed_minor), currency text not null default 'CNY', because jsonb not null,
  duty_kind text not null, duty_days smallint not null, state text not null default 'proposed' check (state in ('proposed','confirmed','waived','lapsed','reversed')),
  proposed_at timestamptz not null, decided_by uuid references users (id), decided_by_name text, decided_at timestamptz, decision_reason text, reversed_at timestamptz, unique (judgement_id, unit_id), check (not education or proposed_minor = 0),
  check ((state in ('confirmed','waived')) <= (decided_by is not null))
);
create index penalties_open on penalties (proposed_at, id) where state = 'proposed';
create index penalties_unit on penalties (unit_id, decided_at) where state = 'confirmed';
create index penalties_case on penalties (complaint_id);

-- What a unit owes inside, entry by entry, in the business month it was booked in. Positive: the unit bears it. What was wrong is met by a further entry.
create table settlement_entries (
  id uuid primary key, unit_id uuid not null references org_units (id), month date not null check (extract(day from month) = 1), kind text not null check (kind in ('recovery','penalty','reversal','correction')), amount_minor bigint not null check (amount_minor <> 0), currency text not null default 'CNY',
  complaint_id uuid not null references complaints (id), family_key text, judgement_id uuid, percent smallint, base_minor bigint, penalty_id uuid references penalties (id), reverses uuid references settlement_entries (id), rule text, reason text not null, by_id uuid references users (id), by_name text not null, at timestamptz not null
);
create index settlement_entries_unit on settlement_entries (unit_id, month, at, id);
create index settlement_entries_month on settlement_entries (month, unit_id);
create index settlement_entries_case on settlement_entries (complaint_id, unit_id);
create unique index settlement_entries_penalty on settlement_entries (penalty_id, kind) where penalty_id is not null and kind in ('penalty','reversal');

-- A month's run over all units: goes on after the unit it had done last.
create table settlement_runs (
  month date primary key check (extract(day from month) = 1), state text not null check (state in ('running','done')), after_unit uuid, statements integer not null default 0, total_minor bigint not null default 0, hash bytea, dispute_days smallint not null, policy_version text not null,
  started_by uuid references users (id), started_by_name text not null, started_at timestamptz not null, finished_at timestamptz
);

-- A unit's statement of a month: frozen with the hash of its lines.
create table settlement_statements (
  id uuid primary key, unit_id uuid not null references org_units (id), month date not null references settlement_runs (month), opening_minor bigint not null, recovery_minor bigint not null, penalty_minor bigint not null, reversal_minor bigint not null, correction_minor bigint not null, closing_minor bigint not null, currency text not null default 'CNY',
  entries integer not null, hash bytea not null, issued_at timestamptz not null, dispute_until timestamptz not null, unique (unit_id, month), check (closing_minor = opening_minor + recovery_minor + penalty_minor + reversal_minor + correction_minor)
);
create index settlement_statements_month on settlement_statements (month, closing_minor desc, id);

-- A line contested by its unit within the window, and the answer. A correction stands in the next statement.
create table settlement_disputes (
  id uuid primary key, statement_id uuid not null references settlement_statements (id), entry_id uuid not null references settlement_entries (id), unit_id uuid not null references org_units (id), complaint_id uuid not null references complaints (id), reason text not null, evidence_ids uuid[] not null default '{}', raised_by uuid not null references users (id), raised_by_name text not null, raised_at timestamptz not null,
  state text not null default 'open' check (state in ('open','kept','corrected')), answer text, corrected_minor bigint, correction_id uuid references settlement_entries (id), answered_by uuid references users (id), answered_by_name text, answered_at timestamptz, unique (entry_id), check ((state = 'open') = (answered_at is null)), check ((state = 'corrected') = (correction_id is not null)), check (answered_by <> raised_by)
);
create index settlement_disputes_open on settlement_disputes (raised_at, id) where state = 'open';
create index settlement_disputes_statement on settlement_disputes (statement_id);

-- What staff or a unit must do so that it does not happen again: a duty with its proof. There is no kind that takes money from a person.
create table staff_measures (
  id uuid primary key, unit_id uuid not null references org_units (id), province_id uuid, hub_id uuid, outlet_id uuid, complaint_id uuid references complaints (id), penalty_id uuid references penalties (id), kind text not null check (kind in ('education','training','warning','guidance','process_change','packing')), staff_no text, what text not null,
  responsible_name text not null, due_on date not null, state text not null default 'open' check (state in ('open','done','dropped')), proof text, evidence_ids uuid[] not null default '{}', done_by uuid references users (id), done_by_name text, done_at timestamptz, by_id uuid not null references users (id), by_name text not null, at timestamptz not null, reminded_at timestamptz, overdue_told_at timestamptz,
  check ((state = 'open') = (done_at is null))
);
create index staff_measures_due on staff_measures (due_on, id) where state = 'open';
create index staff_measures_unit on staff_measures (unit_id, state, due_on);
create index staff_measures_case on staff_measures (complaint_id) where complaint_id is not null;

-- Entries and statements are kept as they were written; nothing is booked into a month whose statement the unit has.
create trigger settlement_entries_keep before update or delete on settlement_entries for each row execute function refuse_change();
create trigger settlement_entries_keep_all before truncate on settlement_entries for each statement execute function refuse_change();
create trigger settlement_statements_keep before update or delete on settlement_statements for each row execute function refuse_change();
create trigger settlement_statements_keep_all before truncate on settlement_statements for each statement execute function refuse_change();
create function refuse_settled_month() returns trigger language plpgsql as $$
begin
  if exists (select 1 from settlement_runs r where r.month = new.month) then
    raise exception 'the month % is settled', new.month using errcode = '23514';
  end if;
  return new;
end $$;
create trigger settlement_entries_month_open before insert on settlement_entries for each row execute function refuse_settled_month();

grant select, insert, update on penalties, settlement_runs, settlement_disputes, staff_measures to :app_role;
grant select, insert on settlement_entries, settlement_statements to :app_role;
