-- Investigation reports as they were handed in: the content is never changed, its hash stands in the record of the case.
create table investigation_reports (
  complaint_id uuid not null references complaints (id), id uuid not null, number smallint not null check (number > 0), finding_id uuid not null, content text not null, sha256 bytea not null, department text not null, note text,
  by_id uuid not null, by_name text not null, at timestamptz not null, primary key (complaint_id, id), unique (complaint_id, number), foreign key (complaint_id, finding_id) references findings (complaint_id, id)
);
create trigger investigation_reports_keep before update or delete on investigation_reports for each row execute function refuse_change();
create trigger investigation_reports_keep_all before truncate on investigation_reports for each statement execute function refuse_change();

grant select, insert on investigation_reports to :app_role;
