-- The investigation of a case: the check before it, who leads it, which evidence is wanted, who was heard, and the facts that were found.

create table initial_checks (
  complaint_id uuid not null references complaints (id), id uuid not null, result text not null check (result in ('accept','needs_evidence','out_of_scope','mistaken')), basis text not null, told text,
  checklist jsonb not null, by_id uuid not null, by_name text not null, at timestamptz not null, primary key (complaint_id, id)
);

-- One row a case: who leads the investigation now, for which department. Who led it before stands in the record.
create table investigations (
  complaint_id uuid primary key references complaints (id), department text not null, unit_id uuid references org_units (id), lead_id uuid not null references users (id), lead_name text not null, team boolean not null default false, team_reason text,
  opened_by uuid not null, opened_by_name text not null, opened_at timestamptz not null, changed_at timestamptz not null
);
create table investigation_members (
  complaint_id uuid not null references complaints (id), user_id uuid not null references users (id), name text not null, role text not null, added_at timestamptz not null, left_at timestamptz, primary key (complaint_id, user_id)
);

-- What the plan asks for. Got or open is no column: it follows from the evidence the case holds; what a person said instead is.
create table evidence_plan_items (
  complaint_id uuid not null references complaints (id), id uuid not null, seq smallint not null, code text, what text not null, why text not null, givers text[] not null, types text[] not null, mandatory boolean not null, due_at timestamptz not null,
  settled text check (settled in ('not_obtainable','waived','got')), reason text, settled_by uuid, settled_by_name text, settled_at timestamptz, added_by uuid not null, added_by_name text not null, added_at timestamptz not null,
  primary key (complaint_id, id), unique (complaint_id, seq), check ((settled is null) = (reason is null))
);

-- Who was heard, what was looked at: interviews, surveys, inspections, third-party mediation. `staff_no` names staff, `person` anybody else's part.
create table investigation_records (
  complaint_id uuid not null references complaints (id), id uuid not null, kind text not null check (kind in ('interview','survey','inspection','mediation')), person text, staff_no text, unit_id uuid references org_units (id), place text, method text, result text not null,
  read_back boolean, happened_at timestamptz not null, evidence_ids uuid[] not null, by_id uuid not null, by_name text not null, at timestamptz not null, primary key (complaint_id, id)
);

-- The board on which facts are weighed before a finding; a finding keeps them as they stood then.
create table case_facts (
  complaint_id uuid not null references complaints (id), id uuid not null, seq smallint not null, code text not null, unit_id uuid references org_units (id), staff_no text, verdict text not null check (verdict in ('established','refuted','open')), text text not null,
  evidence_ids uuid[] not null default '{}', opposing text, opposing_side text, heard text[] not null default '{}', proposed boolean not null default false, by_id uuid not null, by_name text not null, at timestamptz not null, dropped_at timestamptz, drop_reason text,
  primary key (complaint_id, id), unique (complaint_id, seq)
);
create table refused_proposals (
  complaint_id uuid not null references complaints (id), key text not null, reason text not null, by_id uuid not null, by_name text not null, at timestamptz not null, primary key (complaint_id, key)
);
create table finding_facts (
  complaint_id uuid not null, finding_id uuid not null, seq smallint not null, code text not null, unit_id uuid references org_units (id), staff_no text, verdict text not null check (verdict in ('established','refuted','open')), text text not null,
  evidence_ids uuid[] not null default '{}', opposing text, opposing_side text, heard text[] not null default '{}', primary key (complaint_id, finding_id, seq), foreign key (complaint_id, finding_id) references findings (complaint_id, id)
);
create index finding_facts_code on finding_facts (code, unit_id);

-- The second level of the cause, what was judged of each demand (CLS-17), and what else of the kind had been found (INV-15).
alter table findings add column cause_detail text, add column demands jsonb not null default '[]', add column alike jsonb;

grant select, insert, update, delete on initial_checks, investigations, investigation_members, evidence_plan_items, investigation_records, case_facts, refused_proposals, finding_facts to :app_role;
