-- Fault: which unit bears it. Proposal, statements, judgement, contest, review, arbitration; and the roles of an earlier founding get what a new one is founded with.

update roles set permissions = permissions || array['evidence:hold'] where code in ('lead', 'liaison', 'judge', 'admin') and not permissions @> array['evidence:hold'];
update roles set permissions = permissions || array['incident:manage'] where code in ('lead', 'liaison', 'province_manager') and not permissions @> array['incident:manage'];
update roles set permissions = permissions || array['liability:contest', 'settlement:dispute'] where code in ('outlet_manager', 'hub_manager', 'station_keeper', 'province_manager', 'partner') and not permissions @> array['liability:contest'];
update roles set permissions = permissions || array['liability:review'] where code in ('judge', 'arbitrator') and not permissions @> array['liability:review'];
update roles set permissions = permissions || array['liability:arbitrate'] where code = 'arbitrator' and not permissions @> array['liability:arbitrate'];
update roles set permissions = permissions || array['settlement:manage'] where code in ('finance', 'arbitrator') and not permissions @> array['settlement:manage'];
update roles set permissions = permissions || array['staff_measure:record'] where code in ('province_manager', 'outlet_manager', 'hub_manager', 'lead') and not permissions @> array['staff_measure:record'];

-- One row per case and reopening: where the question of the unit's responsibility stands, and until when. It never holds up what the customer gets.
create table liability_cases (
  complaint_id uuid not null references complaints (id), epoch smallint not null, state text not null check (state in ('proposed','asked','heard','judged','contested','reviewed','arbitrating','final','lapsed')),
  -- the version of the rules it is judged by, from the first formal step on
  rules_version integer, finding_id uuid, proposal jsonb,
  -- below the limit the investigator may judge as well, where the rules say so
  above_limit boolean not null default true, amount_minor bigint not null default 0,
  judge_id uuid, reviewer_id uuid, arbitrator_id uuid, judgement_id uuid, opened_at timestamptz not null, final_at timestamptz,
  due_kind text check (due_kind in ('statement','judgement','contest','review','arbitration_request','arbitration_answer','arbitration_decision')), due_at timestamptz, remind_at timestamptz,
  primary key (complaint_id, epoch), check ((due_kind is null) = (due_at is null)), check ((state = 'final') = (final_at is not null))
);
create index liability_cases_due on liability_cases (due_at, complaint_id) where due_at is not null;
create index liability_cases_remind on liability_cases (remind_at) where remind_at is not null;
create index liability_cases_state on liability_cases (state, opened_at, complaint_id);

-- A unit's part: what it is asked to say before the judgement, and who says it for a unit that can't.
create table liability_units (
  complaint_id uuid not null, epoch smallint not null, unit_id uuid not null references org_units (id), answering_unit_id uuid not null references org_units (id), percent smallint not null check (percent between 0 and 100),
  statement text not null default 'asked' check (statement in ('asked','given','silent')), text text, asked_at timestamptz not null, due_at timestamptz not null, stated_at timestamptz, stated_by uuid, stated_by_name text,
  primary key (complaint_id, epoch, unit_id), foreign key (complaint_id, epoch) references liability_cases (complaint_id, epoch), check ((statement = 'given') = (stated_at is not null))
);
create index liability_units_answering on liability_units (answering_unit_id, asked_at desc, complaint_id);

alter table judgements add column epoch smallint not null default 0, add column stage text not null default 'judgement' check (stage in ('judgement','review','arbitration')), add column above_limit boolean not null default true;
alter table judgements drop constraint judgements_check, add constraint judgements_another_person check (by_id <> finding_by or not above_limit);
alter table judgement_shares add column staff_note text;
create index judgement_shares_unit on judgement_shares (unit_id, complaint_id) where unit_id is not null;

create table liability_contests (
  complaint_id uuid not null, id uuid not null, epoch smallint not null, judgement_id uuid not null, unit_id uuid not null references org_units (id), ground text not null, text text not null, wanted_percent smallint not null check (wanted_percent between 0 and 100),
  by_id uuid not null, by_name text not null, at timestamptz not null, outcome text check (outcome in ('upheld','changed','partial','overturned')), decided_at timestamptz,
  primary key (complaint_id, id), unique (complaint_id, epoch, unit_id), foreign key (complaint_id, epoch) references liability_cases (complaint_id, epoch), foreign key (complaint_id, judgement_id) references judgements (complaint_id, id)
);

create table arbitrations (
  complaint_id uuid not null, id uuid not null, epoch smallint not null, judgement_id uuid not null, unit_id uuid not null references org_units (id), claim text not null, grounds text not null, wanted_percent smallint not null check (wanted_percent between 0 and 100), against uuid[] not null,
  by_id uuid not null, by_name text not null, at timestamptz not null, answer_due_at timestamptz not null, outcome text check (outcome in ('upheld','changed','partial','overturned')), reasons text, frivolous boolean, penalty_minor bigint not null default 0 check (penalty_minor >= 0), decided_by uuid, decided_by_name text, decided_at timestamptz,
  primary key (complaint_id, id), unique (complaint_id, epoch), foreign key (complaint_id, epoch) references liability_cases (complaint_id, epoch), check (penalty_minor = 0 or frivolous), check ((outcome is null) = (decided_at is null))
);
create table arbitration_answers (
  complaint_id uuid not null, arbitration_id uuid not null, unit_id uuid not null references org_units (id), answering_unit_id uuid not null references org_units (id), state text not null default 'asked' check (state in ('asked','given','silent')), text text, by_id uuid, by_name text, at timestamptz,
  primary key (complaint_id, arbitration_id, unit_id), foreign key (complaint_id, arbitration_id) references arbitrations (complaint_id, id)
);

-- Each instance is another person: who reviews did not judge, who arbitrates did neither.
create function instances_differ() returns trigger language plpgsql as $$
begin
  if exists (select from judgements j where j.complaint_id = new.complaint_id and j.epoch = new.epoch and j.by_id = new.by_id and j.stage <> new.stage) then
    raise exception 'another person judges at each instance' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger judgements_instances_differ after insert or update of by_id, stage, epoch on judgements deferrable initially deferred for each row execute function instances_differ();

-- Shares make a whole also when they are changed by hand, and a judgement without any share is none.
create or replace function shares_add_up() returns trigger language plpgsql as $$
declare it record;
begin
  it := coalesce(new, old);
  if exists (select from judgements j where j.complaint_id = it.complaint_id and j.id = it.judgement_id)
     and (select coalesce(sum(percent), 0) from judgement_shares s where s.complaint_id = it.complaint_id and s.judgement_id = it.judgement_id) <> 100 then raise exception 'shares of a judgement add up to 100' using errcode = 'check_violation'; end if;
  return null;
end $$;
drop trigger judgement_shares_add_up on judgement_shares;
create constraint trigger judgement_shares_add_up after insert or update or delete on judgement_shares deferrable initially deferred for each row execute function shares_add_up();
create function judgement_has_shares() returns trigger language plpgsql as $$
begin
  if not exists (select from judgement_shares s where s.complaint_id = new.complaint_id and s.judgement_id = new.id) then raise exception 'a judgement has shares' using errcode = 'check_violation'; end if;
  return null;
end $$;
create constraint trigger judgements_have_shares after insert on judgements deferrable initially deferred for each row execute function judgement_has_shares();

grant select, insert, update on liability_cases, liability_units, liability_contests, arbitrations, arbitration_answers to :app_role;
