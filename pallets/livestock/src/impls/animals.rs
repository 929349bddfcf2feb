//! Animals and herds come into the chain: tagged, registered, split, tagged anew.

use county_primitives::{
    livestock::{
        AnimalState, ElectronicBinding, HerdChange, HerdInput, HerdSplit, LivestockEntry, Origin,
        Pen, Retagging, Species, TagFate, TagRange, Tagging, Unit, GROUP_MAX,
    },
    traits::{Holds, Promised},
    AnimalId, Author, Date, DivisionCode, HerdId, Items, OrganisationId, PolicyKey, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::Caller;
use crate::{
    types::{Identity, Life, Seen, Through},
    Config, Electronics, Error, Lives, NextAnimal, NextHerd, Pallet, Tags,
};

const KEEPERS: &[Role] = &[Role::Producer, Role::Vaccinator];
const OWNERS: &[Role] = &[Role::Producer];

/// Where an animal may be given a tag.
const TAGGABLE: &[AnimalState] = &[AnimalState::OnFarm, AnimalState::Isolation];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_tag_animals(who: &T::AccountId, items: Items<Tagging>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, tagging) in (0u16..).zip(items) {
            Self::tag_animals_of(&mut caller, tagging, item)?;
        }
        Ok(())
    }

    fn tag_animals_of(caller: &mut Caller<T>, tagging: Tagging, item: u16) -> DispatchResult {
        let tags = tagging.tags;
        ensure!(!tags.is_empty(), Error::<T>::TagRangeInverted(item));
        ensure!(tags.len() <= GROUP_MAX, Error::<T>::GroupTooLarge(item));
        Self::ensure_village(tagging.village, item)?;
        let signature = caller.sign_for_farm(KEEPERS, tagging.farm, tagging.village, item)?;
        Self::ensure_active(tagging.farm, item)?;
        T::Holds::ensure_free(&Subject::Organisation(tagging.farm), item)?;
        let entered = matches!(tagging.origin, Origin::Entered { .. });
        ensure!(
            entered || tags.from.county().contains(tagging.village),
            Error::<T>::TagFromElsewhere(item)
        );
        Self::check_age_at_tag(caller, &tagging, item)?;
        let author = Author::Member(signature);
        let mut life = new_life(
            tags.from.species(),
            tagging.farm,
            tagging.village,
            &tagging.pen,
            tagging.born,
            caller,
        );
        life.home = tags.from.county();
        if let Origin::Herd(herd) = tagging.origin {
            Self::take_from_herd(herd, &tags, &mut life, author, item)?;
        }
        let first = NextAnimal::<T>::get();
        let next = first.0.checked_add(tags.len().into());
        NextAnimal::<T>::put(AnimalId(next.ok_or(Error::<T>::NumbersUsedUp(item))?));
        Self::apply_tags(signature.organisation, &tags, first, author, item)?;
        for (tag, id) in tags.tags().zip(first.0..) {
            life.identity = Identity::Tagged {
                tag,
                electronic: None,
                replaced: None,
            };
            let unit = Unit::Animal(AnimalId(id));
            Lives::<T>::insert(unit, &life);
            let entry = LivestockEntry::Tagged {
                tag,
                farm: tagging.farm,
                village: tagging.village,
                born: life.born,
                origin: tagging.origin,
                breed: tagging.breed.clone(),
                pen: tagging.pen.clone(),
            };
            Self::record(unit.subject(), author, entry, item)?;
        }
        Ok(())
    }

    /// The law wants the tag within 30 days of birth, or soon after an arrival (`DOMAIN.md 3.1`).
    fn check_age_at_tag(caller: &mut Caller<T>, tagging: &Tagging, item: u16) -> DispatchResult {
        let today = caller.today();
        let born = tagging.born;
        match tagging.origin {
            Origin::Born | Origin::Herd(_) => {
                ensure!(born <= today, Error::<T>::BornInFuture(item));
                let days = caller.policy_days(tagging.village, PolicyKey::TagAgeDays, item)?;
                ensure!(
                    today.days_since(born) <= days,
                    Error::<T>::TooOldToTag(item)
                );
            }
            Origin::Entered { arrived, .. } => {
                let days = caller.policy_days(tagging.village, PolicyKey::TagEntryDays, item)?;
                Self::check_entry(born, arrived, today, days, item)?;
            }
        }
        Ok(())
    }

    fn check_entry(born: Date, arrived: Date, today: Date, days: u32, item: u16) -> DispatchResult {
        ensure!(
            born <= arrived && arrived <= today,
            Error::<T>::BornInFuture(item)
        );
        ensure!(
            today.days_since(arrived) <= days,
            Error::<T>::EntryTooLongAgo(item)
        );
        Ok(())
    }

    /// Heads of a herd become tagged animals: they take its history along.
    fn take_from_herd(
        herd: HerdId,
        tags: &TagRange,
        life: &mut Life,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        let unit = Unit::Herd(herd);
        let mut known = Self::life_of(unit, item)?;
        ensure!(known.farm == life.farm, Error::<T>::NotOwn(item));
        ensure!(
            known.species == life.species,
            Error::<T>::TagOfOtherSpecies(item)
        );
        ensure!(
            known.village == life.village && known.born == life.born,
            Error::<T>::MixedLoad(item)
        );
        Self::ensure_state(&known, TAGGABLE, item)?;
        Self::ensure_kept_together(unit, &known, item)?;
        life.immunities = known.immunities.clone();
        life.slaughter_from = known.slaughter_from;
        life.food_from = known.food_from;
        life.barred = known.barred;
        life.state = known.state;
        life.isolated_until = known.isolated_until;
        life.last_ms = known.last_ms;
        let heads = known
            .heads()
            .checked_sub(tags.len())
            .ok_or(Error::<T>::HerdTooSmall(item))?;
        known.identity = Identity::Untagged { heads };
        Lives::<T>::insert(unit, known);
        let entry = LivestockEntry::HerdCounted {
            heads,
            cause: HerdChange::Tagged,
        };
        Self::record(unit.subject(), author, entry, item)
    }

    pub(crate) fn do_register_herds(who: &T::AccountId, items: Items<HerdInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            Self::ensure_village(input.village, item)?;
            let signature = caller.sign_for_farm(KEEPERS, input.farm, input.village, item)?;
            Self::ensure_active(input.farm, item)?;
            T::Holds::ensure_free(&Subject::Organisation(input.farm), item)?;
            ensure!(input.heads > 0, Error::<T>::NoHeads(item));
            let today = caller.today();
            match input.origin {
                Origin::Born => ensure!(input.born <= today, Error::<T>::BornInFuture(item)),
                Origin::Herd(_) => return Err(Error::<T>::OriginIsHerd(item).into()),
                Origin::Entered { arrived, .. } => {
                    let days = caller.policy_days(input.village, PolicyKey::TagEntryDays, item)?;
                    Self::check_entry(input.born, arrived, today, days, item)?;
                }
            }
            let mut life = new_life(
                input.species,
                input.farm,
                input.village,
                &input.pen,
                input.born,
                &caller,
            );
            life.identity = Identity::Untagged { heads: input.heads };
            let unit = Unit::Herd(Self::next_herd(item)?);
            Lives::<T>::insert(unit, life);
            let entry = LivestockEntry::HerdRegistered(input);
            Self::record(unit.subject(), Author::Member(signature), entry, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_split_herds(who: &T::AccountId, items: Items<HerdSplit>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, split) in (0u16..).zip(items) {
            let unit = Unit::Herd(split.herd);
            let life = Self::life_of(unit, item)?;
            let signature = caller.sign_for_farm(OWNERS, life.farm, life.village, item)?;
            Self::ensure_state(&life, TAGGABLE, item)?;
            Self::ensure_kept_together(unit, &life, item)?;
            let author = Author::Member(signature);
            let new = Self::split_herd(split.herd, split.heads, author, item, HerdChange::Split)?;
            let unit = Unit::Herd(new);
            Lives::<T>::mutate_extant(unit, |life| life.pen = split.pen.clone());
            let entry = LivestockEntry::HerdFormed {
                from: split.herd,
                heads: split.heads,
                pen: split.pen,
            };
            Self::record(unit.subject(), author, entry, item)?;
        }
        Ok(())
    }

    /// Refuses a herd that oversight holds, or that stands in a sale: under another number its heads would be
    /// held no more, or be sold once more. Who died is counted out of it all the same.
    fn ensure_kept_together(unit: Unit, life: &Life, item: u16) -> DispatchResult {
        Self::ensure_free(unit, life, item)?;
        T::Promised::ensure_unpromised(&unit.subject(), life.farm, item)
    }

    /// Makes `heads` of a herd, but not all, a herd of its own with the same history, and counts
    /// the old one down. The new one has no record yet: its caller tells what it is for.
    pub(crate) fn split_herd(
        herd: HerdId,
        heads: u32,
        author: Author,
        item: u16,
        cause: impl FnOnce(HerdId) -> HerdChange,
    ) -> Result<HerdId, DispatchError> {
        let unit = Unit::Herd(herd);
        let mut life = Self::life_of(unit, item)?;
        ensure!(heads > 0, Error::<T>::NoHeads(item));
        let left = life
            .heads()
            .checked_sub(heads)
            .filter(|left| *left > 0)
            .ok_or(Error::<T>::HerdTooSmall(item))?;
        let id = Self::next_herd(item)?;
        let mut part = life.clone();
        part.identity = Identity::Untagged { heads };
        // What was weighed was the whole herd.
        part.mass = None;
        life.mass = None;
        Lives::<T>::insert(Unit::Herd(id), part);
        life.identity = Identity::Untagged { heads: left };
        Lives::<T>::insert(unit, life);
        let entry = LivestockEntry::HerdCounted {
            heads: left,
            cause: cause(id),
        };
        Self::record(unit.subject(), author, entry, item)?;
        Ok(id)
    }

    fn next_herd(item: u16) -> Result<HerdId, DispatchError> {
        let id = NextHerd::<T>::get();
        NextHerd::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        Ok(id)
    }

    pub(crate) fn do_retag_animals(who: &T::AccountId, items: Items<Retagging>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, retagging) in (0u16..).zip(items) {
            let Some(TagFate::Applied(id)) = Tags::<T>::get(retagging.old) else {
                return Err(Error::<T>::TagUnknown(item).into());
            };
            let unit = Unit::Animal(id);
            let mut life = Self::life_of(unit, item)?;
            let signature = caller.sign_for_farm(KEEPERS, life.farm, life.village, item)?;
            Self::ensure_state(&life, TAGGABLE, item)?;
            ensure!(!retagging.reason.is_blank(), Error::<T>::TextBlank(item));
            ensure!(
                retagging.new.species() == life.species,
                Error::<T>::TagOfOtherSpecies(item)
            );
            ensure!(
                retagging.new.county().contains(life.village),
                Error::<T>::TagFromElsewhere(item)
            );
            let author = Author::Member(signature);
            let range = TagRange::one(retagging.new);
            Self::apply_tags(signature.organisation, &range, id, author, item)?;
            Tags::<T>::insert(retagging.old, TagFate::Replaced(id));
            if let Identity::Tagged { tag, replaced, .. } = &mut life.identity {
                *tag = retagging.new;
                *replaced = Some((retagging.old, caller.today()));
            }
            Lives::<T>::insert(unit, life);
            let entry = LivestockEntry::Retagged(retagging);
            Self::record(unit.subject(), author, entry, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_bind_electronic(
        who: &T::AccountId,
        items: Items<ElectronicBinding>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, binding) in (0u16..).zip(items) {
            let Some(TagFate::Applied(id)) = Tags::<T>::get(binding.tag) else {
                return Err(Error::<T>::TagUnknown(item).into());
            };
            let unit = Unit::Animal(id);
            let mut life = Self::life_of(unit, item)?;
            let signature = caller.sign_for_farm(KEEPERS, life.farm, life.village, item)?;
            Self::ensure_state(&life, TAGGABLE, item)?;
            let Identity::Tagged { electronic, .. } = &mut life.identity else {
                return Err(Error::<T>::NotTagged(item).into());
            };
            match &binding.electronic {
                Some(new) => {
                    ensure!(!new.is_blank(), Error::<T>::TextBlank(item));
                    ensure!(
                        !Electronics::<T>::contains_key(new),
                        Error::<T>::ElectronicTaken(item)
                    );
                    Electronics::<T>::insert(new, id);
                }
                None => ensure!(electronic.is_some(), Error::<T>::ElectronicUnknown(item)),
            }
            if let Some(old) = electronic.take() {
                Electronics::<T>::remove(old);
            }
            electronic.clone_from(&binding.electronic);
            Lives::<T>::insert(unit, life);
            let entry = LivestockEntry::ElectronicBound {
                electronic: binding.electronic,
            };
            Self::record(unit.subject(), Author::Member(signature), entry, item)?;
        }
        Ok(())
    }
}

/// A life as it begins: on its farm, with nothing behind it.
fn new_life<T: Config>(
    species: Species,
    farm: OrganisationId,
    village: DivisionCode,
    pen: &Pen,
    born: Date,
    caller: &Caller<T>,
) -> Life {
    Life {
        identity: Identity::Untagged { heads: 0 },
        species,
        farm,
        village,
        pen: pen.clone(),
        state: AnimalState::OnFarm,
        through: Through::Nothing,
        born,
        home: village,
        immunities: county_primitives::List::default(),
        slaughter_from: born,
        food_from: born,
        barred: false,
        isolated_until: None,
        mass: None,
        // What happened since birth can still be recorded, in its order.
        last_ms: born.start_ms(),
        seen: Seen {
            division: village,
            at_ms: caller.now_ms,
        },
    }
}
