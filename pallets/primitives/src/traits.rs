//! The traits pallets meet through. The runtime says who stands behind each of them.
//!
//! A call takes a list of items and is all or nothing. So that its error can name the first bad
//! item, every question asked on behalf of an item passes that item's index along, and the error of
//! whoever answers carries it.

use alloc::vec::Vec;

use crate::{
    labels::{CodeRange, Goods},
    livestock::{MeatKind, Species},
    registry::OrganisationStatus,
    trade::{SoldGoods, GOODS_MAX},
    Author, CycleId, Date, DivisionCode, Grams, List, LotId, MeatId, MemberId, OrganisationId,
    PolicyKey, ProductClass, Role, Subject, TestId, Text, TimestampMs,
};

/// What other pallets may know of an organisation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct OrganisationView {
    /// Where it sits.
    pub division: DivisionCode,
    /// Where it stands.
    pub status: OrganisationStatus,
}

/// Who may sign, in which role, and by which policy. Answered by the registry.
pub trait Members<AccountId> {
    /// The dispatch error of the runtime.
    type Error;

    /// The author of a call signed by `who` in one of `roles` over `division`, the first that
    /// fits. Fails if the account is no member, the member or its organisation is not active, or
    /// no role covers the division.
    fn authorise(
        who: &AccountId,
        roles: &[Role],
        division: DivisionCode,
        item: u16,
    ) -> Result<Author, Self::Error>;

    /// The organisation the account signs for. Fails as `authorise` does.
    fn organisation_of(who: &AccountId, item: u16) -> Result<OrganisationId, Self::Error>;

    /// What is known of an organisation.
    fn organisation(id: OrganisationId) -> Option<OrganisationView>;

    /// Whether one natural person stands behind both memberships. Whoever asks for a second person
    /// asks this, because one person may sign for several organisations.
    fn same_person(one: MemberId, other: MemberId) -> bool {
        one == other
    }

    /// The value of a setting for a division today. Fails if no pack sets it, so that a guard
    /// that cannot be evaluated refuses.
    fn policy(division: DivisionCode, key: PolicyKey, item: u16) -> Result<u64, Self::Error>;

    /// The ledger's time.
    fn now_ms() -> TimestampMs;

    /// The ledger's local day.
    fn today() -> Date {
        Date::of_timestamp(Self::now_ms())
    }
}

/// What must not move. Answered by oversight; every pallet asks before it acts.
pub trait Holds {
    /// The dispatch error of the runtime.
    type Error;

    /// Fails if the subject is held now.
    fn ensure_free(subject: &Subject, item: u16) -> Result<(), Self::Error>;

    /// Holds a subject because of a failed test, by the chain's own rule and without an end.
    fn hold_for_failed_test(subject: Subject, test: TestId, item: u16) -> Result<(), Self::Error>;

    /// Holds a subject because a use recorded afterwards on `cycle` allows its harvest from
    /// `harvest_from` only; by the chain's own rule and without an end. A subject that is held so
    /// already stays held by the same case.
    fn hold_for_safety_interval(
        subject: Subject,
        cycle: CycleId,
        harvest_from: Date,
        item: u16,
    ) -> Result<(), Self::Error>;
}

/// Where subjects belong. Oversight asks it whether a case lies in the signer's jurisdiction.
pub trait Subjects {
    /// The division of a subject; `None` if there is no such subject.
    fn division_of(subject: &Subject) -> Option<DivisionCode>;

    /// The organisation that has the subject in hand and answers questions about it; `None` if only
    /// officers and authorities do.
    fn holder_of(subject: &Subject) -> Option<OrganisationId>;

    /// Whether a laboratory test has passed on the subject after `failed`, so that the hold that followed the
    /// failed test may be released.
    fn cleared_since(subject: &Subject, failed: TestId) -> bool;

    /// Whether a laboratory test has passed on the subject after the last use whose safety interval
    /// covers its harvest was recorded, so that the hold that followed the use may be released.
    fn cleared_since_use(subject: &Subject) -> bool;
}

/// The most places goods may come from; as many as the cycles a lot can know.
pub const ORIGINS_MAX: u32 = 32;

/// Goods as labels see them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GoodsView {
    /// The product.
    pub product: ProductClass,
    /// Every place it comes from: for produce the villages of its plots.
    pub origins: List<DivisionCode, ORIGINS_MAX>,
    /// Its grade, if it was graded.
    pub grade: Option<Text<24>>,
}

/// Goods that codes are bound to. Produce answers for lots, livestock for meat, and [`Routed`] for
/// both.
pub trait Packable<Id> {
    /// The dispatch error of the runtime.
    type Error;

    /// The goods, if `holder` holds them now, no test of them failed, and neither they nor anything
    /// they come from is held.
    fn packable(id: Id, holder: OrganisationId, item: u16) -> Result<GoodsView, Self::Error>;

    /// Takes `mass` from what is left of the goods, within the policy's tolerance, and records it on
    /// them.
    fn pack(
        id: Id,
        author: Author,
        range: CodeRange,
        mass: Grams,
        item: u16,
    ) -> Result<(), Self::Error>;
}

/// Asks `Lots` about lots and `Meats` about meat.
pub struct Routed<Lots, Meats>(core::marker::PhantomData<(Lots, Meats)>);

impl<Lots, Meats> Packable<Goods> for Routed<Lots, Meats>
where
    Lots: Packable<LotId>,
    Meats: Packable<MeatId, Error = Lots::Error>,
{
    type Error = Lots::Error;

    fn packable(goods: Goods, holder: OrganisationId, item: u16) -> Result<GoodsView, Lots::Error> {
        match goods {
            Goods::Lot(lot) => Lots::packable(lot, holder, item),
            Goods::Meat(meat) => Meats::packable(meat, holder, item),
        }
    }

    fn pack(
        goods: Goods,
        author: Author,
        range: CodeRange,
        mass: Grams,
        item: u16,
    ) -> Result<(), Lots::Error> {
        match goods {
            Goods::Lot(lot) => Lots::pack(lot, author, range, mass, item),
            Goods::Meat(meat) => Meats::pack(meat, author, range, mass, item),
        }
    }
}

/// Goods as trade sees them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SellableView {
    /// The goods one by one, each once: animals, herds or pieces of meat.
    pub goods: List<Subject, GOODS_MAX>,
    /// What pieces of meat come from: their animal, if it is known, and the pieces they were cut from or packed of.
    pub origins: Vec<Subject>,
    /// What they are of.
    pub species: Species,
    /// What the pieces are, each kind once; empty for animals.
    pub pieces: Vec<MeatKind>,
    /// How many heads, or pieces.
    pub heads: u32,
    /// Of meat, how much there is to sell.
    pub left: Option<Grams>,
}

/// Goods that are sold. Livestock answers for animals and meat.
pub trait Sellable {
    /// The dispatch error of the runtime.
    type Error;

    /// The goods, if `seller` has all of them in hand now, the animals live, are neither missing,
    /// isolated nor barred, the meat passed its inspections and is not recalled, and nothing of it
    /// is held.
    fn sellable(
        goods: &SoldGoods,
        seller: OrganisationId,
        item: u16,
    ) -> Result<SellableView, Self::Error>;

    /// Fails if something of it is held now, or is recalled meat.
    fn ensure_free(goods: &[Subject], item: u16) -> Result<(), Self::Error>;

    /// How many heads, or pieces, of these are there now. Who died or is missing does not count; who was
    /// slaughtered does, since it was there to be weighed.
    fn heads_there(goods: &[Subject], item: u16) -> Result<u32, Self::Error>;
}

/// What was promised to a buyer. Trade answers; livestock asks before heads leave a herd, so that nobody sells
/// the same heads as two.
pub trait Promised {
    /// The dispatch error of the runtime.
    type Error;

    /// Fails while the subject stands in a sale that is not delivered yet, or if `holder`, who has it in hand
    /// still, delivered it in a sale.
    fn ensure_unpromised(
        subject: &Subject,
        holder: OrganisationId,
        item: u16,
    ) -> Result<(), Self::Error>;
}
