//! Recalls of meat from the order to the end: what is recalled, who holds it, what became of it (PSR
//! Art.18, `DOMAIN.md 2.6`).

use county_primitives::{
    livestock::{
        IdentityLevel, LivestockEntry, MeatKind, MeatRecall, RecallAct, RecallAnswer,
        RecallBalance, RecallConclusion, RecallCounts, RecallNotice, RecallScope, RecallState,
        RecallStep, Warning,
    },
    traits::Holds,
    Author, Digest, DivisionCode, Grams, Items, MeatId, OrganisationId, PolicyKey, RecallId, Role,
    Signature, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::Caller;
use crate::{
    types::{Custody, Meat, Recall},
    Config, Custodies, Error, Meats, NextRecall, Pallet, RecallPieces, RecalledDays, Recalls,
};

const RECALLERS: &[Role] = &[
    Role::CountyAgriculture,
    Role::MarketRegulator,
    Role::Slaughterhouse,
];
const AUTHORITIES: &[Role] = &[Role::CountyAgriculture, Role::MarketRegulator];
/// Meat is delivered to any active organisation, so whoever signs for it in any role answers for it.
const CUSTODIANS: &[Role] = Role::ALL;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_recall_meat(who: &T::AccountId, items: Items<MeatRecall>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, recall) in (0u16..).zip(items) {
            ensure!(!recall.reason.is_blank(), Error::<T>::TextBlank(item));
            match recall.scope {
                RecallScope::Meat(id) => Self::recall_piece(&mut caller, id, recall, item)?,
                RecallScope::Batch(id) => {
                    let mut batch = Self::batch_of(id, item)?;
                    let (house, place) = (batch.house, batch.division);
                    let signature = Self::sign_recall(&mut caller, house, place, item)?;
                    ensure!(!batch.recalled, Error::<T>::AlreadyRecalled(item));
                    batch.recalled = true;
                    Self::store_batch(id, batch);
                    let subject = Subject::SlaughterBatch(id);
                    Self::open_recall(recall, subject, house, place, signature, item)?;
                }
                RecallScope::Day { house, day } => {
                    let place = Self::seat_of(house, item)?;
                    let signature = Self::sign_recall(&mut caller, house, place, item)?;
                    ensure!(day <= caller.today(), Error::<T>::TimeInFuture(item));
                    let known = RecalledDays::<T>::contains_key((house, day));
                    ensure!(!known, Error::<T>::AlreadyRecalled(item));
                    RecalledDays::<T>::insert((house, day), ());
                    let subject = Subject::Farm(house);
                    Self::open_recall(recall, subject, house, place, signature, item)?;
                }
            }
        }
        Ok(())
    }

    /// A piece is recalled by its slaughterhouse, or by the authorities there or where it is now.
    fn recall_piece(
        caller: &mut Caller<T>,
        id: MeatId,
        recall: MeatRecall,
        item: u16,
    ) -> DispatchResult {
        let mut meat = Self::meat_of(id, item)?;
        let house = meat.house;
        let at_house = Self::seat_of(house, item)?;
        let (signature, place) = match Self::sign_recall(caller, house, at_house, item) {
            Ok(signature) => (signature, at_house),
            Err(refusal) if meat.holder == house => return Err(refusal),
            Err(_) => {
                let place = Self::seat_of(meat.holder, item)?;
                (Self::sign_recall(caller, house, place, item)?, place)
            }
        };
        ensure!(!meat.recalled, Error::<T>::AlreadyRecalled(item));
        meat.recalled = true;
        Meats::<T>::insert(id, meat);
        Self::open_recall(recall, Subject::Meat(id), house, place, signature, item)
    }

    /// Marks what is recalled, and opens the file in which custodians answer.
    fn open_recall(
        recall: MeatRecall,
        marked: Subject,
        house: OrganisationId,
        division: DivisionCode,
        signature: Signature,
        item: u16,
    ) -> DispatchResult {
        let author = Author::Member(signature);
        let entry = LivestockEntry::Recalled(recall.clone());
        Self::record(marked, author, entry, item)?;
        let id = NextRecall::<T>::get();
        NextRecall::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        let file = Recall {
            scope: recall.scope,
            house,
            division,
            ordered_by: signature.member,
            state: RecallState::Ordered,
            custodians: 0,
            acknowledged: 0,
            balance: RecallBalance::default(),
        };
        Recalls::<T>::insert(id, file);
        let entry = LivestockEntry::RecallOrdered {
            recall,
            house,
            division,
        };
        Self::record(Subject::Recall(id), author, entry, item)
    }

    fn sign_recall(
        caller: &mut Caller<T>,
        house: OrganisationId,
        place: DivisionCode,
        item: u16,
    ) -> Result<Signature, DispatchError> {
        let signature = caller.sign(RECALLERS, place, item)?;
        let own = signature.role != Role::Slaughterhouse || signature.organisation == house;
        ensure!(own, Error::<T>::NotHouse(item));
        Ok(signature)
    }

    pub(crate) fn do_notify_recalls(
        who: &T::AccountId,
        items: Items<RecallNotice>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, notice) in (0u16..).zip(items) {
            Self::notify_custodian(&mut caller, notice, item)?;
        }
        Ok(())
    }

    fn notify_custodian(caller: &mut Caller<T>, notice: RecallNotice, item: u16) -> DispatchResult {
        let RecallNotice {
            recall: id,
            custodian,
            meats,
        } = notice;
        let mut recall = Self::recall_of(id, item)?;
        let signature = Self::sign_recall(caller, recall.house, recall.division, item)?;
        let open = matches!(recall.state, RecallState::Ordered | RecallState::Notified);
        ensure!(open, Error::<T>::RecallNotOpen(item));
        ensure!(!meats.is_empty(), Error::<T>::NoParents(item));
        let mut mass = Grams::ZERO;
        for piece in &meats {
            let meat = Self::meat_of(*piece, item)?;
            ensure!(meat.holder == custodian, Error::<T>::NotHolder(item));
            let reached = Self::is_reached(recall.scope, *piece, &meat, item)?;
            ensure!(reached, Error::<T>::NotReached(item));
            ensure!(meat.exists(), Error::<T>::NoMass(item));
            let known = RecallPieces::<T>::contains_key(id, piece);
            ensure!(!known, Error::<T>::AlreadyNotified(item));
            RecallPieces::<T>::insert(id, piece, custodian);
            let sum = mass.checked_add(meat.there());
            mass = sum.ok_or(Error::<T>::MassUnbalanced(item))?;
        }
        let mut custody = Custodies::<T>::get(id, custodian).unwrap_or_else(|| {
            recall.custodians = recall.custodians.saturating_add(1);
            Custody {
                notified_ms: caller.now_ms,
                acknowledged_ms: None,
                balance: RecallBalance::default(),
            }
        });
        // More meat is a new notice; one that nobody acknowledged yet keeps its time.
        if custody.acknowledged_ms.take().is_some() {
            recall.acknowledged = recall.acknowledged.saturating_sub(1);
            custody.notified_ms = caller.now_ms;
        }
        recall.state = RecallState::Notified;
        let more = custody.balance.recall(mass);
        Self::store_custody(id, recall, custodian, custody, more, item)?;
        let entry = LivestockEntry::RecallNotified {
            custodian,
            meats,
            mass,
        };
        Self::record(Subject::Recall(id), Author::Member(signature), entry, item)
    }

    /// Stores a custodian with its new balance, and the recall with the sums that follow.
    fn store_custody(
        id: RecallId,
        mut recall: Recall,
        custodian: OrganisationId,
        mut custody: Custody,
        balance: Option<RecallBalance>,
        item: u16,
    ) -> DispatchResult {
        let balance = balance.ok_or(Error::<T>::MassUnbalanced(item))?;
        let sum = recall.balance.replace(custody.balance, balance);
        recall.balance = sum.ok_or(Error::<T>::MassUnbalanced(item))?;
        custody.balance = balance;
        Recalls::<T>::insert(id, recall);
        Custodies::<T>::insert(id, custodian, custody);
        Ok(())
    }

    /// Whether a recall reaches a piece: by itself, what it comes from, its batch or its day.
    fn is_reached(
        scope: RecallScope,
        id: MeatId,
        meat: &Meat,
        item: u16,
    ) -> Result<bool, DispatchError> {
        match scope {
            RecallScope::Meat(of) => Ok(id == of || meat.ancestors.contains(&of)),
            RecallScope::Batch(of) if meat.batches.contains(&of) => Ok(true),
            // What is known to its day only may come of any batch of that day.
            RecallScope::Batch(of) => {
                let batch = Self::batch_of(of, item)?;
                Self::has_carcass(meat, item, |carcass| {
                    carcass.identity == IdentityLevel::DayBatch
                        && carcass.house == batch.house
                        && batch.days.contains(&carcass.killed)
                })
            }
            RecallScope::Day { house, day } => Self::has_carcass(meat, item, |carcass| {
                carcass.house == house && carcass.killed == day
            }),
        }
    }

    /// Whether the piece is such a carcass or comes from one.
    fn has_carcass(
        meat: &Meat,
        item: u16,
        such: impl Fn(&Meat) -> bool,
    ) -> Result<bool, DispatchError> {
        let such = |piece: &Meat| piece.kind == MeatKind::Carcass && such(piece);
        if such(meat) {
            return Ok(true);
        }
        for ancestor in &meat.ancestors {
            if such(&Self::meat_of(*ancestor, item)?) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(crate) fn do_answer_recalls(
        who: &T::AccountId,
        items: Items<RecallAnswer>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, RecallAnswer { recall: id, act }) in (0u16..).zip(items) {
            let recall = Self::recall_of(id, item)?;
            let signature = caller.sign_at_home(CUSTODIANS, item)?;
            let custody = Custodies::<T>::get(id, signature.organisation)
                .ok_or(Error::<T>::NotNotified(item))?;
            let open = recall.state == RecallState::Notified;
            ensure!(open, Error::<T>::RecallNotOpen(item));
            match act {
                RecallAct::Acknowledged => {
                    Self::acknowledge(&mut caller, id, recall, custody, signature, item)?;
                }
                RecallAct::Accounted { counts, evidence } => {
                    let told = (counts, evidence);
                    Self::account(id, recall, custody, told, signature, item)?;
                }
            }
        }
        Ok(())
    }

    fn acknowledge(
        caller: &mut Caller<T>,
        id: RecallId,
        mut recall: Recall,
        mut custody: Custody,
        signature: Signature,
        item: u16,
    ) -> DispatchResult {
        let fresh = custody.acknowledged_ms.is_none();
        ensure!(fresh, Error::<T>::AlreadyAcknowledged(item));
        let key = PolicyKey::RecallAcknowledgeMinutes;
        let target_min = caller.policy(recall.division, key, item)?;
        let passed_ms = caller.now_ms.saturating_sub(custody.notified_ms);
        custody.acknowledged_ms = Some(caller.now_ms);
        recall.acknowledged = recall.acknowledged.saturating_add(1);
        Recalls::<T>::insert(id, recall);
        let custodian = signature.organisation;
        Custodies::<T>::insert(id, custodian, custody);
        let entry = LivestockEntry::RecallAcknowledged { custodian };
        Self::record(Subject::Recall(id), Author::Member(signature), entry, item)?;
        if passed_ms > target_min.saturating_mul(60_000) {
            let warning = Warning::RecallAcknowledgedLate {
                custodian,
                minutes: u32::try_from(passed_ms / 60_000).unwrap_or(u32::MAX),
            };
            Self::warn(Subject::Recall(id), warning, item)?;
        }
        Ok(())
    }

    fn account(
        id: RecallId,
        recall: Recall,
        custody: Custody,
        (counts, evidence): (RecallCounts, Option<Digest>),
        signature: Signature,
        item: u16,
    ) -> DispatchResult {
        let acknowledged = custody.acknowledged_ms.is_some();
        ensure!(acknowledged, Error::<T>::NotAcknowledged(item));
        let balance = custody
            .balance
            .account(counts)
            .ok_or(Error::<T>::CountsOverRecalled(item))?;
        let custodian = signature.organisation;
        Self::store_custody(id, recall, custodian, custody, Some(balance), item)?;
        let entry = LivestockEntry::RecallAccounted {
            custodian,
            balance,
            evidence,
        };
        Self::record(Subject::Recall(id), Author::Member(signature), entry, item)
    }

    pub(crate) fn do_conclude_recalls(
        who: &T::AccountId,
        items: Items<RecallConclusion>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, conclusion) in (0u16..).zip(items) {
            Self::conclude_recall(&mut caller, conclusion, item)?;
        }
        Ok(())
    }

    fn conclude_recall(
        caller: &mut Caller<T>,
        conclusion: RecallConclusion,
        item: u16,
    ) -> DispatchResult {
        let id = conclusion.recall;
        let mut recall = Self::recall_of(id, item)?;
        let signature = caller.sign(AUTHORITIES, recall.division, item)?;
        Self::ensure_second_person(recall.ordered_by, signature.member, item)?;
        T::Holds::ensure_free(&Subject::Recall(id), item)?;
        let (open, next) = match conclusion.step {
            RecallStep::Verified => (
                matches!(recall.state, RecallState::Ordered | RecallState::Notified),
                RecallState::Verified,
            ),
            RecallStep::Closed => (recall.state == RecallState::Verified, RecallState::Closed),
        };
        ensure!(open, Error::<T>::RecallNotOpen(item));
        // recalled = returned + destroyed + consumed + unaccounted, and no other than the chain's.
        let balance = conclusion.balance;
        let right = balance.is_whole() && balance == recall.balance;
        ensure!(right, Error::<T>::BalanceDiffers(item));
        let clean = next == RecallState::Closed && balance.unaccounted == Grams::ZERO;
        let explained = clean || !conclusion.note.is_blank();
        ensure!(explained, Error::<T>::TextBlank(item));
        recall.state = next;
        let (custodians, acknowledged) = (recall.custodians, recall.acknowledged);
        Recalls::<T>::insert(id, recall);
        let subject = Subject::Recall(id);
        let author = Author::Member(signature);
        let entry = LivestockEntry::RecallConcluded(conclusion);
        Self::record(subject, author, entry, item)?;
        if next == RecallState::Closed {
            return Ok(());
        }
        if custodians == 0 {
            Self::warn(subject, Warning::RecallUnnotified, item)?;
        }
        let missing = custodians.saturating_sub(acknowledged);
        if missing > 0 {
            let warning = Warning::RecallUnacknowledged {
                custodians: missing,
            };
            Self::warn(subject, warning, item)?;
        }
        if balance.unaccounted > Grams::ZERO {
            let mass = balance.unaccounted;
            Self::warn(subject, Warning::RecallUnaccounted { mass }, item)?;
        }
        Ok(())
    }

    fn recall_of(id: RecallId, item: u16) -> Result<Recall, DispatchError> {
        Recalls::<T>::get(id).ok_or(Error::<T>::RecallUnknown(item).into())
    }
}
