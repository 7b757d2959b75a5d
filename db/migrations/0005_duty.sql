-- Presence, shifts, absence, skills, assignment rules, and what a step can be taken back by.

-- what a person can do and how many open cases they carry; without a row: Mandarin, everything ordinary, the usual number
create table duty_skills (
  user_id uuid primary key references users (id), languages text[] not null default '{zh}', reasons text[] not null default '{}', channels text[] not null default '{}', key_customers boolean not null default false, regulator boolean not null default false,
  capacity smallint not null default 40 check (capacity between 0 and 500), updated_at timestamptz not null default app_now()
);
-- what a person says of themselves
create table duty_states (user_id uuid primary key references users (id), state text not null check (state in ('online','busy','break','offline')), since timestamptz not null);
-- when a person was last seen by a live stream or a beat, in real time; worth nothing after a crash
create unlogged table duty_beats (user_id uuid primary key, seen_at timestamptz not null);
create table shift_templates (code text primary key check (code in ('early','middle','late','night')), from_minute smallint not null check (from_minute between 0 and 1439), minutes smallint not null check (minutes between 30 and 960));
insert into shift_templates values ('early', 420, 480), ('middle', 660, 480), ('late', 900, 480), ('night', 1380, 480);
create table shifts (id uuid primary key, user_id uuid not null references users (id), code text not null, from_at timestamptz not null, to_at timestamptz not null, planned_by uuid not null, check (to_at > from_at), unique (user_id, from_at));
create index shifts_span on shifts (from_at, to_at);
create index shifts_ended on shifts (to_at);
create table absences (id uuid primary key, user_id uuid not null references users (id), kind text not null check (kind in ('leave','sick','training','other')), from_at timestamptz not null, to_at timestamptz not null, recorded_by uuid not null, recorded_at timestamptz not null default app_now(), check (to_at > from_at));
create index absences_user on absences (user_id, from_at);
create index absences_until on absences (to_at);

-- the rules in their order as one value: whoever changes them saw all of them
create table assignment_rules (only_row boolean primary key default true check (only_row), version integer not null default 0, rules jsonb not null default '[]');
insert into assignment_rules default values;
-- the pool by priority, so that an urgent newcomer is found however many older ones wait
create index complaints_pool on complaints (priority, next_due_at, id) where owner_id is null and status in ('received','accepted','investigating','planning','approving','negotiating','decided','executing','confirming');

-- who has which case open now, in real time
create unlogged table case_presence (user_id uuid not null, complaint_id uuid not null, doing text not null check (doing in ('viewing','editing')), since timestamptz not null, seen_at timestamptz not null, primary key (user_id, complaint_id));
create index case_presence_case on case_presence (complaint_id);

-- a step its maker may take back until then: what the case was before, as ids and codes
create table undoable_steps (complaint_id uuid not null references complaints (id), version integer not null, action text not null, by_id text not null, expires_at timestamptz not null, before jsonb not null, undone_at timestamptz, primary key (complaint_id, version));
create index undoable_steps_age on undoable_steps (expires_at) where undone_at is null;

-- a message that waits for the seconds in which its step may be taken back
alter table messages add column not_before timestamptz;
alter table messages drop constraint messages_state_check;
alter table messages add constraint messages_state_check check (state in ('queued','sent','failed','cancelled'));
create index messages_held on messages (not_before) where state = 'queued' and not_before is not null;

grant select, insert, update, delete on duty_skills, duty_states, duty_beats, shifts, absences, case_presence, undoable_steps to :app_role;
grant select, update on shift_templates, assignment_rules to :app_role;
