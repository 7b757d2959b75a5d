-- The ladders of deadlines: what was told of a clock to whom, when to look at it again, and the warnings of breaches to come.

-- One row per step of a clock and the due instant it was computed from: whoever sweeps, a step is told once. The row of 'due' comes with the breach.
-- state: told; passed_on (to the recipients of a later step); kept (all away: it waits for their return); nobody; overtaken (by a later step, not told)
create table clock_steps (
  complaint_id uuid not null, kind text not null, epoch smallint not null, step text not null, due_at timestamptz not null,
  placed_at timestamptz not null, told_at timestamptz not null, state text not null check (state in ('told','passed_on','kept','nobody','overtaken')),
  told jsonb not null default '[]', passed jsonb not null default '[]', channels text[] not null default '{}', because jsonb,
  primary key (complaint_id, kind, epoch, step, due_at)
);
create index clock_steps_told on clock_steps (told_at) where step = 'likely';
-- a warning that came true, or did not: how far the predictions can be trusted
create table clock_warnings (
  complaint_id uuid not null, kind text not null, epoch smallint not null, warned_at timestamptz not null, due_at timestamptz not null, needs_ms bigint not null, sample integer not null,
  outcome text check (outcome in ('breached','kept','moved')), settled_at timestamptz, primary key (complaint_id, kind, epoch)
);
create index clock_warnings_open on clock_warnings (due_at) where outcome is null;
create index clock_warnings_at on clock_warnings (warned_at);

-- When to look at a clock that runs. Only the sweep writes here, so that no step of a case ever waits for it; seen_at fences a sweep that was stopped in between.
create table clock_watches (complaint_id uuid not null, kind text not null, epoch smallint not null, step_at timestamptz not null, seen_at timestamptz not null, primary key (complaint_id, kind, epoch));
create index clock_watches_step on clock_watches (step_at);
-- cases whose clocks began, moved or went on since the sweep looked: inserted by whoever changes a clock, taken out by the sweep
create table clock_news (id bigint generated always as identity primary key, complaint_id uuid not null);

create function tell_new_clocks() returns trigger language plpgsql as $$ begin
  insert into clock_news (complaint_id) select distinct complaint_id from fresh where stopped_at is null;
  return null;
end $$;
create trigger clocks_tell_new after insert on clocks referencing new table as fresh for each statement execute function tell_new_clocks();
create function tell_moved_clock() returns trigger language plpgsql as $$ begin
  insert into clock_news (complaint_id) values (new.complaint_id);
  return null;
end $$;
-- a clock that stopped or stands needs no news: the sweep finds that out when its step comes
create trigger clocks_tell_moved after update on clocks for each row
  when (new.stopped_at is null and new.paused_at is null and (old.due_at, old.stopped_at, old.paused_at) is distinct from (new.due_at, new.stopped_at, new.paused_at)) execute function tell_moved_clock();

-- What cases of a status still needed until the decision was told, learnt every night from history; reason '' is all reasons together.
create table handling_times (status text not null, reason text not null, sample integer not null, needs_ms bigint not null, learnt_at timestamptz not null, primary key (status, reason));
create function tell_status_news() returns trigger language plpgsql as $$ begin
  insert into clock_news (complaint_id) values (new.id);
  return null;
end $$;
-- a case in another status needs another time: its warning moves
create trigger complaints_tell_status after update of status, reason_code on complaints for each row
  when (is_open_status(new.status) and (old.status, old.reason_code) is distinct from (new.status, new.reason_code)) execute function tell_status_news();

-- what runs now is looked at once; breaches booked so far have been told
insert into clock_news (complaint_id) select distinct complaint_id from clocks where stopped_at is null;
insert into clock_steps (complaint_id, kind, epoch, step, due_at, placed_at, told_at, state) select complaint_id, kind, epoch, 'due', due_at, due_at, noticed_at, 'told' from clock_breaches;
-- the ladders the watches were placed by; other ladders place them anew
insert into settings (name, value) values ('ladders', '""');

grant select, insert, update, delete on clock_steps, clock_warnings, clock_watches, clock_news, handling_times to :app_role;
revoke update, delete on clock_steps from :app_role;
