//! Contact tracing: who was in touch with a farm within some days, through loads, bodies, meat and
//! vehicles.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use sqlx::SqlitePool;
use utoipa::ToSchema;

use crate::{
    openapi::words::{Digest, Division},
    shown::Instant,
};

/// Days that are looked back if nothing else is asked: the longest incubation of what is notifiable.
pub const DAYS: u16 = 21;
/// The most days that are looked back.
pub const DAYS_MAX: u16 = 365;
/// How many days before and after it was on the farm a vehicle is a contact, if nothing else is asked.
pub const VEHICLE_DAYS: u16 = 7;
/// The most of these days.
pub const VEHICLE_DAYS_MAX: u16 = 30;
/// How many steps from the farm are followed.
pub const STEPS_MAX: i64 = 4;
/// The most rides one answer holds.
pub const RIDES_MAX: usize = 2_000;

/// A ride from one organisation to another.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, sqlx::FromRow, ToSchema)]
pub struct Ride {
    /// The certificate of the load or of the meat, or the consignment of bodies.
    pub subject: String,
    /// From which organisation.
    pub from_org: i64,
    /// Its village.
    #[schema(value_type = Division)]
    pub from_village: String,
    /// To which organisation, if it is on this chain.
    pub to_org: Option<i64>,
    /// Where that is.
    #[schema(value_type = Division)]
    pub to_village: String,
    /// The carrier.
    pub carrier: i64,
    /// Digest of the plate.
    #[schema(value_type = Digest)]
    pub plate: String,
    /// How many heads; none of meat.
    pub heads: i64,
    /// When it began.
    #[sqlx(rename = "departed_ms")]
    pub departed: Instant,
    /// When it ended.
    #[sqlx(rename = "arrived_ms")]
    pub arrived: Option<Instant>,
}

/// One that was in contact.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Contact {
    /// `organisation:12` or `vehicle:<digest of the plate>`.
    pub id: String,
    /// `farm` for the one asked about, `farm`, `slaughterhouse`, `plant`, `buyer` of meat, or `vehicle`.
    pub kind: String,
    /// The organisation, if it is one.
    pub organisation: Option<i64>,
    /// Its name, if it is a legal person.
    pub name: Option<String>,
    /// Where it is.
    #[schema(value_type = Option<Division>)]
    pub division: Option<String>,
    /// How many steps away it is: 0 for the farm itself.
    pub distance: i64,
    /// The first time of contact.
    pub first: Option<Instant>,
    /// The last time of contact.
    pub last: Option<Instant>,
}

/// A line of the picture.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Edge {
    /// The id of the contact it begins at.
    pub from: String,
    /// The id of the contact it ends at.
    pub to: String,
    /// The ride it stands for.
    pub subject: String,
    /// When.
    pub at: Instant,
    /// How many heads.
    pub heads: i64,
}

/// Everybody in contact, as a list and as a picture.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Contacts {
    /// Who, nearest first; the farm itself is the first.
    pub nodes: Vec<Contact>,
    /// How they are connected.
    pub edges: Vec<Edge>,
    /// The rides, oldest first.
    pub rides: Vec<Ride>,
    /// Whether there are more rides than one answer holds.
    pub truncated: bool,
}

const COLUMNS: &str =
    "subject, from_org, from_village, to_org, to_village, carrier, plate, heads, \
                       departed_ms, arrived_ms";

/// What is followed next: an organisation from a time on, or one that sent towards the farm.
struct Step {
    organisation: i64,
    distance: i64,
    since_ms: i64,
    until_ms: i64,
}

/// Everybody in contact with a farm between two times.
///
/// Onwards, what left the farm is followed in the order of time: a place is infectious only from the
/// arrival on. Backwards, who sent to the farm is a contact, as a possible source. A vehicle that
/// was on the farm, to fetch or to bring, takes whatever it visits in the days after with it, and brought what
/// it met in the days before.
pub async fn of(
    db: &SqlitePool,
    farm: i64,
    from_ms: i64,
    to_ms: i64,
    vehicle_ms: i64,
) -> Result<Contacts, sqlx::Error> {
    let mut found = Found::new(farm);
    found.sources(db, farm, from_ms, to_ms, vehicle_ms).await?;
    let mut queue = VecDeque::from([Step {
        organisation: farm,
        distance: 0,
        since_ms: from_ms,
        until_ms: to_ms,
    }]);
    // Since when each organisation is known to be reached; an earlier time is followed once more.
    let mut reached: BTreeMap<i64, i64> = BTreeMap::new();
    while let Some(step) = queue.pop_front() {
        let known = reached.get(&step.organisation);
        let is_known = known.is_some_and(|since| *since <= step.since_ms);
        if step.distance >= STEPS_MAX || is_known || found.is_full() {
            continue;
        }
        reached.insert(step.organisation, step.since_ms);
        let query = format!(
            "SELECT {COLUMNS} FROM moves WHERE from_org = ? AND departed_ms >= ? AND departed_ms <= ? \
             ORDER BY departed_ms, subject LIMIT 2001"
        );
        let left: Vec<Ride> = sqlx::query_as(&query)
            .bind(step.organisation)
            .bind(step.since_ms)
            .bind(step.until_ms)
            .fetch_all(db)
            .await?;
        for ride in left {
            let next = found.add(&ride, step.distance);
            if let Some(organisation) = next {
                queue.push_back(Step {
                    organisation,
                    distance: step.distance.saturating_add(1),
                    since_ms: ride.arrived.unwrap_or(ride.departed).0,
                    until_ms: step.until_ms,
                });
            }
            let until_ms = ride.departed.0.saturating_add(vehicle_ms).min(to_ms);
            let days = (ride.departed.0, until_ms);
            found.vehicle(db, &ride.plate, step.distance, days).await?;
            if step.distance == 0 {
                found.vehicle_before(db, &ride, vehicle_ms).await?;
            }
        }
    }
    found.finish(db).await
}

/// What is known so far.
struct Found {
    farm: i64,
    nodes: BTreeMap<String, (i64, Option<i64>, Option<i64>)>,
    rides: BTreeMap<(i64, String, i64), Ride>,
    edges: BTreeMap<(String, String, String), Edge>,
}

fn organisation(id: i64) -> String {
    format!("organisation:{id}")
}

fn vehicle(plate: &str) -> String {
    format!("vehicle:{plate}")
}

impl Found {
    fn new(farm: i64) -> Self {
        let mut found = Self {
            farm,
            nodes: BTreeMap::new(),
            rides: BTreeMap::new(),
            edges: BTreeMap::new(),
        };
        found.nodes.insert(organisation(farm), (0, None, None));
        found
    }

    fn is_full(&self) -> bool {
        self.rides.len() >= RIDES_MAX
    }

    fn touch(&mut self, id: String, distance: i64, at: i64) {
        let node = self.nodes.entry(id).or_insert((distance, None, None));
        node.0 = node.0.min(distance);
        node.1 = Some(node.1.map_or(at, |first| first.min(at)));
        node.2 = Some(node.2.map_or(at, |last| last.max(at)));
    }

    fn line(&mut self, from: String, to: String, ride: &Ride) {
        let key = (from.clone(), to.clone(), ride.subject.clone());
        self.edges.entry(key).or_insert(Edge {
            from,
            to,
            subject: ride.subject.clone(),
            at: ride.departed,
            heads: ride.heads,
        });
    }

    /// Adds a ride that began `distance` steps away; returns where it leads.
    fn add(&mut self, ride: &Ride, distance: i64) -> Option<i64> {
        if self.is_full() {
            return None;
        }
        let at = ride.departed.0;
        let key = (at, ride.subject.clone(), ride.from_org);
        self.rides.insert(key, ride.clone());
        let next = distance.saturating_add(1);
        self.touch(organisation(ride.from_org), distance, at);
        self.touch(vehicle(&ride.plate), next, at);
        self.line(organisation(ride.from_org), vehicle(&ride.plate), ride);
        if let Some(to) = ride.to_org {
            self.touch(organisation(to), next, ride.arrived.map_or(at, |end| end.0));
            self.line(vehicle(&ride.plate), organisation(to), ride);
        }
        ride.to_org
    }

    /// Who sent to the farm, two steps back.
    async fn sources(
        &mut self,
        db: &SqlitePool,
        farm: i64,
        from_ms: i64,
        to_ms: i64,
        vehicle_ms: i64,
    ) -> Result<(), sqlx::Error> {
        let mut wanted = vec![(farm, 1, to_ms)];
        while let Some((receiver, distance, until_ms)) = wanted.pop() {
            let query = format!(
                "SELECT {COLUMNS} FROM moves WHERE to_org = ? AND departed_ms >= ? AND departed_ms <= ? \
                 ORDER BY departed_ms, subject LIMIT 2001"
            );
            let came: Vec<Ride> = sqlx::query_as(&query)
                .bind(receiver)
                .bind(from_ms)
                .bind(until_ms)
                .fetch_all(db)
                .await?;
            for ride in came {
                if self.is_full() {
                    return Ok(());
                }
                let key = (ride.departed.0, ride.subject.clone(), ride.from_org);
                self.touch(organisation(ride.from_org), distance, ride.departed.0);
                self.touch(vehicle(&ride.plate), distance, ride.departed.0);
                self.line(organisation(ride.from_org), vehicle(&ride.plate), &ride);
                self.line(vehicle(&ride.plate), organisation(receiver), &ride);
                if distance < 2 {
                    wanted.push((ride.from_org, distance.saturating_add(1), ride.departed.0));
                    // What brought a load to the farm drove on from there.
                    let there = ride.arrived.unwrap_or(ride.departed).0;
                    let until_ms = there.saturating_add(vehicle_ms).min(to_ms);
                    self.vehicle(db, &ride.plate, 0, (there, until_ms)).await?;
                    self.vehicle_before(db, &ride, vehicle_ms).await?;
                }
                self.rides.insert(key, ride);
            }
        }
        Ok(())
    }

    /// Where else a vehicle was that was at a place so many steps away: after the first moment, until the last
    /// one.
    async fn vehicle(
        &mut self,
        db: &SqlitePool,
        plate: &str,
        distance: i64,
        (after_ms, until_ms): (i64, i64),
    ) -> Result<(), sqlx::Error> {
        let query = format!(
            "SELECT {COLUMNS} FROM moves WHERE plate = ? AND departed_ms > ? AND departed_ms <= ? \
             ORDER BY departed_ms, subject LIMIT 200"
        );
        let others: Vec<Ride> = sqlx::query_as(&query)
            .bind(plate)
            .bind(after_ms)
            .bind(until_ms)
            .fetch_all(db)
            .await?;
        for other in others {
            if self.is_full() {
                break;
            }
            let at = other.departed.0;
            let next = distance.saturating_add(2);
            self.touch(organisation(other.from_org), next, at);
            self.line(vehicle(plate), organisation(other.from_org), &other);
            if let Some(to) = other.to_org {
                self.touch(organisation(to), next, at);
                self.line(vehicle(plate), organisation(to), &other);
            }
            self.rides
                .insert((at, other.subject.clone(), other.from_org), other);
        }
        Ok(())
    }

    /// Where the vehicle of a ride from or to the farm was in the days before the ride began.
    async fn vehicle_before(
        &mut self,
        db: &SqlitePool,
        ride: &Ride,
        vehicle_ms: i64,
    ) -> Result<(), sqlx::Error> {
        let until_ms = ride.departed.0.saturating_sub(1);
        let days = (until_ms.saturating_sub(vehicle_ms), until_ms);
        self.vehicle(db, &ride.plate, 0, days).await
    }

    async fn finish(self, db: &SqlitePool) -> Result<Contacts, sqlx::Error> {
        let mut nodes = Vec::with_capacity(self.nodes.len());
        for (id, (distance, first, last)) in &self.nodes {
            let number = id
                .strip_prefix("organisation:")
                .and_then(|number| number.parse::<i64>().ok());
            let known: Option<(Option<String>, String, bool, bool, bool)> = sqlx::query_as(
                "SELECT name, division, EXISTS (SELECT 1 FROM slaughter_batches WHERE house = organisations.id), \
                 EXISTS (SELECT 1 FROM disposals WHERE plant = organisations.id), \
                 EXISTS (SELECT 1 FROM meat_deliveries WHERE receiver = organisations.id) \
                 AND NOT EXISTS (SELECT 1 FROM lives WHERE farm = organisations.id) \
                 FROM organisations WHERE id = ?",
            )
            .bind(number)
            .fetch_optional(db)
            .await?;
            let (name, division, house, plant, buyer) = known.unwrap_or_default();
            let kind = match (number, house, plant, buyer) {
                (None, ..) => "vehicle",
                (_, true, ..) => "slaughterhouse",
                (_, _, true, _) => "plant",
                (.., true) => "buyer",
                _ => "farm",
            };
            nodes.push(Contact {
                id: id.clone(),
                kind: kind.to_owned(),
                organisation: number,
                name,
                division: number.map(|_| division),
                distance: *distance,
                first: first.map(Instant),
                last: last.map(Instant),
            });
        }
        nodes.sort_by(|one, other| (one.distance, &one.id).cmp(&(other.distance, &other.id)));
        debug_assert!(nodes
            .first()
            .is_some_and(|node| node.organisation == Some(self.farm)));
        let truncated = self.rides.len() >= RIDES_MAX;
        Ok(Contacts {
            nodes,
            edges: self.edges.into_values().collect(),
            rides: self.rides.into_values().collect(),
            truncated,
        })
    }
}
