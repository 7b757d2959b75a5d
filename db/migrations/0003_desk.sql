-- Plans that wait for an approval are few; those approved stay for ever.
create index plans_waiting on plans (complaint_id) where state = 'approving';
