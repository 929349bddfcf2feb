//! Meat: what may move, what it is cut into, and what labels may be put on (`DOMAIN.md 3.5`).

use alloc::vec::Vec;

use county_primitives::{
    labels::CodeRange,
    livestock::{
        Cutting, IdentityLevel, LivestockEntry, MeatKind, MeatOutput, MeatPart, CUTTING_MAX,
    },
    traits::{GoodsView, Holds, Members, Packable},
    Author, DivisionCode, Grams, Items, List, MeatId, OrganisationId, PolicyKey, Role, Signature,
    Subject, Text,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{
    carcasses::{share, total},
    slaughter::is_tainted,
    Caller,
};
use crate::{
    types::{Meat, PartCounts, TripState},
    Certificates, Config, Error, Meats, Pallet, RecalledDays, SlaughterBatches, TaintedDays,
};

pub(super) const BUTCHERS: &[Role] = &[Role::Slaughterhouse, Role::Packer];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_cut_meat(who: &T::AccountId, items: Items<Cutting>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, cutting) in (0u16..).zip(items) {
            Self::cut(&mut caller, cutting, item)?;
        }
        Ok(())
    }

    fn cut(caller: &mut Caller<T>, cutting: Cutting, item: u16) -> DispatchResult {
        let MeatPart { meat: id, mass } = cutting.parent;
        let mut parent = Self::meat_of(id, item)?;
        let signature = Self::sign_for_holder(caller, BUTCHERS, &parent, item)?;
        let author = Author::Member(signature);
        Self::ensure_clear(id, &parent, item)?;
        let division = Self::seat_of(parent.holder, item)?;
        caller.check_date(cutting.date, division, item)?;
        let order = cutting.date >= parent.killed;
        ensure!(order, Error::<T>::TimeOutOfOrder(item));
        Self::take(&mut parent, mass, item)?;
        Self::check_outputs(parent.kind, &cutting.outputs, item)?;
        Self::check_balance(caller, &cutting, division, item)?;
        Self::count_parts(&mut parent, &cutting.outputs, item)?;
        let (to_dispose, condemned) = (parent.to_dispose, cutting.condemned);
        parent.to_dispose = to_dispose
            .checked_add(condemned)
            .ok_or(Error::<T>::MassUnbalanced(item))?;
        let mut children = List::<MeatId, CUTTING_MAX>::default();
        for output in &cutting.outputs {
            let child = child_of::<T>(id, &parent, output, item)?;
            let child_id = Self::next_meat(item)?;
            let entry = LivestockEntry::PartFormed {
                parent: id,
                output: output.clone(),
                identity: child.identity,
            };
            Meats::<T>::insert(child_id, child);
            Self::record(Subject::Meat(child_id), author, entry, item)?;
            // As many children as outputs, which are bounded alike.
            let _ = children.try_push(child_id);
        }
        Meats::<T>::insert(id, parent);
        let entry = LivestockEntry::MeatCut { cutting, children };
        Self::record(Subject::Meat(id), author, entry, item)?;
        if condemned > Grams::ZERO {
            let entry = LivestockEntry::MeatCondemned {
                mass: condemned,
                reason: Text::default(),
            };
            Self::record(Subject::Meat(id), author, entry, item)?;
        }
        Ok(())
    }

    /// Every part has a mass, a name if its kind does not say enough, and can come from the piece.
    fn check_outputs(parent: MeatKind, outputs: &[MeatOutput], item: u16) -> DispatchResult {
        ensure!(!outputs.is_empty(), Error::<T>::NoOutputs(item));
        for output in outputs {
            ensure!(output.mass > Grams::ZERO, Error::<T>::NoMass(item));
            let fits = can_be_cut(parent, output.kind);
            ensure!(fits, Error::<T>::NotCuttable(item));
            let unnamed = matches!(output.kind, MeatKind::Cut | MeatKind::Offal);
            let named = !unnamed || !output.cut.is_blank();
            ensure!(named, Error::<T>::TextBlank(item));
        }
        Ok(())
    }

    /// Parts and losses are what went in, within the tolerance. The tolerance is for losses: the
    /// parts alone never weigh more than what they were cut from, so that no chain of cuttings makes
    /// more meat than there was.
    fn check_balance(
        caller: &mut Caller<T>,
        cutting: &Cutting,
        division: DivisionCode,
        item: u16,
    ) -> DispatchResult {
        let taken = cutting.parent.mass;
        let limit = share(caller.policy(division, PolicyKey::ChillLossBasisPoints, item)?);
        let chilled = cutting.chill_loss <= taken.share(limit);
        ensure!(chilled, Error::<T>::ChillLossTooLarge(item));
        let unbalanced = Error::<T>::MassUnbalanced(item);
        let parts = total(cutting.outputs.iter().map(|output| output.mass));
        let parts = parts.filter(|parts| *parts <= taken);
        let losses = [cutting.trim, cutting.chill_loss, cutting.condemned];
        let all = parts.and_then(|parts| total(losses.into_iter().chain([parts])));
        Self::ensure_within(caller, all.ok_or(unbalanced)?, taken, division, item)
    }

    /// Refuses a mass that differs from what it should be by more than the tolerance for meat.
    pub(super) fn ensure_within(
        caller: &mut Caller<T>,
        found: Grams,
        expected: Grams,
        division: DivisionCode,
        item: u16,
    ) -> DispatchResult {
        let key = PolicyKey::MeatToleranceBasisPoints;
        let tolerance = expected.share(share(caller.policy(division, key, item)?));
        ensure!(
            found.0.abs_diff(expected.0) <= tolerance.0,
            Error::<T>::MassUnbalanced(item)
        );
        Ok(())
    }

    /// Counts halves, heads, hearts, livers and feet on the carcass and on its batch: neither has
    /// more of them than the animals had.
    fn count_parts(parent: &mut Meat, outputs: &[MeatOutput], item: u16) -> DispatchResult {
        let counted = outputs.iter().filter_map(|output| {
            let per_head = output.kind.per_head()?;
            Some((output.kind, per_head))
        });
        for (kind, per_head) in counted {
            add_part(&mut parent.parts, kind, per_head).ok_or(Error::<T>::TooManyParts(item))?;
            for id in &parent.batches {
                let mut batch = Self::batch_of(*id, item)?;
                let limit = batch.killed.saturating_mul(per_head);
                add_part(&mut batch.parts, kind, limit).ok_or(Error::<T>::TooManyParts(item))?;
                SlaughterBatches::<T>::insert(id, batch);
            }
        }
        Ok(())
    }

    /// Takes mass out of a piece that has as much left.
    pub(super) fn take(meat: &mut Meat, mass: Grams, item: u16) -> DispatchResult {
        ensure!(mass > Grams::ZERO, Error::<T>::NoMass(item));
        let left = meat.remaining();
        ensure!(mass <= left, Error::<T>::MassOverRemaining(item));
        let used = meat.used.checked_add(mass);
        meat.used = used.ok_or(Error::<T>::MassOverRemaining(item))?;
        Ok(())
    }

    pub(super) fn meat_of(id: MeatId, item: u16) -> Result<Meat, DispatchError> {
        Meats::<T>::get(id).ok_or(Error::<T>::MeatUnknown(item).into())
    }

    /// Where an organisation sits, active or not.
    pub(super) fn seat_of(id: OrganisationId, item: u16) -> Result<DivisionCode, DispatchError> {
        T::Members::organisation(id)
            .map(|view| view.division)
            .ok_or(Error::<T>::OrganisationNotActive(item).into())
    }

    /// The signature of who holds the piece, and whom oversight does not hold.
    pub(super) fn sign_for_holder(
        caller: &mut Caller<T>,
        roles: &'static [Role],
        meat: &Meat,
        item: u16,
    ) -> Result<Signature, DispatchError> {
        let signature = caller.sign(roles, Self::seat_of(meat.holder, item)?, item)?;
        let own = signature.organisation == meat.holder;
        ensure!(own, Error::<T>::NotHolder(item));
        T::Holds::ensure_free(&Subject::Organisation(meat.holder), item)?;
        Ok(signature)
    }

    /// Refuses a piece that left the region. What was cut from it before is here still.
    pub(super) fn ensure_here(meat: &Meat, item: u16) -> DispatchResult {
        let paper = meat.certificate.and_then(Certificates::<T>::get);
        let left = paper.is_some_and(|paper| paper.state == TripState::Left);
        ensure!(!left, Error::<T>::MeatLeft(item));
        Ok(())
    }

    /// Refuses meat that left the region or did not pass both inspections, that is recalled, or that
    /// oversight holds: itself, or anything it comes from.
    pub(super) fn ensure_clear(id: MeatId, meat: &Meat, item: u16) -> DispatchResult {
        Self::ensure_here(meat, item)?;
        let passed = (meat.quarantine_passed, meat.quality_passed) == (Some(true), Some(true));
        ensure!(passed, Error::<T>::NotPassed(item));
        Self::ensure_piece_clear(id, meat, item)?;
        for ancestor in &meat.ancestors {
            let older = Self::meat_of(*ancestor, item)?;
            Self::ensure_piece_clear(*ancestor, &older, item)?;
        }
        for id in &meat.batches {
            let batch = Self::batch_of(*id, item)?;
            ensure!(!batch.recalled, Error::<T>::Recalled(item));
            ensure!(!is_tainted(&batch), Error::<T>::NotTestedFree(item));
            T::Holds::ensure_free(&Subject::SlaughterBatch(*id), item)?;
        }
        Ok(())
    }

    fn ensure_piece_clear(id: MeatId, meat: &Meat, item: u16) -> DispatchResult {
        ensure!(!meat.recalled, Error::<T>::Recalled(item));
        // Only a carcass is of exactly one day; everything else has its carcasses as ancestors.
        if meat.kind == MeatKind::Carcass {
            let day = (meat.house, meat.killed);
            let recalled = RecalledDays::<T>::contains_key(day)
                || meat.identity == IdentityLevel::DayBatch && TaintedDays::<T>::contains_key(day);
            ensure!(!recalled, Error::<T>::Recalled(item));
        }
        if let Some(unit) = meat.unit {
            T::Holds::ensure_free(&unit.subject(), item)?;
        }
        T::Holds::ensure_free(&Subject::Meat(id), item)
    }
}

/// Adds one part of a kind, of which there can be so many.
fn add_part(parts: &mut PartCounts, kind: MeatKind, limit: u32) -> Option<()> {
    let count = parts.of(kind)?;
    *count = count.checked_add(1).filter(|count| *count <= limit)?;
    Some(())
}

/// What can be cut from what. Counted parts come from a carcass only, where they are counted.
fn can_be_cut(parent: MeatKind, part: MeatKind) -> bool {
    use MeatKind as K;
    match parent {
        K::Carcass => !matches!(part, K::Carcass | K::Package),
        K::LeftHalf | K::RightHalf | K::Head | K::Cut | K::Package => {
            matches!(part, K::Cut | K::Offal)
        }
        K::Heart | K::Liver | K::Offal | K::Blood | K::Feet => matches!(part, K::Offal),
    }
}

fn child_of<T: Config>(
    id: MeatId,
    parent: &Meat,
    output: &MeatOutput,
    item: u16,
) -> Result<Meat, DispatchError> {
    let mut ancestors = parent.ancestors.clone();
    // A parent is younger than its own ancestors, so the order stays rising.
    let pushed = ancestors.try_push(id);
    ensure!(pushed.is_ok(), Error::<T>::TooManyAncestors(item));
    Ok(Meat {
        kind: output.kind,
        name: Text::new(output.cut.as_str()).unwrap_or_default(),
        grade: output.grade.clone().or_else(|| parent.grade.clone()),
        ancestors,
        mass: output.mass,
        used: Grams::ZERO,
        labelled: Grams::ZERO,
        condemned: Grams::ZERO,
        inspector: None,
        parts: PartCounts::default(),
        certificate: None,
        to_dispose: Grams::ZERO,
        ..parent.clone()
    })
}

impl<T: Config> Packable<MeatId> for Pallet<T> {
    type Error = DispatchError;

    fn packable(id: MeatId, holder: OrganisationId, item: u16) -> Result<GoodsView, DispatchError> {
        let meat = Self::meat_of(id, item)?;
        ensure!(meat.holder == holder, Error::<T>::NotHolder(item));
        Self::ensure_clear(id, &meat, item)?;
        let mut origins = Vec::new();
        for batch in &meat.batches {
            origins.push(Self::batch_of(*batch, item)?.origin);
        }
        origins.sort_unstable();
        origins.dedup();
        Ok(GoodsView {
            product: meat.product,
            // Fewer than batches, and those are bounded closer.
            origins: List::try_from(origins).map_err(|_| Error::<T>::TooManyAncestors(item))?,
            grade: meat.grade,
        })
    }

    fn pack(
        id: MeatId,
        author: Author,
        range: CodeRange,
        mass: Grams,
        item: u16,
    ) -> DispatchResult {
        let mut meat = Self::meat_of(id, item)?;
        ensure!(mass > Grams::ZERO, Error::<T>::NoMass(item));
        // No tolerance: boxes of one animal stop when its mass is used up.
        let left = meat.remaining();
        ensure!(mass <= left, Error::<T>::MassOverRemaining(item));
        let labelled = meat.labelled.checked_add(mass);
        meat.labelled = labelled.ok_or(Error::<T>::MassOverRemaining(item))?;
        Meats::<T>::insert(id, meat);
        let entry = LivestockEntry::MeatLabelled { range, mass };
        Self::record(Subject::Meat(id), author, entry, item)
    }
}
