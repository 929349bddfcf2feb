//! How many animals or items a call is about: what its weight grows with.

use county_primitives::{
    livestock::{
        AnteMortem, Arrival, CertificateInput, Collection, Cutting, DeathReport, DeclarationInput,
        Departure, FoodInput, GroupAct, InsuranceInput, Intake, Kill, Packaging,
        ProductCertificateInput, RecallNotice, Redispatch, TagSpending, Tagging, GROUP_MAX,
    },
    Items,
};

fn sum<Item>(items: &Items<Item>, load: impl Fn(&Item) -> u32) -> u32 {
    items
        .iter()
        .fold(0, |sum: u32, item| sum.saturating_add(load(item).max(1)))
}

fn length<Item>(list: &[Item]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// The items themselves.
pub(crate) fn count<Item>(items: &Items<Item>) -> u32 {
    length(items)
}

/// Loads that only the chain knows: each as large as a load can be.
pub(crate) fn loads<Item>(items: &Items<Item>) -> u32 {
    count(items).saturating_mul(GROUP_MAX)
}

/// The animals of groups.
pub(crate) fn acts<Act>(items: &Items<GroupAct<Act>>) -> u32 {
    sum(items, |item| item.group.len())
}

/// The tags that go into ears.
pub(crate) fn taggings(items: &Items<Tagging>) -> u32 {
    sum(items, |item| item.tags.len())
}

/// The tags that are spent.
pub(crate) fn spendings(items: &Items<TagSpending>) -> u32 {
    sum(items, |item| item.tags.len())
}

/// The animals declared.
pub(crate) fn declarations(items: &Items<DeclarationInput>) -> u32 {
    sum(items, |item| item.group.len())
}

/// The heads the vet counted; a herd of many is one.
pub(crate) fn certificates(items: &Items<CertificateInput>) -> u32 {
    sum(items, |item| item.inspection.heads.min(GROUP_MAX))
}

/// The animals that go on.
pub(crate) fn redispatches(items: &Items<Redispatch>) -> u32 {
    sum(items, |item| item.group.len())
}

/// The animals loaded and left behind; a herd of many is one.
pub(crate) fn departures(items: &Items<Departure>) -> u32 {
    sum(items, |item| {
        item.heads
            .saturating_add(length(&item.left_behind))
            .min(GROUP_MAX)
    })
}

/// The load, of which the call names only a part.
pub(crate) fn arrivals(items: &Items<Arrival>) -> u32 {
    sum(items, |item| GROUP_MAX.max(item.arrived.len()))
}

/// The load, of which the call names only a part.
pub(crate) fn intakes(items: &Items<Intake>) -> u32 {
    sum(items, |item| GROUP_MAX.max(item.arrived.len()))
}

/// The animals that failed.
pub(crate) fn inspections(items: &Items<AnteMortem>) -> u32 {
    sum(items, |item| length(&item.failed))
}

/// Animals and carcasses.
pub(crate) fn kills(items: &Items<Kill>) -> u32 {
    sum(items, |item| {
        item.group.len().saturating_add(length(&item.carcasses))
    })
}

/// The pieces in and out.
pub(crate) fn cuttings(items: &Items<Cutting>) -> u32 {
    sum(items, |item| length(&item.outputs).saturating_add(1))
}

/// The pieces in and out.
pub(crate) fn packagings(items: &Items<Packaging>) -> u32 {
    sum(items, |item| length(&item.parents).saturating_add(1))
}

/// The pieces.
pub(crate) fn products(items: &Items<ProductCertificateInput>) -> u32 {
    sum(items, |item| length(&item.meats))
}

/// The pieces.
pub(crate) fn notices(items: &Items<RecallNotice>) -> u32 {
    sum(items, |item| length(&item.meats))
}

/// The dead.
pub(crate) fn deaths(items: &Items<DeathReport>) -> u32 {
    sum(items, |item| item.group.len())
}

/// The bodies.
pub(crate) fn collections(items: &Items<Collection>) -> u32 {
    sum(items, |item| length(&item.bodies))
}

/// The animals.
pub(crate) fn insurances(items: &Items<InsuranceInput>) -> u32 {
    sum(items, |item| item.group.len())
}

/// The animals that gave milk or eggs.
pub(crate) fn foods(items: &Items<FoodInput>) -> u32 {
    sum(items, |item| item.group.len())
}

/// An answer that refuses lets the whole load go back.
pub(crate) fn answers(items: &Items<county_primitives::livestock::DeclarationAnswer>) -> u32 {
    sum(items, |item| if item.accepted { 1 } else { GROUP_MAX })
}
