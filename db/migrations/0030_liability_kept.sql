-- What responsibility and settlement lacked when they were looked at again: shares that can't be moved away, a penalty beside the share's own, a desk read by its index.

-- A share that goes to another judgement leaves one behind that must still make a whole.
create or replace function shares_add_up() returns trigger language plpgsql as $$
begin
  if exists (select from judgements j where (j.complaint_id, j.id) in ((old.complaint_id, old.judgement_id), (new.complaint_id, new.judgement_id))
     and (select coalesce(sum(percent), 0) from judgement_shares s where s.complaint_id = j.complaint_id and s.judgement_id = j.id) <> 100) then raise exception 'shares of a judgement add up to 100' using errcode = 'check_violation'; end if;
  return null;
end $$;

-- What an unfounded submission costs stands beside the penalty for the share itself.
alter table penalties drop constraint penalties_judgement_id_unit_id_key, add constraint penalties_once unique (judgement_id, unit_id, rule);

-- The newest final ones of the desk.
create index liability_cases_final on liability_cases (final_at desc, complaint_id desc) where state = 'final';

-- A unit's newest judgements and questions, and what was decided of penalties and disputes, newest first.
create index judgement_shares_newest on judgement_shares (unit_id, judgement_id desc) where unit_id is not null;
create index liability_units_unit on liability_units (unit_id, asked_at desc);
create index arbitration_answers_unit on arbitration_answers (unit_id, arbitration_id desc);
create index arbitration_answers_answering on arbitration_answers (answering_unit_id, arbitration_id desc);
-- what a unit stands with: asked before each proposal
create index penalties_standing on penalties (unit_id, proposed_at) where state in ('proposed','confirmed');
create index penalties_decided on penalties (decided_at desc, id desc) where decided_at is not null;
create index settlement_disputes_answered on settlement_disputes (answered_at desc, id desc) where state <> 'open';
