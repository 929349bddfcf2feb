-- A quota that is in force while a revision of it waits for the county: what waits stands beside it, because
-- the chain goes on honouring what was approved.
ALTER TABLE quotas ADD COLUMN pending_yield BIGINT;
ALTER TABLE quotas ADD COLUMN pending_rate BIGINT;
ALTER TABLE quotas ADD COLUMN pending_unit_net BIGINT;
ALTER TABLE quotas ADD COLUMN pending_codes BIGINT;
ALTER TABLE quotas ADD COLUMN pending_ms BIGINT;
