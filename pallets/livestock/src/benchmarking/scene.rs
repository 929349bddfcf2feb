//! What the benchmarks begin with, written into the storage as the calls before would leave it.

use alloc::vec::Vec;

use county_primitives::{
    livestock::{
        AnimalState, Body, Carcass, CertificateForm, ClaimState, DeclarationState, Destination,
        Disease, EarTag, Group, IdentityLevel, MeatKind, MeatPart, Pen, Purpose, RecallBalance,
        RecallScope, RecallState, Remains, Species, TagFate, Transport, TransportMode, Unit,
        GROUP_MAX,
    },
    produce::TestVerdict,
    traits::Members,
    AnimalId, CertificateId, ClaimId, Date, DeclarationId, Digest, DisposalId, DivisionCode, Grams,
    InsuranceId, Items, List, MeatId, MemberId, OrganisationId, ProductClass, RecallId, Role,
    SlaughterBatchId, Text, VehicleId,
};
use frame_benchmarking::v2::BenchmarkError;

use super::Setup;
use crate::{
    types::{
        Certificate, Claim, Cover, Custody, Death, Declaration, Disposal, DisposalState, Identity,
        Insurance, Life, Meat, PartCounts, Recall, Seen, SlaughterBatch, Through, TripState,
        Vehicle,
    },
    Certificates, ClaimOf, ClaimPhotos, Claims, Config, Covers, Custodies, Deaths, Declarations,
    Disposals, Insurances, Lives, Loads, Meats, NextAnimal, NextCertificate, NextDeclaration,
    NextMeat, NextSlaughterBatch, ProductLoads, Recalls, SlaughterBatches, Tags, VehicleOf,
    Vehicles,
};

/// A village of Rongchang.
pub(super) const VILLAGE: u64 = 500_153_101_201;
/// The series of its pigs' tags.
pub(super) const SERIES: u32 = 1_500_153;
/// Keyed commitment to a plate.
pub(super) const PLATE: Digest = Digest([0x51; 32]);
/// The farm.
pub(super) const FARM: u32 = 1;
/// The slaughterhouse.
pub(super) const HOUSE: u32 = 2;
/// The office of the official vet.
pub(super) const VET: u32 = 3;
/// The carrier.
pub(super) const HAULER: u32 = 4;
/// The disposal plant.
pub(super) const PLANT: u32 = 5;
/// The insurer.
pub(super) const INSURER: u32 = 6;
/// A purchaser.
pub(super) const BUYER: u32 = 7;
/// The township.
pub(super) const TOWNSHIP: u32 = 11;
/// The day of which all meat is recalled.
const RECALLED_DAY: u32 = 9;

const STOP: BenchmarkError = BenchmarkError::Stop("the scene of a benchmark is wrong");

pub(super) fn village() -> Result<DivisionCode, BenchmarkError> {
    DivisionCode::new(VILLAGE).map_err(|_| STOP)
}

pub(super) fn product() -> Result<ProductClass, BenchmarkError> {
    "030101".parse().map_err(|_| STOP)
}

/// A text as long as it can be.
pub(super) fn longest<const N: u32>(letter: &str) -> Result<Text<N>, BenchmarkError> {
    Text::new(&letter.repeat(usize::try_from(N).unwrap_or(0))).map_err(|_| STOP)
}

pub(super) fn list<Item, const N: u32>(
    items: impl IntoIterator<Item = Item>,
) -> Result<List<Item, N>, BenchmarkError> {
    List::try_from(items.into_iter().collect::<Vec<_>>()).map_err(|_| STOP)
}

pub(super) fn one<Item>(item: Item) -> Result<Items<Item>, BenchmarkError> {
    list([item])
}

/// `n` items, made from the numbers 1 to `n`.
pub(super) fn items<Item>(
    n: u32,
    make: impl FnMut(u64) -> Result<Item, BenchmarkError>,
) -> Result<Items<Item>, BenchmarkError> {
    let made = (1..=u64::from(n)).map(make).collect::<Result<Vec<_>, _>>();
    list(made?)
}

pub(super) fn group(units: &[Unit]) -> Result<Group, BenchmarkError> {
    Ok(Group::Units(list(units.iter().copied())?))
}

pub(super) fn member<T: Config>(
    organisation: u32,
    role: Role,
) -> Result<(T::AccountId, OrganisationId), BenchmarkError> {
    Ok(T::BenchmarkHelper::member(
        organisation,
        1,
        role,
        village()?,
    ))
}

pub(super) fn destination(
    organisation: Option<OrganisationId>,
) -> Result<Destination, BenchmarkError> {
    let division = village()?;
    Ok(Destination {
        organisation,
        division,
    })
}

pub(super) fn transport(carrier: OrganisationId) -> Result<Transport, BenchmarkError> {
    Ok(Transport {
        carrier,
        plate: PLATE,
        mode: TransportMode::Road,
        disinfection: longest("x")?,
    })
}

pub(super) fn part(meat: u64, mass: u64) -> MeatPart {
    MeatPart {
        meat: MeatId(meat),
        mass: Grams(mass),
    }
}

/// Files the vehicle, for bodies too.
pub(super) fn vehicle<T: Config>(carrier: OrganisationId) {
    let filed = Vehicle {
        plate: PLATE,
        carrier,
        for_bodies: true,
        until: T::Members::today().plus_days(100),
    };
    Vehicles::<T>::insert(VehicleId(1), filed);
    VehicleOf::<T>::insert(PLATE, VehicleId(1));
}

/// Tagged pigs, 1 to `n`, on their farm.
pub(super) fn animals<T: Config>(
    n: u32,
    farm: OrganisationId,
) -> Result<Vec<Unit>, BenchmarkError> {
    let village = village()?;
    let born = T::Members::today();
    let mut units = Vec::new();
    for (serial, id) in (1..=n).zip(1u64..) {
        let tag = EarTag::of_series(SERIES, serial).ok_or(STOP)?;
        let unit = Unit::Animal(AnimalId(id));
        let life = Life {
            identity: Identity::Tagged {
                tag,
                electronic: None,
                replaced: None,
            },
            species: Species::Pig,
            farm,
            village,
            pen: Pen::default(),
            state: AnimalState::OnFarm,
            through: Through::Nothing,
            born,
            home: village,
            immunities: List::default(),
            slaughter_from: Date(0),
            food_from: Date(0),
            barred: false,
            isolated_until: None,
            mass: None,
            last_ms: 0,
            seen: Seen {
                division: village,
                at_ms: 0,
            },
        };
        Lives::<T>::insert(unit, life);
        Tags::<T>::insert(tag, TagFate::Applied(AnimalId(id)));
        units.push(unit);
    }
    NextAnimal::<T>::put(AnimalId(u64::from(n).saturating_add(1)));
    Ok(units)
}

fn put_into<T: Config>(units: &[Unit], state: AnimalState, through: Through) {
    for unit in units {
        Lives::<T>::mutate_extant(unit, |life| {
            life.state = state;
            life.through = through;
        });
    }
}

/// Certificate 1 with `n` pigs on the road to `receiver`.
pub(super) fn on_the_road<T: Config>(
    n: u32,
    receiver: OrganisationId,
) -> Result<Vec<Unit>, BenchmarkError> {
    let (_, farm) = member::<T>(FARM, Role::Producer)?;
    let (_, carrier) = member::<T>(HAULER, Role::Hauler)?;
    let units = animals::<T>(n, farm)?;
    let through = Through::Certificate(CertificateId(1));
    put_into::<T>(&units, AnimalState::InTransit, through);
    let today = T::Members::today();
    let declaration = Declaration {
        farm,
        village: village()?,
        species: Species::Pig,
        heads: n,
        purpose: Purpose::Slaughter,
        destination: destination(Some(receiver))?,
        transport: today,
        plate: PLATE,
        declarer: MemberId(u32::MAX),
        basis: None,
        state: DeclarationState::Certified(CertificateId(1)),
    };
    Declarations::<T>::insert(DeclarationId(1), declaration);
    Loads::<T>::insert(
        DeclarationId(1),
        list::<_, GROUP_MAX>(units.iter().copied())?,
    );
    NextDeclaration::<T>::put(DeclarationId(2));
    let mut certificate = paper::<T>(n, farm, receiver, carrier)?;
    certificate.declaration = Some(DeclarationId(1));
    certificate.species = Some(Species::Pig);
    certificate.purpose = Some(Purpose::Slaughter);
    certificate.state = TripState::Departed {
        at_ms: 0,
        loaded: n,
    };
    Certificates::<T>::insert(CertificateId(1), certificate);
    NextCertificate::<T>::put(CertificateId(2));
    Ok(units)
}

fn paper<T: Config>(
    heads: u32,
    owner: OrganisationId,
    receiver: OrganisationId,
    carrier: OrganisationId,
) -> Result<Certificate, BenchmarkError> {
    Ok(Certificate {
        number: longest("1")?,
        form: CertificateForm::AnimalB,
        declaration: None,
        owner,
        species: None,
        origin: village()?,
        purpose: None,
        destination: destination(Some(receiver))?,
        carrier,
        plate: PLATE,
        vet: MemberId(u32::MAX),
        heads,
        issued_ms: 0,
        valid_until: T::Members::today().plus_days(10),
        state: TripState::Issued,
        seen: None,
        passage_due: false,
    })
}

/// Certificate 1 for the pieces of [`deep_meat`], and each of them on it.
pub(super) fn product_certificate<T: Config>(
    n: u32,
    house: OrganisationId,
    receiver: OrganisationId,
) -> Result<(), BenchmarkError> {
    let certificate = paper::<T>(n, house, receiver, house)?;
    Certificates::<T>::insert(CertificateId(1), certificate);
    NextCertificate::<T>::put(CertificateId(2));
    ProductLoads::<T>::insert(CertificateId(1), list((1..=100).map(MeatId))?);
    for id in Meats::<T>::iter_keys().collect::<Vec<_>>() {
        Meats::<T>::mutate_extant(id, |meat| meat.certificate = Some(CertificateId(1)));
    }
    Ok(())
}

fn batch(house: OrganisationId, heads: u32) -> Result<SlaughterBatch, BenchmarkError> {
    Ok(SlaughterBatch {
        house,
        division: village()?,
        certificate: CertificateId(1),
        farm: house,
        origin: village()?,
        species: Species::Pig,
        heads,
        arrived_ms: 0,
        announced: None,
        inspected: false,
        tested: None,
        killed: heads,
        live: Grams::ZERO,
        hot: Grams::ZERO,
        parts: PartCounts::default(),
        days: list((1..=7).map(Date))?,
        recalled: false,
    })
}

/// Batches 1 to `n` that nobody announced yet.
pub(super) fn batches<T: Config>(n: u32, house: OrganisationId) -> Result<(), BenchmarkError> {
    for id in 1..=u64::from(n) {
        SlaughterBatches::<T>::insert(SlaughterBatchId(id), batch(house, 1)?);
    }
    NextSlaughterBatch::<T>::put(SlaughterBatchId(u64::from(n).saturating_add(1)));
    Ok(())
}

/// Batch 1 of `n` pigs that wait, announced and tested for the slaughter.
pub(super) fn in_lairage<T: Config>(
    n: u32,
    house: OrganisationId,
) -> Result<Vec<Unit>, BenchmarkError> {
    let units = on_the_road::<T>(n, house)?;
    let through = Through::SlaughterBatch(SlaughterBatchId(1));
    put_into::<T>(&units, AnimalState::Lairage, through);
    let mut waiting = batch(house, n)?;
    waiting.announced = Some((0, 0, true));
    waiting.tested = Some(TestVerdict::Pass);
    waiting.killed = 0;
    SlaughterBatches::<T>::insert(SlaughterBatchId(1), waiting);
    NextSlaughterBatch::<T>::put(SlaughterBatchId(2));
    Ok(units)
}

/// The same batch after the vet's look.
pub(super) fn inspected<T: Config>() {
    SlaughterBatches::<T>::mutate_extant(SlaughterBatchId(1), |batch| batch.inspected = true);
}

/// The carcass of an animal, with a number of its own that is as long as it can be.
pub(super) fn carcass<T: Config>(unit: Unit, place: u32) -> Result<Carcass, BenchmarkError> {
    let (year, month, day) = T::Members::today().to_ymd();
    let house = "1".repeat(25);
    let code = alloc::format!("{house}-{year:04}{month:02}{day:02}-{place:05}");
    Ok(Carcass {
        unit: Some(unit),
        code: Text::new(&code).map_err(|_| STOP)?,
        live: Grams(100_000),
        hot: Grams(1_000),
    })
}

fn piece(kind: MeatKind, house: OrganisationId) -> Result<Meat, BenchmarkError> {
    Ok(Meat {
        kind,
        name: longest("x")?,
        product: product()?,
        species: Species::Pig,
        house,
        holder: house,
        division: village()?,
        identity: IdentityLevel::DayBatch,
        unit: None,
        batches: list([SlaughterBatchId(1)])?,
        ancestors: List::default(),
        killed: Date(1),
        grade: None,
        mass: Grams(1_000_000),
        used: Grams::ZERO,
        labelled: Grams::ZERO,
        condemned: Grams::ZERO,
        quarantine_passed: Some(true),
        quality_passed: Some(true),
        inspector: None,
        parts: PartCounts::default(),
        certificate: None,
        recalled: false,
        to_dispose: Grams::ZERO,
    })
}

/// Carcasses 1 to `n` of batch 1 that nobody inspected yet.
pub(super) fn carcasses<T: Config>(n: u32, house: OrganisationId) -> Result<(), BenchmarkError> {
    batches::<T>(1, house)?;
    for id in 1..=u64::from(n) {
        let mut carcass = piece(MeatKind::Carcass, house)?;
        carcass.quarantine_passed = None;
        carcass.quality_passed = None;
        Meats::<T>::insert(MeatId(id), carcass);
    }
    NextMeat::<T>::put(MeatId(u64::from(n).saturating_add(1)));
    Ok(())
}

/// `n` pieces that come from as many carcasses and from 16 batches; the first has the number that is
/// returned.
pub(super) fn deep_meat<T: Config>(
    n: u32,
    ancestors: u64,
    house: OrganisationId,
) -> Result<u64, BenchmarkError> {
    batches::<T>(16, house)?;
    for id in 1..=ancestors {
        Meats::<T>::insert(MeatId(id), piece(MeatKind::Carcass, house)?);
    }
    let first = ancestors.saturating_add(1);
    let end = first.saturating_add(n.into());
    for id in first..end {
        let mut deep = piece(MeatKind::Cut, house)?;
        deep.ancestors = list((1..=ancestors).map(MeatId))?;
        deep.batches = list((1..=16).map(SlaughterBatchId))?;
        Meats::<T>::insert(MeatId(id), deep);
    }
    NextMeat::<T>::put(MeatId(end));
    Ok(first)
}

/// Recalls 1 to `n` of a day of a house, of which one custodian holds a gram and said nothing yet.
pub(super) fn recalls<T: Config>(
    n: u32,
    house: OrganisationId,
    custodian: OrganisationId,
) -> Result<RecallBalance, BenchmarkError> {
    let balance = RecallBalance::default().recall(Grams(1)).ok_or(STOP)?;
    for id in 1..=u64::from(n) {
        let recall = Recall {
            scope: RecallScope::Day {
                house,
                day: Date(RECALLED_DAY),
            },
            house,
            division: village()?,
            ordered_by: MemberId(u32::MAX),
            state: RecallState::Notified,
            custodians: 1,
            acknowledged: 0,
            balance,
        };
        Recalls::<T>::insert(RecallId(id), recall);
        let custody = Custody {
            notified_ms: 0,
            acknowledged_ms: None,
            balance,
        };
        Custodies::<T>::insert(RecallId(id), custodian, custody);
    }
    Ok(balance)
}

/// The carcass of [`deep_meat`] that is looked at last is of the recalled day.
pub(super) fn last_carcass_is_recalled<T: Config>(carcass: u64) {
    Meats::<T>::mutate_extant(MeatId(carcass), |meat| meat.killed = Date(RECALLED_DAY));
}

fn death(farm: OrganisationId, collected: Option<DisposalId>) -> Death {
    Death {
        at_ms: 0,
        reported_ms: 0,
        heads: 1,
        mass: Grams(100_000),
        photo: Digest([1; 32]),
        farm,
        state: AnimalState::OnFarm,
        collected: collected.map(|id| (id, Grams(100_000))),
    }
}

/// Bodies of `n` dead pigs, each with another mass than reported.
pub(super) fn dead<T: Config>(n: u32) -> Result<Vec<Body>, BenchmarkError> {
    let (_, farm) = member::<T>(FARM, Role::Producer)?;
    let units = animals::<T>(n, farm)?;
    put_into::<T>(&units, AnimalState::Dead, Through::Nothing);
    for unit in &units {
        Deaths::<T>::insert(unit, death(farm, None));
    }
    let bodies = units.into_iter().map(|unit| Body {
        remains: Remains::Unit(unit),
        mass: Grams(1_000),
    });
    Ok(bodies.collect())
}

/// Consignments 1 to `n` for a plant.
pub(super) fn consignments<T: Config>(
    n: u32,
    plant: OrganisationId,
    state: DisposalState,
) -> Result<(), BenchmarkError> {
    for id in 1..=u64::from(n) {
        let disposal = Disposal {
            carrier: plant,
            collector: MemberId(u32::MAX),
            plant,
            division: village()?,
            heads: 1,
            mass: Grams(1_000),
            at_ms: 0,
            state,
        };
        Disposals::<T>::insert(DisposalId(id), disposal);
    }
    Ok(())
}

/// Contract 1 over `n` pigs of the farm that died since and are treated.
pub(super) fn insured_dead<T: Config>(
    n: u32,
    farm: OrganisationId,
    insurer: OrganisationId,
) -> Result<Vec<Unit>, BenchmarkError> {
    let (_, plant) = member::<T>(PLANT, Role::DisposalPlant)?;
    let treated = DisposalState::Received {
        mass: Grams(1_000),
        at_ms: 0,
    };
    consignments::<T>(1, plant, treated)?;
    let units = animals::<T>(n, farm)?;
    put_into::<T>(&units, AnimalState::Dead, Through::Disposal(DisposalId(1)));
    let until = T::Members::today().plus_days(100);
    let cover = Cover {
        insurance: InsuranceId(1),
        from: Date(0),
        until,
    };
    for (unit, id) in units.iter().zip(1u64..) {
        Deaths::<T>::insert(unit, death(farm, Some(DisposalId(1))));
        Covers::<T>::insert(
            AnimalId(id),
            list::<_, { crate::types::COVERS_MAX }>([cover])?,
        );
    }
    let insurance = Insurance {
        insurer,
        farm,
        division: village()?,
        species: Species::Pig,
        heads: 1,
        from: Date(0),
        until,
        sum_per_head: 80_000,
        claims: 0,
    };
    Insurances::<T>::insert(InsuranceId(1), insurance);
    Ok(units)
}

/// Claims 1 to `n` in this state.
pub(super) fn claims<T: Config>(
    n: u32,
    farm: OrganisationId,
    insurer: OrganisationId,
    state: ClaimState,
) -> Result<(), BenchmarkError> {
    let units = insured_dead::<T>(n, farm, insurer)?;
    for (unit, id) in units.into_iter().zip(1u64..) {
        let agreed = (state == ClaimState::Approved).then_some(1);
        let claim = Claim {
            insurance: InsuranceId(1),
            unit,
            amount: 1,
            agreed,
            agreed_ms: agreed.map(|_| 0),
            photo: Digest([1; 32]),
            filed_by: MemberId(u32::MAX),
            state,
        };
        Claims::<T>::insert(ClaimId(id), claim);
        ClaimOf::<T>::insert(AnimalId(id), ClaimId(id));
        ClaimPhotos::<T>::insert(Digest([1; 32]), ClaimId(id));
    }
    Ok(())
}

/// The disease of the benchmarks.
pub(super) const DISEASE: Disease = Disease::AfricanSwineFever;
