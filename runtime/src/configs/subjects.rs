//! Where subjects belong: every pallet answers for its own.

use county_primitives::{
    traits::{Members, Subjects},
    DivisionCode, Keeper, MemberId, OrganisationId, Subject, TestId,
};

use crate::{
    Devices, Labels, Livestock, Oversight, Produce, Registry, Runtime, ThreeAssets, Trade,
};

/// All subjects of this runtime.
pub struct AllSubjects;

impl Subjects for AllSubjects {
    fn division_of(subject: &Subject) -> Option<DivisionCode> {
        match subject.keeper() {
            Keeper::Registry => registered(subject),
            // Neither a case nor a question is about a case or a question, so this goes one step
            // at most.
            Keeper::Oversight => Self::division_of(&Oversight::about(subject)?),
            Keeper::Produce => Produce::division_of(subject),
            Keeper::Labels => Labels::division_of(subject),
            Keeper::Livestock => Livestock::division_of(subject),
            Keeper::ThreeAssets => ThreeAssets::division_of(subject),
            Keeper::Trade => Trade::division_of(subject),
            Keeper::Devices => Devices::division_of(subject),
        }
    }

    fn holder_of(subject: &Subject) -> Option<OrganisationId> {
        match subject.keeper() {
            Keeper::Registry => match subject {
                Subject::Organisation(id) => Some(*id),
                Subject::Member(id) => member_organisation(*id),
                _ => None,
            },
            Keeper::Produce => Produce::holder_of(subject),
            Keeper::Labels => Labels::holder_of(subject),
            Keeper::Livestock => Livestock::holder_of(subject),
            Keeper::Trade => Trade::holder_of(subject),
            Keeper::Devices => Devices::holder_of(subject),
            Keeper::Oversight | Keeper::ThreeAssets => None,
        }
    }

    fn cleared_since(subject: &Subject, failed: TestId) -> bool {
        Produce::cleared_since(subject, failed)
    }

    fn cleared_since_use(subject: &Subject) -> bool {
        Produce::cleared_since_use(subject)
    }
}

/// The division of a subject of the registry.
fn registered(subject: &Subject) -> Option<DivisionCode> {
    let organisation = match subject {
        Subject::Division(division) => return is_admitted(*division).then_some(*division),
        Subject::Organisation(id) => *id,
        Subject::Member(id) => member_organisation(*id)?,
        _ => return None,
    };
    Registry::organisation(organisation).map(|it| it.division)
}

/// The organisation of a member.
fn member_organisation(id: MemberId) -> Option<OrganisationId> {
    pallet_registry::Members::<Runtime>::get(id).map(|member| member.organisation)
}

/// Whether the division lies in a county that takes part.
fn is_admitted(division: DivisionCode) -> bool {
    division
        .county()
        .is_some_and(pallet_registry::Counties::<Runtime>::contains_key)
}
