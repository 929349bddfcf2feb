//! Where subjects belong: every pallet answers for its own.

use county_primitives::{
    traits::{Members, Subjects},
    DivisionCode, Subject, TestId,
};

use crate::{Labels, Livestock, Oversight, Produce, Registry, Runtime, ThreeAssets};

/// All subjects of this runtime.
pub struct AllSubjects;

impl Subjects for AllSubjects {
    fn division_of(subject: &Subject) -> Option<DivisionCode> {
        match subject {
            Subject::Division(division) => is_admitted(*division).then_some(*division),
            Subject::Organisation(id) => Registry::organisation(*id).map(|it| it.division),
            Subject::Member(id) => {
                let member = pallet_registry::Members::<Runtime>::get(id)?;
                Registry::organisation(member.organisation).map(|it| it.division)
            }
            Subject::Plot(_)
            | Subject::Cycle(_)
            | Subject::Test(_)
            | Subject::Lot(_)
            | Subject::Catalogue(_) => Produce::division_of(subject),
            Subject::Brand(_) | Subject::Batch(_) => Labels::division_of(subject),
            Subject::VeterinaryCatalogue(_)
            | Subject::Zone(_)
            | Subject::Farm(_)
            | Subject::TagStock(_)
            | Subject::Animal(_)
            | Subject::Herd(_)
            | Subject::Declaration(_)
            | Subject::Certificate(_)
            | Subject::Vehicle(_)
            | Subject::SlaughterBatch(_)
            | Subject::Meat(_)
            | Subject::Disposal(_)
            | Subject::Insurance(_)
            | Subject::Claim(_) => Livestock::division_of(subject),
            Subject::Collective(_)
            | Subject::BankAccount(_)
            | Subject::Book(_)
            | Subject::Voucher(_)
            | Subject::Spending(_)
            | Subject::Decision(_)
            | Subject::Disclosure(_)
            | Subject::Challenge(_)
            | Subject::Warning(_)
            | Subject::Chart(_) => ThreeAssets::division_of(subject),
            // A case is never about a case, so this goes one step at most.
            Subject::Case(id) => Self::division_of(&Oversight::case_subject(*id)?),
        }
    }

    fn cleared_since(subject: &Subject, failed: TestId) -> bool {
        Produce::cleared_since(subject, failed)
    }
}

/// Whether the division lies in a county that takes part.
fn is_admitted(division: DivisionCode) -> bool {
    division
        .county()
        .is_some_and(pallet_registry::Counties::<Runtime>::contains_key)
}
