//! What waits for whom: each queue is a condition on one kind of thing, counted on the first page and
//! listed on its own.

use county_primitives::Role;

use super::{
    deed::within,
    rows::{self, Kind},
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::today,
        view::{Link, Row},
    },
};

/// A queue.
pub(crate) struct Queue {
    /// Its name in addresses and texts.
    pub(crate) key: &'static str,
    /// Names its icon.
    pub(crate) icon: &'static str,
    /// How its count looks when something waits.
    pub(crate) tone: &'static str,
    /// What waits in it.
    kind: Kind,
    /// Which: a condition, in which `$org` stands for the own organisation, `$me` for the member,
    /// `$today` for the day, `$area(column)` for where the role reaches.
    condition: &'static str,
    /// What can be done about all of it at once: the key of a text, and where.
    deed: Option<(&'static str, &'static str)>,
}

/// The queues of a role.
pub(crate) struct Duty {
    /// The role.
    pub(crate) role: Role,
    /// Names its texts.
    pub(crate) key: &'static str,
    /// Its name in the navigation.
    pub(crate) place: &'static str,
    /// The address of its page.
    pub(crate) path: &'static str,
    /// What waits.
    pub(crate) queues: &'static [Queue],
    /// What can be done at any time: keys of texts, and where.
    pub(crate) deeds: &'static [(&'static str, &'static str)],
}

macro_rules! queue {
    ($key:literal, $icon:literal, $tone:literal, $kind:ident, $condition:literal $(, $deed:expr)?) => {
        Queue {
            key: $key,
            icon: $icon,
            tone: $tone,
            kind: Kind::$kind,
            condition: $condition,
            deed: queue!(@ $($deed)?),
        }
    };
    (@) => { None };
    (@ $deed:expr) => { Some($deed) };
}

const VET: &[Queue] = &[
    queue!("answer", "record", "warn", Declaration, "state = 'submitted' AND $area(declarations.village)"),
    queue!("certify", "activate", "warn", Declaration, "state = 'accepted' AND $area(declarations.village)"),
    queue!("look", "test", "warn", Batch,
        "inspected_ms IS NULL AND $area((SELECT division FROM organisations WHERE id = house))"),
    queue!("quarantine", "test", "warn", Meat,
        "meats.kind = 'carcass' AND quarantine_passed IS NULL \
         AND $area((SELECT division FROM organisations WHERE id = house))"),
    queue!("issued", "record", "info", Certificate, "state = 'issued' AND vet = $me"),
    queue!("leaving", "lot", "info", Certificate,
        "state = 'departed' AND receiver IS NULL AND $area(certificates.origin)"),
    queue!("barred", "warn", "bad", Life,
        "barred AND state NOT IN ('dead', 'disposed', 'slaughtered', 'left') AND $area(lives.village)",
        ("do-clear", "/console/livestock/clear")),
    queue!("missing", "warn", "bad", Life, "state = 'missing' AND $area(lives.village)",
        ("do-recover", "/console/livestock/recover")),
];

const FARM: &[Queue] = &[
    queue!(
        "arriving",
        "lot",
        "warn",
        Certificate,
        "state = 'departed' AND receiver = $org"
    ),
    queue!(
        "landing",
        "record",
        "warn",
        Certificate,
        "state = 'arrived' AND form LIKE 'animal%' AND certificates.id IN \
         (SELECT id FROM certificates WHERE owner = $org AND origin_reported IS NULL \
          UNION SELECT id FROM certificates WHERE arrived_to = $org AND destination_reported IS NULL)"
    ),
    queue!(
        "declared",
        "record",
        "info",
        Declaration,
        "state IN ('submitted', 'accepted') AND farm = $org"
    ),
    queue!(
        "certified",
        "activate",
        "info",
        Certificate,
        "state IN ('issued', 'departed') AND owner = $org AND form LIKE 'animal%'"
    ),
    queue!(
        "isolated",
        "warn",
        "warn",
        Life,
        "state = 'isolation' AND farm = $org",
        ("do-isolation", "/console/livestock/isolation")
    ),
    queue!(
        "withdrawal",
        "test",
        "warn",
        Life,
        "state = 'on_farm' AND slaughter_from > $today AND farm = $org"
    ),
    queue!(
        "food-withdrawal",
        "test",
        "warn",
        Life,
        "state = 'on_farm' AND food_from > $today AND farm = $org"
    ),
    queue!(
        "food",
        "lot",
        "info",
        Food,
        "farm = $org",
        ("do-food", "/console/livestock/food")
    ),
    queue!(
        "immunity",
        "test",
        "warn",
        Life,
        "state = 'on_farm' AND farm = $org AND EXISTS (SELECT 1 FROM immunities \
          WHERE immunities.unit = lives.unit OR (immunities.unit = lives.herd \
           AND immunities.ledger_ms <= lives.registered_ms) \
          GROUP BY disease HAVING MAX(until_day) <= $soon)",
        ("do-immunise", "/console/livestock/immunise")
    ),
    queue!(
        "bodies",
        "warn",
        "bad",
        Life,
        "state = 'dead' AND farm = $org AND EXISTS (SELECT 1 FROM deaths \
          WHERE deaths.unit = lives.unit AND disposal IS NULL)"
    ),
    queue!(
        "claims",
        "code",
        "info",
        Claim,
        "state IN ('filed', 'approved') AND claims.insurance IN \
          (SELECT id FROM insurances WHERE farm = $org)"
    ),
];

const ROAD: &[Queue] = &[
    queue!(
        "depart",
        "lot",
        "warn",
        Certificate,
        "state = 'issued' AND carrier = $org"
    ),
    queue!(
        "driving",
        "lot",
        "info",
        Certificate,
        "state = 'departed' AND carrier = $org"
    ),
    queue!(
        "carried",
        "record",
        "warn",
        Certificate,
        "state = 'arrived' AND carrier = $org AND form LIKE 'animal%' \
          AND origin_reported IS NULL"
    ),
    queue!(
        "collect",
        "warn",
        "bad",
        Life,
        "state = 'dead' AND $area(lives.village) AND EXISTS \
          (SELECT 1 FROM deaths WHERE deaths.unit = lives.unit AND disposal IS NULL)",
        ("do-collect", "/console/livestock/collect")
    ),
    queue!(
        "collected",
        "record",
        "info",
        Disposal,
        "state = 'collected' AND carrier = $org"
    ),
];

const HOUSE: &[Queue] = &[
    queue!("intake", "lot", "warn", Certificate,
        "state = 'departed' AND receiver = $org AND form LIKE 'animal%'"),
    queue!("announce", "record", "warn", Batch, "announced_ms IS NULL AND killed < heads AND house = $org"),
    queue!("batch-test", "test", "warn", Batch, "tested IS NULL AND killed < heads AND house = $org"),
    queue!("kill", "activate", "good", Batch,
        "announced_ms IS NOT NULL AND inspected_ms IS NOT NULL AND killed < heads \
         AND (tested IS NULL OR tested <> 'fail') AND house = $org"),
    queue!("quality", "test", "warn", Meat,
        "meats.kind = 'carcass' AND quality_passed IS NULL AND house = $org"),
    queue!("meat", "lot", "info", Meat, "mass_left > 0 AND NOT recalled AND holder = $org"),
    queue!("house-landing", "record", "warn", Certificate,
        "state = 'arrived' AND arrived_to = $org AND form LIKE 'animal%' AND destination_reported IS NULL"),
    queue!("recalled", "warn", "bad", Meat, "recalled AND mass_left > 0 AND holder = $org"),
];

const PLANT: &[Queue] = &[
    queue!(
        "receive",
        "lot",
        "warn",
        Disposal,
        "state = 'collected' AND plant = $org"
    ),
    queue!(
        "treat",
        "activate",
        "warn",
        Disposal,
        "state = 'received' AND plant = $org"
    ),
    queue!(
        "treated",
        "record",
        "info",
        Disposal,
        "state = 'treated' AND plant = $org"
    ),
];

const INSURER: &[Queue] = &[
    queue!("decide", "record", "warn", Claim, "state = 'filed' AND (filed_by IS NULL OR filed_by <> $me) \
          AND claims.insurance IN (SELECT id FROM insurances WHERE insurer = $org)"),
    queue!("pay", "activate", "warn", Claim,
        "state = 'approved' AND claims.insurance IN (SELECT id FROM insurances WHERE insurer = $org)"),
    queue!("contracts", "code", "info", Insurance, "until_day > $today AND insurer = $org"),
];

const MARKET: &[Queue] = &[
    queue!(
        "market-arriving",
        "lot",
        "warn",
        Certificate,
        "state = 'departed' AND receiver = $org"
    ),
    queue!(
        "market-meat",
        "lot",
        "info",
        Meat,
        "mass_left > 0 AND holder = $org"
    ),
];

const BUYER: &[Queue] = &[queue!(
    "food-received",
    "lot",
    "info",
    Food,
    "receiver = $org"
)];

const COUNTY: &[Queue] = &[
    queue!(
        "food-made",
        "lot",
        "info",
        Food,
        "food_lots.date = $today AND $area(food_lots.village)"
    ),
    queue!(
        "warnings",
        "warn",
        "bad",
        Warning,
        "$area(livestock_warnings.division)"
    ),
    queue!(
        "zones",
        "plot",
        "bad",
        Zone,
        "lifted_ms IS NULL AND EXISTS (SELECT 1 FROM zone_divisions \
          WHERE zone_divisions.zone = zones.id AND $area(zone_divisions.division))"
    ),
];

const PROVINCE: &[Queue] = &[
    queue!(
        "province-warnings",
        "warn",
        "bad",
        Warning,
        "$area(livestock_warnings.division)"
    ),
    queue!(
        "province-zones",
        "plot",
        "bad",
        Zone,
        "lifted_ms IS NULL AND EXISTS (SELECT 1 FROM zone_divisions \
          WHERE zone_divisions.zone = zones.id AND $area(zone_divisions.division))"
    ),
    queue!(
        "province-road",
        "lot",
        "info",
        Certificate,
        "state = 'departed' AND ($area(certificates.origin) OR $area(certificates.destination))"
    ),
];

/// The duties, in the order in which the first page shows them.
pub(crate) const DUTIES: &[Duty] = &[
    Duty {
        role: Role::OfficialVet,
        key: "vet",
        place: "nav-vet",
        path: "/console/livestock/vet",
        queues: VET,
        deeds: &[
            ("do-vehicle", "/console/livestock/vehicles/new"),
            ("do-grade-farm", "/console/livestock/grade-farm"),
            ("do-sighting", "/console/livestock/sighting"),
            ("go-pass", "/console/livestock/checkpoint"),
            ("go-search", "/livestock/search"),
            ("go-contacts", "/livestock/contacts"),
        ],
    },
    Duty {
        role: Role::Producer,
        key: "farm",
        place: "nav-farm",
        path: "/console/livestock/farm",
        queues: FARM,
        deeds: &[
            ("do-declare", "/console/livestock/declare"),
            ("do-sell", "/console/trade/sell"),
            ("do-immunise", "/console/livestock/immunise"),
            ("do-medicate", "/console/livestock/medicate"),
            ("do-care", "/console/livestock/care"),
            ("do-food", "/console/livestock/food"),
            ("do-tag", "/console/livestock/tag"),
            ("do-herd", "/console/livestock/herds/new"),
            ("do-death", "/console/livestock/death"),
            ("do-claim", "/console/livestock/claim"),
            ("do-retag", "/console/livestock/retag"),
            ("do-bind", "/console/livestock/bind"),
            ("do-transfer", "/console/livestock/transfer"),
            ("do-missing", "/console/livestock/missing"),
            ("go-adapters", "/livestock/adapters"),
        ],
    },
    Duty {
        role: Role::Hauler,
        key: "road",
        place: "nav-road",
        path: "/console/livestock/road",
        queues: ROAD,
        deeds: &[
            ("do-collect", "/console/livestock/collect"),
            ("do-death", "/console/livestock/death"),
        ],
    },
    Duty {
        role: Role::Slaughterhouse,
        key: "house",
        place: "nav-house",
        path: "/console/livestock/house",
        queues: HOUSE,
        deeds: &[
            ("do-sell", "/console/trade/sell"),
            ("do-death", "/console/livestock/death"),
        ],
    },
    Duty {
        role: Role::DisposalPlant,
        key: "plant",
        place: "nav-plant",
        path: "/console/livestock/plant",
        queues: PLANT,
        deeds: &[],
    },
    Duty {
        role: Role::Insurer,
        key: "insurer",
        place: "nav-insurer",
        path: "/console/livestock/insurer",
        queues: INSURER,
        deeds: &[
            ("do-insure", "/console/livestock/insure"),
            ("do-claim", "/console/livestock/claim"),
        ],
    },
    Duty {
        role: Role::Market,
        key: "market",
        place: "nav-market",
        path: "/console/livestock/market",
        queues: MARKET,
        deeds: &[
            ("do-sell", "/console/trade/sell"),
            ("do-sighting", "/console/livestock/sighting"),
        ],
    },
    Duty {
        role: Role::Buyer,
        key: "buyer",
        place: "nav-buyer",
        path: "/console/livestock/buyer",
        queues: BUYER,
        deeds: &[],
    },
    Duty {
        role: Role::Vaccinator,
        key: "vaccinator",
        place: "nav-vaccinator",
        path: "/console/livestock/vaccinator",
        queues: &[],
        deeds: &[
            ("do-immunise", "/console/livestock/immunise"),
            ("do-tag", "/console/livestock/tag"),
            ("do-herd", "/console/livestock/herds/new"),
            ("do-medicate", "/console/livestock/medicate"),
            ("do-death", "/console/livestock/death"),
            ("do-sighting", "/console/livestock/sighting"),
        ],
    },
    Duty {
        role: Role::CountyAgriculture,
        key: "county",
        place: "nav-county",
        path: "/console/livestock/county",
        queues: COUNTY,
        deeds: &[
            ("do-zone", "/console/livestock/zones/new"),
            ("do-drug", "/console/livestock/drugs/new"),
            ("do-rule", "/console/livestock/rules/new"),
            ("do-vehicle", "/console/livestock/vehicles/new"),
            ("do-grade-farm", "/console/livestock/grade-farm"),
            ("go-reports", "/livestock/reports"),
            ("go-adapters", "/livestock/adapters"),
            ("go-trace", "/livestock/trace"),
            ("go-contacts", "/livestock/contacts"),
            ("go-search", "/livestock/search"),
        ],
    },
    Duty {
        role: Role::Province,
        key: "province",
        place: "nav-province",
        path: "/console/livestock/province",
        queues: PROVINCE,
        deeds: &[
            ("go-pass", "/console/livestock/checkpoint"),
            ("do-zone", "/console/livestock/zones/new"),
            ("do-drug", "/console/livestock/drugs/new"),
            ("do-rule", "/console/livestock/rules/new"),
            ("go-reports", "/livestock/reports"),
            ("go-adapters", "/livestock/adapters"),
            ("go-trace", "/livestock/trace"),
            ("go-contacts", "/livestock/contacts"),
            ("go-search", "/livestock/search"),
        ],
    },
];

/// The duty and the queue with a name.
pub(crate) fn find(key: &str) -> Option<(&'static Duty, &'static Queue)> {
    DUTIES.iter().find_map(|duty| {
        let mut queues = duty.queues.iter();
        Some((duty, queues.find(|queue| queue.key == key)?))
    })
}

/// How many days ahead vaccinations that run out are shown.
const SOON_DAYS: u32 = 14;

impl Queue {
    /// The condition for this member. Everything that is put into it is a number, a day or a code.
    fn condition(&self, desk: &Desk, role: Role) -> String {
        let organisation = desk.session.organisation.map_or(-1, |id| i64::from(id.0));
        let member = desk.session.member.map_or(-1, |id| i64::from(id.0));
        let mut condition = self
            .condition
            .replace("$org", &organisation.to_string())
            .replace("$me", &member.to_string())
            .replace("$today", &format!("'{}'", today()))
            .replace("$soon", &format!("'{}'", today().plus_days(SOON_DAYS)));
        while let Some(start) = condition.find("$area(") {
            let Some(inside) = condition.get(start.saturating_add(6)..) else {
                break;
            };
            let Some(end) = closing(inside) else { break };
            let column = inside.get(..end).unwrap_or_default().to_owned();
            let area = within(desk, &[role], &column);
            condition = condition.replacen(&format!("$area({column})"), &area, 1);
        }
        condition
    }

    /// How much waits.
    pub(crate) async fn count(&self, desk: &Desk, role: Role) -> Result<i64, ApiError> {
        let query = format!(
            "SELECT COUNT(*) FROM {} WHERE {}",
            self.kind.table(),
            self.condition(desk, role)
        );
        Ok(sqlx::query_scalar(&query)
            .fetch_one(&desk.app.db.reader)
            .await?)
    }

    /// What waits, the newest first, before a number; and the number of the last row.
    pub(crate) async fn rows(
        &self,
        desk: &Desk,
        role: Role,
        before: i64,
        most: i64,
    ) -> Result<Vec<(i64, Row)>, ApiError> {
        rows::rows(desk, self.kind, &self.condition(desk, role), before, most).await
    }

    /// What can be done about all of it.
    pub(crate) fn deed(&self, desk: &Desk) -> Option<Link> {
        self.deed
            .map(|(key, href)| Link::main(desk.t.say(key), href))
    }
}

/// Where the bracket closes that is open at the beginning.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0u32;
    for (at, character) in text.char_indices() {
        match character {
            '(' => open = open.saturating_add(1),
            ')' if open == 0 => return Some(at),
            ')' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_queue_has_its_own_name() {
        let queues = DUTIES.iter().flat_map(|duty| duty.queues);
        let keys: Vec<&str> = queues.map(|queue| queue.key).collect();
        let different: BTreeSet<&str> = keys.iter().copied().collect();
        assert_eq!(keys.len(), different.len());
        for key in keys {
            assert_eq!(find(key).map(|(_, queue)| queue.key), Some(key));
        }
        assert!(find("nothing").is_none());
    }

    #[test]
    fn brackets_inside_an_area_belong_to_it() {
        assert_eq!(closing("lives.village) AND x"), Some(13));
        assert_eq!(
            closing("(SELECT division FROM o WHERE id = house))"),
            Some(41)
        );
        assert_eq!(closing("open"), None);
    }
}
