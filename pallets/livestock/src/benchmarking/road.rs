//! What the calls of quarantine and transport are measured with: who signs, and what.

use alloc::vec::Vec;

use county_primitives::{
    livestock::{
        AnimalState, Arrival, Cancellation, CertificateInput, Checkpoint, DeclarationAnswer,
        DeclarationInput, DeclarationState, DeclarationWithdrawal, Departure, Inspection,
        InspectionFailure, LandingReport, Leaving, Purpose, Redispatch, Unit,
    },
    traits::Members,
    CertificateId, DeclarationId, Digest, DivisionCode, OrganisationId, Role,
};
use frame_benchmarking::v2::BenchmarkError;

use super::{farm::Made, scene::*};
use crate::{
    types::{Through, TripState},
    Certificates, Config, Declarations, Lives,
};

/// Declaration 1 of `n` pigs, as far as this state, by another person than any who signs here.
fn declared<T: Config>(n: u32, state: DeclarationState) -> Result<Vec<Unit>, BenchmarkError> {
    let (_, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
    let units = on_the_road::<T>(n, house)?;
    Certificates::<T>::remove(CertificateId(1));
    for unit in &units {
        Lives::<T>::mutate_extant(unit, |life| {
            life.state = AnimalState::Declared;
            life.through = Through::Declaration(DeclarationId(1));
        });
    }
    Declarations::<T>::mutate_extant(DeclarationId(1), |known| known.state = state);
    Ok(units)
}

/// Certificate 1 of `n` pigs that stand ready.
fn certified<T: Config>(n: u32, receiver: OrganisationId) -> Result<Vec<Unit>, BenchmarkError> {
    let units = on_the_road::<T>(n, receiver)?;
    for unit in &units {
        Lives::<T>::mutate_extant(unit, |life| life.state = AnimalState::Certified);
    }
    Certificates::<T>::mutate_extant(CertificateId(1), |known| known.state = TripState::Issued);
    Ok(units)
}

fn vet<T: Config>() -> Result<T::AccountId, BenchmarkError> {
    Ok(member::<T>(VET, Role::OfficialVet)?.0)
}

fn inspection(heads: u32) -> Inspection {
    Inspection {
        materials_complete: true,
        heads,
        tags_match: true,
        healthy: true,
        no_swill: true,
        laboratory: Some(Digest([1; 32])),
    }
}

pub(super) fn declarations<T: Config>(n: u32) -> Made<T, DeclarationInput> {
    let (who, farm) = member::<T>(FARM, Role::Producer)?;
    let (_, receiver) = member::<T>(HOUSE, Role::Slaughterhouse)?;
    let units = animals::<T>(n, farm)?;
    let input = DeclarationInput {
        group: group(&units)?,
        purpose: Purpose::Slaughter,
        destination: destination(Some(receiver))?,
        transport: T::Members::today().plus_days(1_000),
        plate: PLATE,
    };
    Ok((who, one(input)?))
}

pub(super) fn answers<T: Config>(n: u32) -> Made<T, DeclarationAnswer> {
    declared::<T>(n, DeclarationState::Submitted)?;
    // A refusal touches every animal of the load.
    let answer = DeclarationAnswer {
        declaration: DeclarationId(1),
        accepted: false,
        reason: longest("x")?,
    };
    Ok((vet::<T>()?, one(answer)?))
}

pub(super) fn withdrawals<T: Config>(n: u32) -> Made<T, DeclarationWithdrawal> {
    declared::<T>(n, DeclarationState::Accepted)?;
    let (who, _) = member::<T>(FARM, Role::Producer)?;
    let withdrawal = DeclarationWithdrawal {
        declaration: DeclarationId(1),
        reason: longest("x")?,
    };
    Ok((who, one(withdrawal)?))
}

pub(super) fn failures<T: Config>(n: u32) -> Made<T, InspectionFailure> {
    let units = declared::<T>(n, DeclarationState::Accepted)?;
    let failure = InspectionFailure {
        declaration: DeclarationId(1),
        units: list(units)?,
        reason: longest("x")?,
        notice: Digest([1; 32]),
    };
    Ok((vet::<T>()?, one(failure)?))
}

fn file_vehicle<T: Config>() -> Result<OrganisationId, BenchmarkError> {
    let (_, carrier) = member::<T>(HAULER, Role::Hauler)?;
    vehicle::<T>(carrier);
    Ok(carrier)
}

pub(super) fn certificates<T: Config>(n: u32) -> Made<T, CertificateInput> {
    declared::<T>(n, DeclarationState::Accepted)?;
    let carrier = file_vehicle::<T>()?;
    let input = CertificateInput {
        declaration: DeclarationId(1),
        number: longest("1")?,
        inspection: inspection(n),
        transport: transport(carrier)?,
        valid_days: 1,
        particulars: Digest([1; 32]),
    };
    Ok((vet::<T>()?, one(input)?))
}

pub(super) fn cancellations<T: Config>(n: u32) -> Made<T, Cancellation> {
    let (_, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
    certified::<T>(n, house)?;
    let cancellation = Cancellation {
        certificate: CertificateId(1),
        reason: longest("x")?,
    };
    Ok((vet::<T>()?, one(cancellation)?))
}

fn another_county() -> Result<DivisionCode, BenchmarkError> {
    DivisionCode::from_county(500_116).map_err(|_| BenchmarkError::Stop("Jiangjin is a county"))
}

pub(super) fn redispatches<T: Config>(n: u32) -> Made<T, Redispatch> {
    let (_, receiver) = member::<T>(BUYER, Role::Buyer)?;
    let units = on_the_road::<T>(n, receiver)?;
    for unit in &units {
        Lives::<T>::mutate_extant(unit, |life| life.state = AnimalState::OnFarm);
    }
    Certificates::<T>::mutate_extant(CertificateId(1), |known| {
        known.state = TripState::Arrived {
            at_ms: T::Members::now_ms(),
            arrived: n,
            receiver,
            origin_reported: true,
            destination_reported: true,
        };
    });
    let carrier = file_vehicle::<T>()?;
    let mut destination = destination(None)?;
    destination.division = another_county()?;
    let input = Redispatch {
        basis: CertificateId(1),
        group: group(&units)?,
        purpose: Purpose::Slaughter,
        destination,
        number: longest("2")?,
        inspection: inspection(n),
        transport: transport(carrier)?,
        valid_days: 1,
        particulars: Digest([1; 32]),
    };
    Ok((vet::<T>()?, one(input)?))
}

pub(super) fn departures<T: Config>(n: u32) -> Made<T, Departure> {
    let (_, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
    certified::<T>(n, house)?;
    file_vehicle::<T>()?;
    let (who, _) = member::<T>(HAULER, Role::Hauler)?;
    let departure = Departure {
        certificate: CertificateId(1),
        plate: PLATE,
        heads: n,
        left_behind: list([])?,
        disinfection: longest("x")?,
        at_ms: T::Members::now_ms(),
    };
    Ok((who, one(departure)?))
}

/// Certificates 1 to `n` on the road, one pig in all.
fn on_many_roads<T: Config>(n: u32, receiver: OrganisationId) -> Result<(), BenchmarkError> {
    on_the_road::<T>(1, receiver)?;
    let like = Certificates::<T>::get(CertificateId(1))
        .ok_or(BenchmarkError::Stop("there is no certificate"))?;
    for id in 2..=u64::from(n) {
        Certificates::<T>::insert(CertificateId(id), like.clone());
    }
    Ok(())
}

/// Everything is wrong, so that every stop has all its warnings.
pub(super) fn checkpoints<T: Config>(n: u32) -> Made<T, Checkpoint> {
    let (_, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
    on_many_roads::<T>(n, house)?;
    let items = items(n, |number| {
        Ok(Checkpoint {
            certificate: CertificateId(number),
            passage: longest("x")?,
            division: village()?,
            plate: Digest([7; 32]),
            heads: 2,
            at_ms: T::Members::now_ms(),
        })
    })?;
    Ok((vet::<T>()?, items))
}

pub(super) fn arrivals<T: Config>(n: u32) -> Made<T, Arrival> {
    let (who, receiver) = member::<T>(BUYER, Role::Buyer)?;
    let units = on_the_road::<T>(n, receiver)?;
    Certificates::<T>::mutate_extant(CertificateId(1), |known| {
        known.purpose = Some(Purpose::Trade);
    });
    // The missing cost most: a change of state and a warning each.
    let arrival = Arrival {
        certificate: CertificateId(1),
        division: village()?,
        arrived: group(
            units
                .first()
                .as_slice()
                .iter()
                .map(|unit| **unit)
                .collect::<Vec<_>>()
                .as_slice(),
        )?,
        dead: list([])?,
        at_ms: T::Members::now_ms(),
    };
    Ok((who, one(arrival)?))
}

pub(super) fn reports<T: Config>(n: u32) -> Made<T, LandingReport> {
    let (_, receiver) = member::<T>(BUYER, Role::Buyer)?;
    on_many_roads::<T>(n, receiver)?;
    for id in 1..=u64::from(n) {
        Certificates::<T>::mutate_extant(CertificateId(id), |known| {
            known.state = TripState::Arrived {
                at_ms: 0,
                arrived: 1,
                receiver,
                origin_reported: false,
                destination_reported: false,
            };
        });
    }
    let (who, _) = member::<T>(HAULER, Role::Hauler)?;
    let items = items(n, |number| {
        Ok(LandingReport {
            certificate: CertificateId(number),
            heads: 2,
        })
    })?;
    Ok((who, items))
}

pub(super) fn leavings<T: Config>(n: u32) -> Made<T, Leaving> {
    let (_, house) = member::<T>(HOUSE, Role::Slaughterhouse)?;
    on_the_road::<T>(n, house)?;
    let far = another_county()?;
    Certificates::<T>::mutate_extant(CertificateId(1), |known| {
        known.destination.organisation = None;
        known.destination.division = far;
    });
    let leaving = Leaving {
        certificate: CertificateId(1),
        heads: 0,
        evidence: Digest([1; 32]),
    };
    Ok((vet::<T>()?, one(leaving)?))
}
