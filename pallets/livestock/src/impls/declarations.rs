//! Quarantine declarations: submitted by the farm, taken on, refused or failed by the vet.

use alloc::vec::Vec;

use county_primitives::{
    livestock::{
        AnimalState, DeclarationAnswer, DeclarationInput, DeclarationState, DeclarationWithdrawal,
        Destination, InspectionFailure, LivestockEntry, Unit,
    },
    traits::Members,
    Author, DeclarationId, DivisionCode, Items, List, MemberId, PolicyKey, Role, Subject, Text,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{may_stay_in_county, Caller};
use crate::{
    types::{Declaration, Life, Through},
    Config, Declarations, Error, Lives, Loads, NextDeclaration, Pallet,
};

const DECLARERS: &[Role] = &[Role::Producer, Role::Buyer];
const VETS: &[Role] = &[Role::OfficialVet];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_declare(who: &T::AccountId, items: Items<DeclarationInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            Self::declare_one(&mut caller, input, item)?;
        }
        Ok(())
    }

    fn declare_one(caller: &mut Caller<T>, input: DeclarationInput, item: u16) -> DispatchResult {
        let units = Self::resolve(&input.group, item)?;
        let load = Self::load_of(&units, item)?;
        let signature = caller.sign_for_farm(DECLARERS, load.farm, load.village, item)?;
        for (unit, life) in &load.lives {
            Self::ensure_state(life, &[AnimalState::OnFarm], item)?;
            ensure!(!life.barred, Error::<T>::AnimalBarred(item));
            ensure!(
                life.tag().is_some() || !life.species.is_tagged(),
                Error::<T>::NotTagged(item)
            );
            Self::ensure_free(*unit, life, item)?;
        }
        Self::check_destination(load.village, &input.destination, item)?;
        let today = caller.today();
        let open = Self::lock_on(load.village, load.species, today).is_none();
        ensure!(open, Error::<T>::OriginLocked(item));
        let open = Self::lock_on(input.destination.division, load.species, today).is_none();
        ensure!(open, Error::<T>::DestinationLocked(item));
        let clean = Self::contact_of(load.farm, load.species, today).is_none();
        ensure!(clean, Error::<T>::OutbreakContact(item));
        let key = PolicyKey::DeclarationNoticeDays;
        let notice = caller.policy_days(load.village, key, item)?;
        ensure!(
            input.transport >= today.plus_days(notice),
            Error::<T>::NoticeTooShort(item)
        );
        let declaration = Declaration {
            farm: load.farm,
            village: load.village,
            species: load.species,
            heads: load.heads,
            purpose: input.purpose,
            destination: input.destination,
            transport: input.transport,
            plate: input.plate,
            declarer: signature.member,
            basis: None,
            state: DeclarationState::Submitted,
        };
        let author = Author::Member(signature);
        let id = Self::open_declaration(declaration, units, author, item)?;
        for (unit, life) in load.lives {
            let through = Through::Declaration(id);
            Self::change(unit, life, AnimalState::Declared, through, author, item)?;
        }
        Ok(())
    }

    /// Stores a declaration with its load and records it.
    pub(crate) fn open_declaration(
        declaration: Declaration,
        units: Vec<Unit>,
        author: Author,
        item: u16,
    ) -> Result<DeclarationId, DispatchError> {
        let id = NextDeclaration::<T>::get();
        NextDeclaration::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        let load: List<Unit, _> = units
            .try_into()
            .map_err(|_| Error::<T>::GroupTooLarge(item))?;
        let entry = LivestockEntry::Declared {
            farm: declaration.farm,
            village: declaration.village,
            species: declaration.species,
            heads: declaration.heads,
            purpose: declaration.purpose,
            destination: declaration.destination,
            transport: declaration.transport,
            plate: declaration.plate,
            load: load.clone(),
            basis: declaration.basis,
        };
        Declarations::<T>::insert(id, declaration);
        Loads::<T>::insert(id, load);
        Self::record(Subject::Declaration(id), author, entry, item)?;
        Ok(id)
    }

    /// A receiver on this chain is active and receives in a village. One that is not on it sits in another county:
    /// what stays in its county arrives with somebody who says so.
    pub(crate) fn check_destination(
        origin: DivisionCode,
        destination: &Destination,
        item: u16,
    ) -> DispatchResult {
        if let Some(receiver) = destination.organisation {
            Self::ensure_active(receiver, item)?;
            return Self::ensure_village(destination.division, item);
        }
        let away = !may_stay_in_county(origin, destination.division);
        ensure!(away, Error::<T>::SameCounty(item));
        Ok(())
    }

    pub(crate) fn do_answer_declarations(
        who: &T::AccountId,
        items: Items<DeclarationAnswer>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, answer) in (0u16..).zip(items) {
            let id = answer.declaration;
            let declaration = Self::declaration_of(id, item)?;
            let signature = caller.sign(VETS, declaration.village, item)?;
            Self::ensure_second_person(declaration.declarer, signature.member, item)?;
            ensure!(
                declaration.state == DeclarationState::Submitted,
                Error::<T>::DeclarationClosed(item)
            );
            let author = Author::Member(signature);
            let state = if answer.accepted {
                DeclarationState::Accepted
            } else {
                ensure!(!answer.reason.is_blank(), Error::<T>::TextBlank(item));
                Self::let_go_back(id, author, item)?;
                DeclarationState::Refused
            };
            Self::answer(id, declaration, state, answer.reason, author, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_withdraw_declarations(
        who: &T::AccountId,
        items: Items<DeclarationWithdrawal>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, withdrawal) in (0u16..).zip(items) {
            let id = withdrawal.declaration;
            let declaration = Self::declaration_of(id, item)?;
            let (farm, village) = (declaration.farm, declaration.village);
            let signature = caller.sign_for_farm(DECLARERS, farm, village, item)?;
            ensure!(
                matches!(
                    declaration.state,
                    DeclarationState::Submitted | DeclarationState::Accepted
                ),
                Error::<T>::DeclarationClosed(item)
            );
            ensure!(!withdrawal.reason.is_blank(), Error::<T>::TextBlank(item));
            let author = Author::Member(signature);
            Self::let_go_back(id, author, item)?;
            let state = DeclarationState::Withdrawn;
            Self::answer(id, declaration, state, withdrawal.reason, author, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_fail_inspections(
        who: &T::AccountId,
        items: Items<InspectionFailure>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, failure) in (0u16..).zip(items) {
            let id = failure.declaration;
            let declaration = Self::declaration_of(id, item)?;
            let signature = caller.sign(VETS, declaration.village, item)?;
            Self::ensure_second_person(declaration.declarer, signature.member, item)?;
            ensure!(
                declaration.state == DeclarationState::Accepted,
                Error::<T>::DeclarationClosed(item)
            );
            ensure!(!failure.reason.is_blank(), Error::<T>::TextBlank(item));
            ensure!(!failure.units.is_empty(), Error::<T>::GroupEmpty(item));
            Self::ensure_distinct(&failure.units, item)?;
            let author = Author::Member(signature);
            let load = Loads::<T>::get(id);
            for unit in &failure.units {
                ensure!(load.contains(unit), Error::<T>::NotInLoad(item));
                let notice = failure.notice;
                Self::bar(*unit, &failure.reason, notice, author, item)?;
            }
            Self::let_go_back(id, author, item)?;
            let state = DeclarationState::Failed;
            Self::answer(id, declaration, state, failure.reason, author, item)?;
        }
        Ok(())
    }

    /// Bars an animal from going anywhere until a vet clears it.
    pub(crate) fn bar(
        unit: Unit,
        reason: &Text<128>,
        notice: county_primitives::Digest,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        let mut life = Self::life_of(unit, item)?;
        life.barred = true;
        Lives::<T>::insert(unit, life);
        let entry = LivestockEntry::Barred {
            reason: reason.clone(),
            notice,
        };
        Self::record(unit.subject(), author, entry, item)
    }

    /// The animals of a declaration that is over are on their farm again.
    fn let_go_back(id: DeclarationId, author: Author, item: u16) -> DispatchResult {
        for unit in Loads::<T>::get(id) {
            let life = Self::life_of(unit, item)?;
            let nothing = Through::Nothing;
            Self::change(unit, life, AnimalState::OnFarm, nothing, author, item)?;
        }
        Ok(())
    }

    pub(crate) fn answer(
        id: DeclarationId,
        mut declaration: Declaration,
        state: DeclarationState,
        reason: Text<128>,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        declaration.state = state;
        Declarations::<T>::insert(id, declaration);
        let entry = LivestockEntry::DeclarationAnswered { state, reason };
        Self::record(Subject::Declaration(id), author, entry, item)
    }

    pub(crate) fn declaration_of(
        id: DeclarationId,
        item: u16,
    ) -> Result<Declaration, DispatchError> {
        Declarations::<T>::get(id).ok_or(Error::<T>::DeclarationUnknown(item).into())
    }

    pub(crate) fn ensure_second_person(
        first: MemberId,
        second: MemberId,
        item: u16,
    ) -> DispatchResult {
        ensure!(
            !T::Members::same_person(first, second),
            Error::<T>::SamePerson(item)
        );
        Ok(())
    }
}

/// Animals that travel together.
pub(crate) struct Load {
    /// Whose they are.
    pub(crate) farm: county_primitives::OrganisationId,
    /// The village they stand in.
    pub(crate) village: DivisionCode,
    /// What they are.
    pub(crate) species: county_primitives::livestock::Species,
    /// How many heads.
    pub(crate) heads: u32,
    /// Who they are.
    pub(crate) lives: Vec<(Unit, Life)>,
}

impl<T: Config> Pallet<T> {
    /// The lives of a load, which must be of one farm, village and species.
    pub(crate) fn load_of(units: &[Unit], item: u16) -> Result<Load, DispatchError> {
        let mut load: Option<Load> = None;
        for unit in units {
            let life = Self::life_of(*unit, item)?;
            ensure!(life.heads() > 0, Error::<T>::NoHeads(item));
            match &mut load {
                None => {
                    load = Some(Load {
                        farm: life.farm,
                        village: life.village,
                        species: life.species,
                        heads: life.heads(),
                        lives: alloc::vec![(*unit, life)],
                    });
                }
                Some(load) => {
                    let same = load.farm == life.farm
                        && load.village == life.village
                        && load.species == life.species;
                    ensure!(same, Error::<T>::MixedLoad(item));
                    load.heads = load
                        .heads
                        .checked_add(life.heads())
                        .ok_or(Error::<T>::GroupTooLarge(item))?;
                    load.lives.push((*unit, life));
                }
            }
        }
        load.ok_or(Error::<T>::GroupEmpty(item).into())
    }
}
