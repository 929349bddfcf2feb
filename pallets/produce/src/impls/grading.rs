//! Grading: mass of parent lots becomes child lots and a loss, and the balance must hold (PI-1).

use alloc::vec::Vec;

use county_primitives::{
    produce::{GradingInput, ProduceEntry, TestFlag, ANCESTORS_MAX, GRADING_MAX},
    traits::Members,
    Author, BasisPoints, CycleId, Date, DivisionCode, Grams, Items, List, LotId, OrganisationId,
    PolicyKey, ProductClass, Role, Signature, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{lineage::sorted, Caller};
use crate::{
    types::{smallest_containing, SOURCE_CYCLES_MAX},
    Config, Error, Lot, Lots, Pallet,
};

const PACKER: &[Role] = &[Role::Packer];

/// What the children of a grading have in common.
struct Origin {
    producer: Option<OrganisationId>,
    product: ProductClass,
    division: DivisionCode,
    harvested: Date,
    ancestors: List<LotId, ANCESTORS_MAX>,
    cycles: List<CycleId, SOURCE_CYCLES_MAX>,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_grade_lots(who: &T::AccountId, items: Items<GradingInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, grading) in (0u16..).zip(items) {
            Self::grade(&mut caller, grading, item)?;
        }
        Ok(())
    }

    fn grade(caller: &mut Caller<T>, grading: GradingInput, item: u16) -> DispatchResult {
        let parents = Self::graded_parents(&grading, item)?;
        let origin = Self::origin_of(&parents, item)?;
        let signature =
            Self::sign_for_origin(caller, PACKER, origin.division, &origin.cycles, item)?;
        ensure!(
            parents
                .iter()
                .all(|(_, parent)| parent.holder == signature.organisation),
            Error::<T>::NotHolder(item)
        );
        Self::ensure_organisation_free(signature.organisation, item)?;
        Self::ensure_lineage_clear(&origin.ancestors, &origin.cycles, item)?;
        ensure!(
            parents
                .iter()
                .all(|(_, parent)| grading.date >= parent.harvested),
            Error::<T>::DateBeforeStart(item)
        );
        caller.check_date(grading.date, origin.division, item)?;
        Self::ensure_balanced(&grading, origin.division, item)?;
        let mut children = List::<LotId, GRADING_MAX>::default();
        for _ in &grading.outputs {
            // As many children as outputs, which are bounded alike.
            let _ = children.try_push(Self::next_lot(item)?);
        }
        let author = Author::Member(signature);
        for (taken, (id, mut parent)) in grading.parents.iter().zip(parents) {
            parent.graded = parent
                .graded
                .checked_add(taken.mass)
                .ok_or(Error::<T>::MassOverRemaining(item))?;
            Lots::<T>::insert(id, parent);
            let entry = ProduceEntry::LotGraded {
                mass: taken.mass,
                children: children.clone(),
            };
            Self::record(Subject::Lot(id), author, entry, item)?;
        }
        Self::form_children(grading, &children, &origin, signature, item)
    }

    /// Reads the parents, each of which has as much left as is taken.
    fn graded_parents(
        grading: &GradingInput,
        item: u16,
    ) -> Result<Vec<(LotId, Lot)>, DispatchError> {
        let mut parents = Vec::<(LotId, Lot)>::new();
        for taken in &grading.parents {
            ensure!(
                parents.iter().all(|(known, _)| *known != taken.lot),
                Error::<T>::ParentTwice(item)
            );
            let parent = Lots::<T>::get(taken.lot).ok_or(Error::<T>::LotUnknown(item))?;
            ensure!(taken.mass > Grams::ZERO, Error::<T>::NoMass(item));
            ensure!(
                taken.mass <= parent.remaining(),
                Error::<T>::MassOverRemaining(item)
            );
            parents.push((taken.lot, parent));
        }
        Ok(parents)
    }

    fn origin_of(parents: &[(LotId, Lot)], item: u16) -> Result<Origin, DispatchError> {
        let (_, first) = parents.first().ok_or(Error::<T>::NoParents(item))?;
        let mut ancestors = Vec::new();
        let mut cycles = Vec::new();
        for (id, parent) in parents {
            ensure!(
                parent.product == first.product,
                Error::<T>::MixedProducts(item)
            );
            ancestors.push(*id);
            ancestors.extend(parent.ancestors.iter().copied());
            cycles.extend(parent.cycles.iter().copied());
        }
        let lots = || parents.iter().map(|(_, parent)| parent);
        Ok(Origin {
            producer: first
                .producer
                .filter(|_| lots().all(|parent| parent.producer == first.producer)),
            product: first.product,
            division: smallest_containing(lots().map(|parent| parent.division)),
            harvested: lots()
                .map(|parent| parent.harvested)
                .min()
                .unwrap_or(first.harvested),
            ancestors: sorted(ancestors).ok_or(Error::<T>::TooManyAncestors(item))?,
            cycles: sorted(cycles).ok_or(Error::<T>::TooManyCycles(item))?,
        })
    }

    /// What comes out and what is lost must be what went in, within the policy's tolerance.
    fn ensure_balanced(
        grading: &GradingInput,
        division: DivisionCode,
        item: u16,
    ) -> DispatchResult {
        ensure!(!grading.outputs.is_empty(), Error::<T>::NoOutputs(item));
        for output in &grading.outputs {
            ensure!(output.net > Grams::ZERO, Error::<T>::NoMass(item));
            ensure!(!output.grade.is_blank(), Error::<T>::GradeBlank(item));
        }
        ensure!(
            grading.loss == Grams::ZERO || !grading.loss_reason.is_blank(),
            Error::<T>::LossUnexplained(item)
        );
        let inputs = total(grading.parents.iter().map(|taken| taken.mass))
            .ok_or(Error::<T>::MassUnbalanced(item))?;
        let made = total(grading.outputs.iter().map(|output| output.net))
            .and_then(|made| made.checked_add(grading.loss))
            .ok_or(Error::<T>::MassUnbalanced(item))?;
        let tolerance = inputs.share(Self::mass_tolerance(division, item)?);
        ensure!(
            made.0.abs_diff(inputs.0) <= tolerance.0,
            Error::<T>::MassUnbalanced(item)
        );
        Ok(())
    }

    fn form_children(
        grading: GradingInput,
        children: &[LotId],
        origin: &Origin,
        signature: Signature,
        item: u16,
    ) -> DispatchResult {
        for (output, (id, formed)) in (0u8..).zip(children.iter().zip(&grading.outputs)) {
            Lots::<T>::insert(
                id,
                Lot {
                    producer: origin.producer,
                    holder: signature.organisation,
                    product: origin.product,
                    division: origin.division,
                    grade: Some(formed.grade.clone()),
                    net: formed.net,
                    graded: Grams::ZERO,
                    packed: Grams::ZERO,
                    ancestors: origin.ancestors.clone(),
                    cycles: origin.cycles.clone(),
                    test: TestFlag::Untested,
                    harvested: origin.harvested,
                },
            );
            let entry = ProduceEntry::LotFormed {
                grading: grading.clone(),
                output,
            };
            Self::record(Subject::Lot(*id), Author::Member(signature), entry, item)?;
        }
        Ok(())
    }

    /// How much more than its origin a graded or packed mass may be in a division.
    pub(super) fn mass_tolerance(
        division: DivisionCode,
        item: u16,
    ) -> Result<BasisPoints, DispatchError> {
        let value = T::Members::policy(division, PolicyKey::MassToleranceBasisPoints, item)?;
        Ok(BasisPoints(u32::try_from(value).unwrap_or(u32::MAX)))
    }
}

fn total(masses: impl Iterator<Item = Grams>) -> Option<Grams> {
    masses
        .into_iter()
        .try_fold(Grams::ZERO, |sum, mass| sum.checked_add(mass))
}
