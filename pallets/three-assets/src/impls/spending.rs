//! Spending until it is approved: signatures, decisions and refusals.

use county_primitives::{
    clock::month_number,
    three_assets::{
        decisions::{Body, Matter},
        spending::{
            DecisionAttachment, DecisionLevel, Refusal, Resubmission, SpendingKind,
            SpendingSignature, Step,
        },
        AssetsEntry, Fen,
    },
    traits::{Holds, Members},
    Author, Date, DecisionId, Items, Role, Signature, SpendingId, Subject,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

use super::{submission::year_of, Caller, CASHIER};
use crate::{
    types::{Collective, Decision, Spending, SpendingProgress, SpendingState},
    Config, Decisions, Disclosed, Error, Invoices, NonProductive, Officers, Pallet, Spendings,
    Sums, Vouchers,
};

const ATTACHERS: &[Role] = &[
    Role::VillageCashier,
    Role::Accountant,
    Role::VillageChair,
    Role::VillageBoard,
];

impl<T: Config> Pallet<T> {
    pub(crate) fn spending(id: SpendingId, item: u16) -> Result<Spending, Error<T>> {
        Spendings::<T>::get(id).ok_or(Error::SpendingUnknown(item))
    }

    pub(crate) fn ensure_state(
        spending: &Spending,
        states: &[SpendingState],
        item: u16,
    ) -> DispatchResult {
        ensure!(
            states.contains(&spending.state),
            Error::<T>::WrongState(item)
        );
        Ok(())
    }

    /// Nothing moves while the spending, the decision it rests on or the whole collective is held.
    pub(crate) fn ensure_free(id: SpendingId, spending: &Spending, item: u16) -> DispatchResult {
        T::Holds::ensure_free(&Subject::Spending(id), item)?;
        if let Some(decision) = spending.decision {
            T::Holds::ensure_free(&Subject::Decision(decision), item)?;
        }
        T::Holds::ensure_free(&Subject::Collective(spending.collective), item)
    }

    pub(crate) fn do_sign_spendings(
        who: &T::AccountId,
        items: Items<SpendingSignature>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.spending;
            let mut spending = Self::spending(id, item)?;
            let collective = Self::collective(spending.collective, item)?;
            let roles = [input.step.role()];
            let signature = caller.sign_for(&roles, spending.collective, &collective, item)?;
            Self::ensure_state(&spending, &[SpendingState::Signing], item)?;
            Self::ensure_free(id, &spending, item)?;
            ensure!(
                input.amount == spending.amount,
                Error::<T>::AmountDiffers(item)
            );
            Self::ensure_turn(&spending, input.step, item)?;
            Self::ensure_independent(&spending, &signature, item)?;
            spending
                .signatures
                .try_push((input.step, signature.member))
                .map_err(|_| Error::<T>::StepNotAsked(item))?;
            let approved = Self::approve_if_complete(&mut spending, caller.today);
            Spendings::<T>::insert(id, spending);
            let entry = AssetsEntry::SpendingSigned {
                step: input.step,
                approved,
            };
            Self::record(
                Subject::Spending(id),
                Author::Member(signature),
                entry,
                item,
            )?;
        }
        Ok(())
    }

    /// Refuses a step that is not the next one, or that comes before the decision it needs.
    fn ensure_turn(spending: &Spending, step: Step, item: u16) -> DispatchResult {
        let asked = spending.approvals.steps & step.bit() != 0;
        ensure!(asked, Error::<T>::StepNotAsked(item));
        ensure!(
            spending.approvals.next(&spending.signed()) == Some(step),
            Error::<T>::StepOutOfOrder(item)
        );
        let undecided =
            spending.approvals.decision != DecisionLevel::None && spending.decision.is_none();
        ensure!(
            !(step.is_above_village() && undecided),
            Error::<T>::DecisionMissing(item)
        );
        Ok(())
    }

    /// Refuses a signer who signed before, who submitted it, or who is related to the payee.
    fn ensure_independent(spending: &Spending, signature: &Signature, item: u16) -> DispatchResult {
        let earlier = spending.signatures.iter().map(|(_, member)| *member);
        for member in earlier.chain([spending.submitter]) {
            ensure!(
                !T::Members::same_person(member, signature.member),
                Error::<T>::SamePerson(item)
            );
        }
        let officer = Officers::<T>::get((spending.collective, signature.member));
        let is_related = officer.is_some_and(|officer| spending.is_related_to(&officer));
        ensure!(!is_related, Error::<T>::RelatedParty(item));
        Ok(())
    }

    fn approve_if_complete(spending: &mut Spending, today: Date) -> bool {
        let complete = spending.is_complete();
        if complete {
            spending.state = SpendingState::Approved;
            spending.approved = Some(today);
        }
        complete
    }

    pub(crate) fn do_attach_decisions(
        who: &T::AccountId,
        items: Items<DecisionAttachment>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.spending;
            let mut spending = Self::spending(id, item)?;
            let collective = Self::collective(spending.collective, item)?;
            let signature = caller.sign_for(ATTACHERS, spending.collective, &collective, item)?;
            Self::ensure_state(&spending, &[SpendingState::Signing], item)?;
            ensure!(spending.decision.is_none(), Error::<T>::WrongState(item));
            Self::ensure_free(id, &spending, item)?;
            T::Holds::ensure_free(&Subject::Decision(input.decision), item)?;
            let decision =
                Decisions::<T>::get(input.decision).ok_or(Error::<T>::DecisionUnknown(item))?;
            Self::ensure_bears(&collective, &decision, &spending, item)?;
            let used = decision
                .used
                .checked_add(spending.amount)
                .ok_or(Error::<T>::AmountOverflow(item))?;
            let room = decision.amount.ok_or(Error::<T>::DecisionUnfit(item))?;
            ensure!(used <= room, Error::<T>::DecisionUsedUp(item));
            let level = spending.approvals.decision;
            spending.decision = Some(input.decision);
            let approved = Self::approve_if_complete(&mut spending, caller.today);
            Spendings::<T>::insert(id, spending);
            let author = Author::Member(signature);
            let entry = AssetsEntry::DecisionAttached {
                decision: input.decision,
                approved,
            };
            Self::record(Subject::Spending(id), author, entry, item)?;
            Self::use_decision(input.decision, decision, (id, used, level), author, item)?;
        }
        Ok(())
    }

    fn ensure_bears(
        collective: &Collective,
        decision: &Decision,
        spending: &Spending,
        item: u16,
    ) -> DispatchResult {
        let fits = decision.holds()
            && decision.collective == spending.collective
            && suffices(decision, spending.approvals.decision)
            && is_about(decision.matter, spending.kind);
        ensure!(fits, Error::<T>::DecisionUnfit(item));
        let related = Self::related_voters(collective, decision, spending);
        ensure!(
            decision.abstaining >= related,
            Error::<T>::NobodyAbstained(item)
        );
        Ok(())
    }

    /// How many must have abstained at least: one where the payee is an officer or near one, and on a board every
    /// director of that day who is.
    fn related_voters(collective: &Collective, decision: &Decision, spending: &Spending) -> u32 {
        if !Self::is_near(spending.collective, [spending.payee, spending.group]) {
            return 0;
        }
        if decision.body != Body::Board {
            return 1;
        }
        let directors = collective.officers.iter().filter(|member| {
            Officers::<T>::get((spending.collective, **member)).is_some_and(|officer| {
                officer.post.is_board()
                    && officer.is_in_office(decision.meeting)
                    && spending.is_related_to(&officer)
            })
        });
        u32::try_from(directors.count()).unwrap_or(u32::MAX).max(1)
    }

    /// Writes how much of a decision is used, and records it there.
    fn use_decision(
        id: DecisionId,
        decision: Decision,
        (spending, used, level): (SpendingId, Fen, DecisionLevel),
        author: Author,
        item: u16,
    ) -> DispatchResult {
        Decisions::<T>::insert(id, Decision { used, ..decision });
        let entry = AssetsEntry::DecisionUsed {
            spending,
            level,
            used,
        };
        Self::record(Subject::Decision(id), author, entry, item)
    }

    pub(crate) fn do_refuse_spendings(who: &T::AccountId, items: Items<Refusal>) -> DispatchResult {
        use SpendingState::{Approved, Failed, Rejected, Returned, Signing};
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.spending;
            let mut spending = Self::spending(id, item)?;
            let collective = Self::collective(spending.collective, item)?;
            let roles = [input.step.role()];
            let signature = caller.sign_for(&roles, spending.collective, &collective, item)?;
            Self::ensure_state(&spending, &[Signing, Approved, Failed], item)?;
            Self::ensure_said(&input.reason, item)?;
            ensure!(
                spending.approvals.steps & input.step.bit() != 0,
                Error::<T>::StepNotAsked(item)
            );
            let author = Author::Member(signature);
            if input.mendable {
                spending.state = Returned;
                Spendings::<T>::insert(id, spending);
            } else {
                spending.state = Rejected;
                Spendings::<T>::insert(id, &spending);
                Self::uncount(id, &spending, author, item)?;
            }
            let entry = AssetsEntry::SpendingRefused {
                step: input.step,
                mendable: input.mendable,
                reason: input.reason,
            };
            Self::record(Subject::Spending(id), author, entry, item)?;
        }
        Ok(())
    }

    /// Takes a rejected spending out of every sum it counted in.
    fn uncount(id: SpendingId, spending: &Spending, author: Author, item: u16) -> DispatchResult {
        let overflow = || Error::<T>::AmountOverflow(item);
        let back = spending.amount.checked_neg().ok_or_else(overflow)?;
        for key in spending.sums_keys() {
            Sums::<T>::try_mutate(key, |sums| {
                sums.parts.retain(|(_, part, _)| *part != id);
                sums.add(month_number(spending.submitted), back)
                    .ok_or_else(overflow)
            })?;
        }
        if spending.kind.is_non_productive() {
            let key = (spending.collective, year_of(spending.submitted));
            NonProductive::<T>::try_mutate(key, |sum| {
                *sum = sum.checked_add(back).ok_or_else(overflow)?;
                Ok::<_, Error<T>>(())
            })?;
        }
        if let Some(invoice) = spending.invoice {
            Invoices::<T>::mutate_exists(invoice, |first| {
                *first = first.filter(|first| *first != id);
            });
        }
        let attached = spending
            .decision
            .and_then(|number| Decisions::<T>::get(number).map(|decision| (number, decision)));
        if let Some((number, decision)) = attached {
            let used = decision.used.checked_add(back).ok_or_else(overflow)?;
            let level = spending.approvals.decision;
            Self::use_decision(number, decision, (id, used, level), author, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_resubmit_spendings(
        who: &T::AccountId,
        items: Items<Resubmission>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let id = input.spending;
            let mut spending = Self::spending(id, item)?;
            let collective = Self::collective(spending.collective, item)?;
            let signature = caller.sign_for(CASHIER, spending.collective, &collective, item)?;
            Self::ensure_state(&spending, &[SpendingState::Returned], item)?;
            Self::ensure_free(id, &spending, item)?;
            ensure!(
                !input.documents.is_empty(),
                Error::<T>::DocumentMissing(item)
            );
            spending.state = SpendingState::Signing;
            spending.signatures = Default::default();
            spending.approved = None;
            spending.submitter = signature.member;
            Spendings::<T>::insert(id, spending);
            let entry = AssetsEntry::SpendingResubmitted {
                documents: input.documents,
            };
            Self::record(
                Subject::Spending(id),
                Author::Member(signature),
                entry,
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn progress(id: SpendingId) -> Option<SpendingProgress> {
        let spending = Spendings::<T>::get(id)?;
        let is_signing = spending.state == SpendingState::Signing;
        let disclosed = spending
            .voucher
            .and_then(Vouchers::<T>::get)
            .and_then(|voucher| Disclosed::<T>::get((voucher.book, voucher.number.month)));
        Some(SpendingProgress {
            state: spending.state,
            row: spending.row,
            next: spending
                .approvals
                .next(&spending.signed())
                .filter(|_| is_signing),
            decision_missing: is_signing
                && spending.approvals.decision != DecisionLevel::None
                && spending.decision.is_none(),
            disclosed,
        })
    }
}

/// Whether a decision is at least what the row asks for.
fn suffices(decision: &Decision, level: DecisionLevel) -> bool {
    let assembly = decision.body.is_assembly();
    match level {
        DecisionLevel::None | DecisionLevel::Board => true,
        DecisionLevel::Representatives => decision.body != Body::Board,
        DecisionLevel::FourSteps => assembly || decision.four_steps,
    }
}

/// Whether a decision about such a matter allows such a spending.
fn is_about(matter: Matter, kind: SpendingKind) -> bool {
    match kind {
        SpendingKind::Investment => matter == Matter::Investment,
        SpendingKind::Loan => matter == Matter::Loan,
        SpendingKind::Guarantee => matter == Matter::Guarantee,
        SpendingKind::LandCompensation => matches!(
            matter,
            Matter::LandCompensationUse | Matter::LandCompensationSplit
        ),
        SpendingKind::Distribution => matter == Matter::Distribution,
        SpendingKind::Ordinary
        | SpendingKind::Works
        | SpendingKind::Hospitality
        | SpendingKind::Travel
        | SpendingKind::WorkAllowance => matter == Matter::Spending,
    }
}
