-- A second look that undoes a handling keeps whose it was, so that another person takes the case (requirement C7).
alter table reviews add column previous_owner_id uuid;
