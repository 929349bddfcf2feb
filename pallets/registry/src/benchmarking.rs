//! Benchmarks of every call with as many items as it was given, each touching what it can touch.

use alloc::{boxed::Box, vec::Vec};

use county_primitives::{
    registry::{
        CountyInput, MemberInput, MemberStatus, OrganisationKind, OrganisationStatus, PolicyInput,
    },
    Date, DivisionCode, Items, Jurisdiction, List, MemberId, OrganisationId, PolicyKey, Role, Text,
};
use frame_benchmarking::v2::*;
use frame_support::traits::EnsureOrigin;
use frame_system::RawOrigin;
use sp_runtime::AccountId32;

use crate::{
    sample, Call, Config, Counties, CountyValidity, Members, Organisations, Pallet, Usages,
};

const COUNTY: &str = "141031000000";
const VILLAGE: &str = "141031100201";
/// Keys and persons of the county's own people; those of the items start at 1,000.
const COUNTY_KEY: u32 = 1;
const ITEM_KEY: u32 = 1_000;

fn list<Item>(items: Vec<Item>) -> Items<Item> {
    items
        .try_into()
        .unwrap_or_else(|_| panic!("a benchmark has at most 500 items"))
}

fn many<Item>(n: u32, item: impl Fn(u32) -> Item) -> Items<Item> {
    list((0..n).map(item).collect())
}

fn roles<const N: usize>(roles: [Role; N], digits: &str) -> List<Jurisdiction, 8> {
    let division = sample::division(digits);
    roles
        .map(|role| Jurisdiction { role, division })
        .to_vec()
        .try_into()
        .unwrap_or_else(|_| panic!("a member has at most 8 roles"))
}

/// As many roles as a member may hold, none of them in conflict, all grantable by the county.
fn full_roles() -> List<Jurisdiction, 8> {
    use Role::{Buyer, Grid, Hauler, InputDealer, Market, Packer, Printer, Producer};
    roles(
        [
            Producer,
            Packer,
            Printer,
            InputDealer,
            Buyer,
            Market,
            Hauler,
            Grid,
        ],
        VILLAGE,
    )
}

fn refused<T: Config, Done>(result: Result<Done, crate::Error<T>>) -> Done {
    result.unwrap_or_else(|error| panic!("the benchmark's world is refused: {error:?}"))
}

fn add_member<T: Config>(
    organisation: OrganisationId,
    key: u32,
    person: u32,
    roles: List<Jurisdiction, 8>,
) -> MemberId {
    let input = MemberInput {
        organisation,
        key: sample::key(key),
        person: sample::person(person),
        roles,
    };
    refused(Pallet::<T>::add_member(&input, None, None, 0))
}

/// A county with a bureau and one member of it, who signs.
fn county<T: Config>() -> RawOrigin<AccountId32> {
    let validity = CountyValidity {
        from: Date(0),
        to: None,
    };
    Counties::<T>::insert(141_031, validity);
    let bureau = organisation::<T>(
        OrganisationKind::StateOrgan,
        COUNTY,
        COUNTY_KEY,
        OrganisationStatus::Active,
    );
    let agriculture = roles([Role::CountyAgriculture], COUNTY);
    add_member::<T>(bureau, COUNTY_KEY, COUNTY_KEY, agriculture);
    RawOrigin::Signed(sample::key(COUNTY_KEY).into())
}

fn organisation<T: Config>(
    kind: OrganisationKind,
    digits: &str,
    n: u32,
    status: OrganisationStatus,
) -> OrganisationId {
    let input = sample::legal(kind, digits, n);
    refused(Pallet::<T>::add_organisation(&input, status, None, None, 0))
}

fn companies<T: Config>(n: u32, status: OrganisationStatus) -> Vec<OrganisationId> {
    let company = |at: u32| {
        organisation::<T>(
            OrganisationKind::Company,
            VILLAGE,
            ITEM_KEY.saturating_add(at),
            status,
        )
    };
    (0..n).map(company).collect()
}

/// Members of one company, each of a person of its own.
fn growers<T: Config>(n: u32, roles: &List<Jurisdiction, 8>) -> Vec<MemberId> {
    let company = companies::<T>(1, OrganisationStatus::Active);
    let company = company.first().copied().unwrap_or_default();
    (0..n)
        .map(|at| ITEM_KEY.saturating_add(at))
        .map(|key| add_member::<T>(company, key, key, roles.clone()))
        .collect()
}

fn reason() -> Text<128> {
    sample::text("抽检不合格，待复核")
}

fn because<Id: Copy>(ids: Vec<Id>) -> Items<(Id, Text<128>)> {
    list(ids.into_iter().map(|id| (id, reason())).collect())
}

fn governance<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
    T::GovernanceOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)
}

#[benchmarks(where <T as Config>::RuntimeCall: From<frame_system::Call<T>>)]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn admit_counties(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        let codes = (110_000u32..650_000)
            .filter_map(|code| DivisionCode::from_county(code).ok())
            .take(usize::try_from(n).unwrap_or(usize::MAX));
        let counties = codes.map(|county| CountyInput {
            county,
            valid_from: Date(0),
            valid_to: None,
        });
        let counties = list(counties.collect());
        let last = counties.last().and_then(|input| input.county.county());

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, counties);

        assert!(last.is_some_and(Counties::<T>::contains_key));
        Ok(())
    }

    #[benchmark]
    fn set_policies(n: Linear<1, 500>) {
        let caller = county::<T>();
        let policies = many(n, |at| PolicyInput {
            division: sample::division(VILLAGE),
            key: PolicyKey::LateAfterHours,
            value: at.into(),
            effective: Date(at.checked_rem(16).unwrap_or(0)),
        });

        #[extrinsic_call]
        _(caller, policies);
    }

    #[benchmark]
    fn register_organisations(n: Linear<1, 500>) {
        let caller = county::<T>();
        let inputs = many(n, |at| {
            sample::legal(
                OrganisationKind::Company,
                VILLAGE,
                ITEM_KEY.saturating_add(at),
            )
        });

        #[extrinsic_call]
        _(caller, inputs);

        assert!(Organisations::<T>::contains_key(OrganisationId(
            n.saturating_add(1)
        )));
    }

    #[benchmark]
    fn approve_organisations(n: Linear<1, 500>) {
        let caller = county::<T>();
        let waiting = list(companies::<T>(n, OrganisationStatus::Pending));

        #[extrinsic_call]
        _(caller, waiting);
    }

    #[benchmark]
    fn refuse_organisations(n: Linear<1, 500>) {
        let caller = county::<T>();
        let refusals = because(companies::<T>(n, OrganisationStatus::Pending));

        #[extrinsic_call]
        _(caller, refusals);
    }

    #[benchmark]
    fn suspend_organisations(n: Linear<1, 500>) {
        let caller = county::<T>();
        let suspensions = because(companies::<T>(n, OrganisationStatus::Active));

        #[extrinsic_call]
        _(caller, suspensions);
    }

    #[benchmark]
    fn reactivate_organisations(n: Linear<1, 500>) {
        let caller = county::<T>();
        let reactivations = because(companies::<T>(n, OrganisationStatus::Suspended));

        #[extrinsic_call]
        _(caller, reactivations);
    }

    #[benchmark]
    fn register_members(n: Linear<1, 500>) {
        let caller = county::<T>();
        let company = companies::<T>(1, OrganisationStatus::Active);
        let company = company.first().copied().unwrap_or_default();
        let members = many(n, |at| MemberInput {
            organisation: company,
            key: sample::key(ITEM_KEY.saturating_add(at)),
            person: sample::person(ITEM_KEY.saturating_add(at)),
            roles: full_roles(),
        });

        #[extrinsic_call]
        _(caller, members);

        assert!(Members::<T>::contains_key(MemberId(n.saturating_add(1))));
    }

    #[benchmark]
    fn suspend_members(n: Linear<1, 500>) {
        let caller = county::<T>();
        let suspensions = because(growers::<T>(n, &full_roles()));

        #[extrinsic_call]
        _(caller, suspensions);
    }

    #[benchmark]
    fn reactivate_members(n: Linear<1, 500>) {
        let caller = county::<T>();
        let members = growers::<T>(n, &full_roles());
        for id in &members {
            Members::<T>::mutate(id, |member| {
                if let Some(member) = member {
                    member.status = MemberStatus::Suspended;
                }
            });
        }
        let reactivations = because(members);

        #[extrinsic_call]
        _(caller, reactivations);
    }

    #[benchmark]
    fn rotate_key() {
        let caller = county::<T>();

        #[extrinsic_call]
        _(caller, sample::key(ITEM_KEY));
    }

    #[benchmark]
    fn rotate_member_key() {
        let caller = county::<T>();
        let members = growers::<T>(1, &full_roles());
        let member = members.first().copied().unwrap_or_default();

        #[extrinsic_call]
        _(caller, member, sample::key(2), reason());
    }

    #[benchmark]
    fn grant_roles(n: Linear<1, 500>) {
        let caller = county::<T>();
        let members = growers::<T>(n, &roles([Role::Producer], VILLAGE));
        let role = Jurisdiction {
            role: Role::Packer,
            division: sample::division(VILLAGE),
        };
        let grants = list(members.into_iter().map(|id| (id, role)).collect());

        #[extrinsic_call]
        _(caller, grants);
    }

    #[benchmark]
    fn revoke_roles(n: Linear<1, 500>) {
        let caller = county::<T>();
        let members = growers::<T>(n, &full_roles());
        let role = Jurisdiction {
            role: Role::Grid,
            division: sample::division(VILLAGE),
        };
        let revocations = list(members.into_iter().map(|id| (id, role)).collect());

        #[extrinsic_call]
        _(caller, revocations);
    }

    #[benchmark]
    fn enact() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        let call = Box::new(frame_system::Call::<T>::remark { remark: Vec::new() }.into());

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, call);

        Ok(())
    }

    #[benchmark]
    fn check_member() {
        let _ = county::<T>();
        let member = MemberId(1);
        let account: AccountId32 = sample::key(COUNTY_KEY).into();
        let today = Pallet::<T>::local_day();

        #[block]
        {
            // What the check reads and writes, without a call of the runtime's allow-list.
            let signer = Pallet::<T>::signer(&account).map(|signer| signer.organisation.division);
            let division = signer.unwrap_or(DivisionCode::NATION);
            for key in [PolicyKey::CallsPerDay, PolicyKey::ItemsPerDay] {
                let _ = Pallet::<T>::policy_today(division, key);
            }
            let usage = Usages::<T>::get(member).plus(today, 1);
            Usages::<T>::insert(member, usage);
        }

        assert_eq!(Usages::<T>::get(member).calls, 1);
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::empty(), crate::mock::Test);
}
