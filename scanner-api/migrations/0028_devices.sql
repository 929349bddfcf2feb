-- Devices, the hours they anchored, and the readings that stay off the ledger. The same rules as in 0001: portable SQL,
-- times are milliseconds, hours are counted from 1970-01-01 00:00 UTC.

-- ---------------------------------------------------------------------------------------------------
-- The index.
-- ---------------------------------------------------------------------------------------------------

CREATE TABLE devices (
    id BIGINT PRIMARY KEY,
    organisation BIGINT NOT NULL,
    -- `scale`, `collar`, `thermometer` and so on.
    kind TEXT NOT NULL,
    public_key TEXT NOT NULL,
    -- The subject it stands at, and where that belonged when the device came there.
    place TEXT NOT NULL,
    division TEXT NOT NULL,
    serial TEXT NOT NULL,
    -- `active` or `retired`, and why.
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    registered_ms BIGINT NOT NULL,
    -- The last anchored hour, how many there are, and the number of the reading expected next.
    last_hour BIGINT,
    hours BIGINT NOT NULL,
    next_sequence BIGINT
);
CREATE INDEX devices_by_organisation ON devices (organisation, id);
CREATE INDEX devices_by_place ON devices (place, id);
CREATE INDEX devices_by_division ON devices (division, id);

-- Every key a device has or had; readings from before a rotation were signed with the older one.
CREATE TABLE device_keys (
    public_key TEXT PRIMARY KEY,
    device BIGINT NOT NULL,
    since_ms BIGINT NOT NULL,
    until_ms BIGINT
);
CREATE INDEX device_keys_by_device ON device_keys (device, since_ms);

CREATE TABLE device_anchors (
    device BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    readings BIGINT NOT NULL,
    root TEXT NOT NULL,
    first_sequence BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    late BOOLEAN NOT NULL,
    -- Numbers left out before the hour and within it.
    missing_before BIGINT NOT NULL,
    missing_within BIGINT NOT NULL,
    block BIGINT NOT NULL,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (device, hour)
);

-- ---------------------------------------------------------------------------------------------------
-- The service's own memory.
-- ---------------------------------------------------------------------------------------------------

-- Readings as devices signed them. The index is rebuilt without them.
CREATE TABLE device_readings (
    device BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    metric TEXT NOT NULL,
    value_milli BIGINT NOT NULL,
    unit TEXT NOT NULL,
    signature TEXT NOT NULL,
    -- The key it was verified with.
    public_key TEXT NOT NULL,
    received_ms BIGINT NOT NULL,
    PRIMARY KEY (device, sequence)
);
CREATE INDEX device_readings_by_hour ON device_readings (device, hour, sequence);
-- What is too old to be kept.
CREATE INDEX device_readings_by_age ON device_readings (hour);
