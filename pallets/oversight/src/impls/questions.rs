//! Asking and answering questions (质询).

use county_primitives::{
    clock::plus_workdays,
    oversight::{AnswerInput, OversightEntry, QuestionInput},
    traits::{Members, Subjects},
    Author, DivisionCode, Items, Keeper, PolicyKey, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    pallet::{Config, Error, NextQuestion, Pallet, Questions},
    types::{Answer, Question},
};

/// Who asks.
const ASKERS: [Role; 3] = [Role::Inspector, Role::Township, Role::CountyAgriculture];

/// Who answers for any place.
const AUTHORITIES: [Role; 2] = [Role::Township, Role::CountyAgriculture];

/// Who answers for a village's three assets.
const VILLAGE_OFFICERS: [Role; 7] = [
    Role::VillageCashier,
    Role::Accountant,
    Role::VillageChair,
    Role::VillageBoard,
    Role::VillageSupervisor,
    Role::Township,
    Role::CountyAgriculture,
];

/// The roles in which an organisation answers for what it has in hand.
const HOLDERS: [Role; 14] = [
    Role::Producer,
    Role::BrandOwner,
    Role::Packer,
    Role::Printer,
    Role::InputDealer,
    Role::QuickLaboratory,
    Role::AccreditedLaboratory,
    Role::Buyer,
    Role::Market,
    Role::Hauler,
    Role::Slaughterhouse,
    Role::DisposalPlant,
    Role::Insurer,
    Role::Vaccinator,
];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_ask(who: &T::AccountId, items: Items<QuestionInput>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::ask_one(who, input, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_answer(who: &T::AccountId, items: Items<AnswerInput>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::answer_one(who, input, item)?;
        }
        Ok(())
    }

    fn ask_one(who: &T::AccountId, input: QuestionInput, item: u16) -> DispatchResult {
        let QuestionInput { subject, question } = input;
        let division = Self::place(&subject, item)?;
        let author = T::Members::authorise(who, &ASKERS, division, item)?;
        let workdays = T::Members::policy(division, PolicyKey::AnswerWorkdays, item)?;
        let due = plus_workdays(
            T::Members::today(),
            u32::try_from(workdays).unwrap_or(u32::MAX),
        );
        let id = NextQuestion::<T>::get();
        let next = id.next().ok_or(Error::<T>::QuestionsExhausted(item))?;
        NextQuestion::<T>::put(next);
        Questions::<T>::insert(
            id,
            Question {
                subject,
                question,
                asked_by: author,
                due,
                answer: None,
            },
        );
        let entry = OversightEntry::Asked {
            subject,
            question,
            due,
        };
        Self::record(Subject::Question(id), author, entry, item)
    }

    fn answer_one(who: &T::AccountId, input: AnswerInput, item: u16) -> DispatchResult {
        let AnswerInput {
            question: id,
            answer,
        } = input;
        let mut question = Questions::<T>::get(id).ok_or(Error::<T>::QuestionUnknown(item))?;
        ensure!(
            question.answer.is_none(),
            Error::<T>::QuestionAnswered(item)
        );
        let author = Self::answerer(who, &question.subject, item)?;
        let asked_himself = question
            .asked_by
            .member()
            .zip(author.member())
            .is_some_and(|(asker, answerer)| T::Members::same_person(asker, answerer));
        ensure!(!asked_himself, Error::<T>::OwnQuestion(item));
        let late = T::Members::today() > question.due;
        question.answer = Some(Answer { answer, late });
        Questions::<T>::insert(id, question);
        let entry = OversightEntry::Answered { answer, late };
        Self::record(Subject::Question(id), author, entry, item)
    }

    /// The author of an answer: the organisation that has the subject in hand, signing where it
    /// sits, or an officer or authority over the subject's place.
    fn answerer(who: &T::AccountId, subject: &Subject, item: u16) -> Result<Author, DispatchError> {
        let division = Self::division(subject, item)?;
        if let Some(home) = Self::home_of_holder(who, subject, item)? {
            if let Ok(author) = T::Members::authorise(who, &HOLDERS, home, item) {
                return Ok(author);
            }
        }
        let officers: &[Role] = match subject.keeper() {
            Keeper::ThreeAssets => &VILLAGE_OFFICERS,
            _ => &AUTHORITIES,
        };
        T::Members::authorise(who, officers, division, item)
    }

    /// Where the signer's organisation sits, if it is the one that has the subject in hand.
    fn home_of_holder(
        who: &T::AccountId,
        subject: &Subject,
        item: u16,
    ) -> Result<Option<DivisionCode>, DispatchError> {
        let own = T::Members::organisation_of(who, item)?;
        let holder = T::Subjects::holder_of(subject).filter(|holder| *holder == own);
        Ok(holder
            .and_then(T::Members::organisation)
            .map(|organisation| organisation.division))
    }
}
