-- Who opens a clock may say itself when the ladder is to be looked at first; only clocks nobody placed are news for the sweep.
create or replace function tell_new_clocks() returns trigger language plpgsql as $$ begin
  insert into clock_news (complaint_id) select distinct f.complaint_id from fresh f
    where f.stopped_at is null and not exists (select from clock_watches w where w.complaint_id = f.complaint_id and w.kind = f.kind and w.epoch = f.epoch);
  return null;
end $$;
